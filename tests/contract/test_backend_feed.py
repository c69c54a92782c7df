"""The feed: what happened at the backend, in order, for whoever follows."""

import contextlib
import threading
import time
from typing import Any

from sqlalchemy import Connection, update

from kiosk.backend import feed, schema
from kiosk.backend.feed import Happened


def _happens(running: Any, *subjects: str, site: int | None = 4) -> None:
    def publish(connection: Connection) -> None:
        for subject in subjects:
            feed.publish(connection, Happened("pickup.ready", subject, site, "A-1", {"order": "1"}), 1000.5)

    running.backend.write(publish)


def _get(running: Any, **params: Any) -> Any:
    answer = running.kiosk.get("/v1/events", params=params)
    assert answer.status_code == 200, answer.text
    return answer


def test_events_come_in_order_page_by_page_and_once(running: Any) -> None:
    _happens(running, "a", "b")
    _happens(running, "elsewhere", site=5)
    _happens(running, "c", site=None)
    first = _get(running, limit=2)
    assert first.json()["more"] is True
    assert f"after={first.json()['cursor']}" in first.headers["Link"]
    second = _get(running, after=first.json()["cursor"]).json()
    told = first.json()["events"] + second["events"]
    assert [event["subject"] for event in told] == ["a", "b", "c"]
    assert [event["source"] for event in told] == ["/sites/4", "/sites/4", "/sites"]
    assert told[0]["type"] == "no.openluke.pickup.ready"
    assert told[0]["time"].startswith("1970-01-01T00:16:40.5")
    assert told[0]["data"] == {"order": "1"}
    assert len({event["id"] for event in told}) == 3
    assert _get(running, after=second["cursor"]).json()["events"] == []


def test_whoever_waits_is_woken(running: Any) -> None:
    cursor = _get(running).json()["cursor"]
    later = threading.Timer(0.3, _happens, (running, "now"))
    later.start()
    begun_s = time.monotonic()
    told = _get(running, after=cursor, wait=9).json()
    later.join()
    assert [event["subject"] for event in told["events"]] == ["now"]
    assert time.monotonic() - begun_s < 5


def test_a_cursor_of_another_database_begins_anew_and_says_so(running: Any) -> None:
    _happens(running, "a")
    cursor = _get(running).json()["cursor"]
    running.backend.write(lambda connection: connection.execute(update(schema.counter).values(epoch="0f0f")))
    told = _get(running, after=cursor).json()
    assert told["reset"] is True
    assert [event["subject"] for event in told["events"]] == ["a"]
    assert _get(running, after=told["cursor"]).json()["reset"] is False


def test_what_is_rolled_back_was_never_told(running: Any) -> None:
    def fail(connection: Connection) -> None:
        feed.publish(connection, Happened("pickup.ready", "never", 4), 0)
        raise LookupError

    with contextlib.suppress(LookupError):
        running.backend.write(fail)
    assert _get(running).json()["events"] == []
