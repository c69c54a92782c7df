"""Webhooks to a real receiver that fails in every way, on both databases."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select
from standardwebhooks import Webhook

from kiosk.backend import feed, schema
from kiosk.backend.context import Backend
from kiosk.backend.feed import Happened
from kiosk.backend.webhooks import delivery, post
from kiosk.backend.webhooks.post import Post
from kiosk.backend.webhooks.runner import Webhooks
from tests.helpers import receiver as peer
from tests.helpers.receiver import Receiver, receiving

PATH = "/v1/admin/webhooks"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def telling(running: Any) -> Webhooks:
    running.backend = _allowing_private(running)
    return Webhooks(running.backend, Post(private=True))


def _allowing_private(running: Any) -> Backend:
    known = running.backend
    running.backend_app.state.backend = Backend(
        known.engine, known.secrets, known.verifier, known.faults, known.now_s, bell=known.bell, private_webhooks=True
    )
    backend: Backend = running.backend_app.state.backend
    return backend


def _add(running: Any, url: str, *types: str) -> dict[str, Any]:
    answer = running.admin.post(PATH, json={"url": url, "types": list(types)})
    assert answer.status_code == 201, answer.text
    added: dict[str, Any] = answer.json()
    return added


def _happens(running: Any, *subjects: str, kind: str = "pickup.ready") -> None:
    def publish(connection: Connection) -> None:
        for subject in subjects:
            feed.publish(connection, Happened(kind, subject, 4, "A-1", {"customer": "æøå"}), running.clock[0])

    running.backend.write(publish)


def _turn(telling: Webhooks, name: str) -> None:
    asyncio.run(telling.turn(name))


def _one(running: Any) -> dict[str, Any]:
    (one,) = running.admin.get(PATH).json()
    found: dict[str, Any] = one
    return found


def _subjects(receiver: Receiver) -> list[str]:
    return [json.loads(body)["subject"] for _, body in receiver.heard]


def test_what_happens_from_now_on_is_told_in_order_and_signed(
    running: Any, telling: Webhooks, receiver: Receiver
) -> None:
    _happens(running, "before")
    added = _add(running, receiver.url)
    _happens(running, "a", "b", "c")
    _turn(telling, added["id"])
    assert _subjects(receiver) == ["a", "b", "c"]
    headers, body = receiver.heard[0]
    assert headers["path"] == "/hook?of=shop"
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    assert headers["content-type"] == "application/cloudevents+json"
    assert headers["webhook-timestamp"] == str(int(running.clock[0]))
    event = json.loads(body)
    assert (event["id"], event["type"]) == (headers["webhook-id"], "no.openluke.pickup.ready")
    assert event == running.kiosk.get("/v1/events", params={"limit": 2}).json()["events"][1]
    assert (
        Webhook(added["secret"]).sign(headers["webhook-id"], _time(running.clock[0]), body.decode())
        == headers["webhook-signature"]
    )
    assert _one(running) | {"waiting": 0, "last_status": 204, "active": True} == _one(running)


def _time(unix_s: float) -> datetime:
    return datetime.fromtimestamp(unix_s, UTC)


def test_only_the_types_that_were_asked_for(running: Any, telling: Webhooks, receiver: Receiver) -> None:
    added = _add(running, receiver.url, "no.openluke.pickup.collected")
    _happens(running, "a")
    _happens(running, "b", kind="pickup.collected")
    _happens(running, "c", "d")
    _turn(telling, added["id"])
    assert _subjects(receiver) == ["b"]
    assert delivery_due(running) == []


def delivery_due(running: Any) -> list[str]:
    due: list[str] = running.backend.read(lambda connection: delivery.due(connection, running.clock[0]))
    return due


FAILURES = {
    "a server error": peer.says(500),
    "a refusal": peer.says(400),
    "a redirect": peer.says(307, Location="http://127.0.0.1:1/elsewhere"),
    "hanging up": peer.hangs_up,
    "nonsense": peer.speaks_nonsense,
}


@pytest.mark.allow_warnings
@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())
def test_after_a_failure_the_same_event_comes_again_later_and_no_other_before_it(
    running: Any, telling: Webhooks, receiver: Receiver, failure: peer.Behaviour
) -> None:
    added = _add(running, receiver.url)
    receiver.behave = [peer.says(200), failure, peer.says(200)]
    _happens(running, "a", "b", "c")
    _turn(telling, added["id"])
    assert _subjects(receiver) == ["a", "b"]
    assert _one(running)["tries"] == 1
    running.clock[0] += 3.0
    _turn(telling, added["id"])
    assert _subjects(receiver) == ["a", "b", "b", "c"]
    assert receiver.heard[1][0]["webhook-id"] == receiver.heard[2][0]["webhook-id"]
    assert receiver.heard[1][0]["webhook-timestamp"] != receiver.heard[2][0]["webhook-timestamp"]
    assert (_one(running)["tries"], _one(running)["failing_since"]) == (0, None)


@pytest.mark.allow_warnings
def test_silence_ends_at_a_deadline(
    running: Any, telling: Webhooks, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "READ_S", 0.3)
    receiver.behave = [peer.is_silent]
    added = _add(running, receiver.url)
    _happens(running, "a")
    begun_s = time.monotonic()
    _turn(telling, added["id"])
    assert time.monotonic() - begun_s < 3
    assert (_one(running)["tries"], _one(running)["last_status"]) == (1, 0)


def test_an_endless_answer_is_not_read(running: Any, telling: Webhooks, receiver: Receiver) -> None:
    receiver.behave = [peer.never_ends, peer.says(200)]
    added = _add(running, receiver.url)
    _happens(running, "a", "b")
    begun_s = time.monotonic()
    _turn(telling, added["id"])
    assert time.monotonic() - begun_s < 3
    assert _subjects(receiver) == ["a", "b"]


@pytest.mark.allow_warnings
def test_nobody_there_is_a_failure(running: Any, telling: Webhooks) -> None:
    with receiving() as gone:
        url = gone.url
    added = _add(running, url)
    _happens(running, "a")
    _turn(telling, added["id"])
    assert (_one(running)["tries"], _one(running)["last_status"], _one(running)["waiting"]) == (1, 0, 1)


@pytest.mark.allow_warnings
def test_a_receiver_may_say_when_it_wants_to_be_asked_again(
    running: Any, telling: Webhooks, receiver: Receiver
) -> None:
    added = _add(running, receiver.url)
    receiver.behave = [peer.says(429, Retry_After="7200"), peer.says(200)]
    _happens(running, "a")
    _turn(telling, added["id"])
    running.clock[0] += 7199
    assert delivery_due(running) == []
    running.clock[0] += 1
    assert delivery_due(running) == [added["id"]]


@pytest.mark.allow_warnings
def test_the_pause_grows_to_an_hour(running: Any, telling: Webhooks, receiver: Receiver) -> None:
    added = _add(running, receiver.url)
    receiver.behave = [peer.says(500)]
    _happens(running, "a")
    waits: list[float] = []
    for _ in range(16):
        _turn(telling, added["id"])
        with running.backend.engine.connect() as connection:
            next_at = connection.execute(select(schema.webhooks.c.next_at)).scalar_one()
        waits.append(next_at - running.clock[0])
        running.clock[0] = next_at
    assert waits[0] <= 2
    assert all(wait <= min(2 * 2**tries, 3600) for tries, wait in enumerate(waits))
    assert max(waits) > 300


@pytest.mark.allow_warnings
def test_gone_ends_it_and_staff_are_told(running: Any, telling: Webhooks, receiver: Receiver) -> None:
    added = _add(running, receiver.url)
    receiver.behave = [peer.says(410)]
    _happens(running, "a", "b")
    _turn(telling, added["id"])
    running.clock[0] += 90_000
    assert (delivery_due(running), _subjects(receiver)) == ([], ["a"])
    assert (_one(running)["active"], _one(running)["ended"]) == (False, "gone")
    (incident,) = running.admin.get("/v1/admin/incidents").json()
    assert (incident["kind"], incident["subject"], incident["reason"]) == ("webhook_ended", added["id"], "gone")


@pytest.mark.allow_warnings
def test_days_of_failure_end_it_and_it_goes_on_where_it_ended(
    running: Any, telling: Webhooks, receiver: Receiver
) -> None:
    added = _add(running, receiver.url)
    receiver.behave = [peer.says(500)]
    _happens(running, "a", "b")
    _turn(telling, added["id"])
    running.clock[0] += delivery.GIVE_UP_AFTER_S - 1
    _turn(telling, added["id"])
    assert _one(running)["active"] is True
    running.clock[0] += 3601
    _turn(telling, added["id"])
    assert (_one(running)["active"], _one(running)["ended"]) == (False, "failing")
    assert [one["reason"] for one in running.admin.get("/v1/admin/incidents").json()] == ["failing"]
    receiver.behave = [peer.says(200)]
    receiver.heard.clear()
    assert running.admin.post(f"{PATH}/{added['id']}/resume").json()["active"] is True
    _turn(telling, added["id"])
    assert _subjects(receiver) == ["a", "b"]


def test_after_a_rotation_both_secrets_sign_for_a_day(running: Any, telling: Webhooks, receiver: Receiver) -> None:
    added = _add(running, receiver.url)
    rotated = running.admin.post(f"{PATH}/{added['id']}/rotate").json()
    assert rotated["secret"] != added["secret"]
    _happens(running, "a")
    _turn(telling, added["id"])
    running.clock[0] += 24 * 3600
    _happens(running, "b")
    _turn(telling, added["id"])
    signed = [headers["webhook-signature"].split(" ") for headers, _ in receiver.heard]
    assert [len(signatures) for signatures in signed] == [2, 1]
    for secret, signature in ((rotated["secret"], signed[0][0]), (added["secret"], signed[0][1])):
        headers, body = receiver.heard[0]
        sent = _time(int(headers["webhook-timestamp"]))
        assert Webhook(secret).sign(headers["webhook-id"], sent, body.decode()) == signature


def test_a_secret_is_shown_once_and_never_logged(
    running: Any, telling: Webhooks, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "kiosk")
    added = _add(running, receiver.url)
    _happens(running, "a")
    _turn(telling, added["id"])
    listed = running.admin.get(PATH).text
    assert added["secret"].startswith("whsec_")
    assert added["secret"] not in listed + caplog.text
    with running.backend.engine.connect() as connection:
        told = delivery.next_for(connection, added["id"], 0.0), connection.execute(select(schema.audit)).all()
    assert added["secret"] not in repr(told)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "http://shop.example/"}, "body.url"),
        ({"url": "https://user:word@shop.example/"}, "body.url"),
        ({}, "body.url"),
        ({"url": "https://shop.example/", "types": ["pickup.ready"]}, "body.types.0"),
        ({"url": "https://shop.example/", "types": "all"}, "body.types"),
    ],
)
def test_bad_input_names_the_field(running: Any, body: dict[str, Any], field: str) -> None:
    answer = running.admin.post(PATH, json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert running.admin.get(PATH).json() == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "https://10.0.0.1/", "https://[::1]/", "https://169.254.1.1/"])
def test_this_network_is_out_of_reach_unless_it_is_allowed(running: Any, url: str) -> None:
    answer = running.admin.post(PATH, json={"url": url})
    assert (answer.status_code, answer.json()["detail"]) == (422, "url: leads to an address that is not public")


@pytest.mark.allow_warnings
def test_a_name_is_judged_at_each_delivery(running: Any, receiver: Receiver) -> None:
    telling = Webhooks(running.backend, Post(private=False))
    added = _add(running, f"https://localhost:{receiver.port}/")
    _happens(running, "a")
    _turn(telling, added["id"])
    assert receiver.heard == []
    assert _one(running)["tries"] == 1


def test_others_have_no_say(running: Any) -> None:
    assert running.kiosk.post(PATH, json={"url": "https://shop.example/"}).status_code == 401
    assert running.kiosk.get(PATH).status_code == 401
    for method, path in (("POST", "rotate"), ("POST", "resume"), ("POST", "switch-off"), ("DELETE", "")):
        answer = running.admin.request(method, f"{PATH}/wh-nobody/{path}".rstrip("/"))
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:openluke:problem:not-found")


def test_switched_off_and_removed(running: Any, telling: Webhooks, receiver: Receiver) -> None:
    added = _add(running, receiver.url)
    running.admin.post(f"{PATH}/{added['id']}/switch-off")
    _happens(running, "a")
    assert delivery_due(running) == []
    running.admin.post(f"{PATH}/{added['id']}/resume")
    assert delivery_due(running) == [added["id"]]
    assert running.admin.delete(f"{PATH}/{added['id']}").status_code == 204
    assert (delivery_due(running), running.admin.get(PATH).json()) == ([], [])
    with running.backend.engine.connect() as connection:
        actions = connection.execute(select(schema.audit.c.action)).scalars().all()
    assert actions == ["webhook.add", "webhook.switch_off", "webhook.resume", "webhook.remove"]


def test_there_is_a_bound(running: Any) -> None:
    for _ in range(50):
        _add(running, "https://shop.example/")
    answer = running.admin.post(PATH, json={"url": "https://shop.example/"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:openluke:problem:too-many-webhooks")


def test_of_several_processes_one_tells(running: Any, telling: Webhooks, receiver: Receiver) -> None:
    added = _add(running, receiver.url)
    _happens(running, *(str(number) for number in range(20)))
    together = threading.Barrier(4)

    def tell() -> None:
        other = Webhooks(running.backend, Post(private=True))
        together.wait(10)
        _turn(other, added["id"])

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert _subjects(receiver) == [str(number) for number in range(20)]


def test_who_was_killed_while_telling_keeps_the_others_waiting_for_a_minute(
    running: Any, telling: Webhooks, receiver: Receiver
) -> None:
    added = _add(running, receiver.url)
    _happens(running, "a")
    now_s = running.clock[0]
    assert running.backend.write(lambda connection: delivery.hold(connection, added["id"], now_s)) == now_s + 60
    running.clock[0] += 59
    assert delivery_due(running) == []
    running.clock[0] += 1
    _turn(telling, added["id"])
    assert _subjects(receiver) == ["a"]


@pytest.mark.allow_warnings
def test_it_runs_by_itself_and_a_silent_receiver_keeps_no_other_waiting(running: Any, receiver: Receiver) -> None:
    running.backend = _allowing_private(running)
    with receiving() as silent:
        silent.behave = [peer.is_silent]
        _add(running, silent.url)
        _add(running, receiver.url)
        telling = Webhooks(running.backend, Post(private=True))
        telling.start()
        try:
            _happens(running, "a")
            assert silent.arrived.wait(10)
            assert receiver.arrived.wait(10)
            receiver.arrived.clear()
            begun_s = time.monotonic()
            _happens(running, "b")
            assert receiver.arrived.wait(10)
            assert time.monotonic() - begun_s < 1.5, "the bell wakes it"
        finally:
            silent.release.set()
            telling.stop()
            telling.join()
    assert _subjects(receiver) == ["a", "b"]


@pytest.mark.allow_warnings
def test_a_bug_is_told_and_begun_anew(
    running: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    running.backend = _allowing_private(running)
    monkeypatch.setattr("kiosk.backend.webhooks.runner.AFTER_BUG_S", 0.05)
    real, left = delivery.next_for, [1]

    def breaks(*arguments: Any) -> Any:
        if left:
            left.pop()
            raise RuntimeError("a bug")
        return real(*arguments)

    monkeypatch.setattr(delivery, "next_for", breaks)
    _add(running, receiver.url)
    telling = Webhooks(running.backend, Post(private=True))
    telling.start()
    try:
        _happens(running, "a")
        assert receiver.arrived.wait(10)
    finally:
        telling.stop()
        telling.join()
    assert "telling failed, and begins anew" in caplog.text


def _refusing(subject: str, status: int) -> peer.Behaviour:
    """A receiver that will not have what is told of `subject`."""

    def behave(handler: Any) -> None:
        _, body = handler.receiver.heard[-1]
        peer.says(status if json.loads(body)["subject"] == subject else 204)(handler)

    return behave


def _for(running: Any, telling: Webhooks, name: str, hours: float, *, every_s: float = 3601.0) -> None:
    """So long time goes by, with a turn whenever there may be one."""
    end_s = running.clock[0] + hours * 3600
    while running.clock[0] + every_s <= end_s:
        running.clock[0] += every_s
        _turn(telling, name)


def _refused(running: Any) -> list[tuple[str, str, str]]:
    rows = running.admin.get("/v1/admin/incidents").json()
    return [(row["source"], row["subject"], row["reason"]) for row in rows if row["kind"] == "webhook_refused"]


@pytest.mark.allow_warnings
@pytest.mark.parametrize("status", [400, 404, 409, 422])
def test_an_event_that_is_refused_for_a_day_is_set_aside_and_those_behind_it_go_on(
    running: Any, telling: Webhooks, receiver: Receiver, status: int
) -> None:
    added = _add(running, receiver.url)
    receiver.behave = [_refusing("b", status)]
    _happens(running, "a", "b", "c", "d")
    _turn(telling, added["id"])
    _for(running, telling, added["id"], 23.9)
    assert set(_subjects(receiver)[1:]) == {"b"}
    assert _refused(running) == []
    _for(running, telling, added["id"], 2)
    _turn(telling, added["id"])
    assert [subject for subject in _subjects(receiver) if subject != "b"] == ["a", "c", "d"]
    (event,) = {headers["webhook-id"] for headers, body in receiver.heard if json.loads(body)["subject"] == "b"}
    assert _refused(running) == [(f"/webhooks/{added['id']}", event, f"http_{status}")]
    assert (_one(running)["active"], _one(running)["failing_since"], _one(running)["waiting"]) == (True, None, 0)
    _happens(running, "b")
    _turn(telling, added["id"])
    _for(running, telling, added["id"], 12)
    assert _subjects(receiver)[-1] == "b"
    assert len(_refused(running)) == 1, "another event has a day of its own"


@pytest.mark.allow_warnings
@pytest.mark.parametrize("status", [408, 425, 429, 500, 307])
def test_what_says_nothing_of_the_event_sets_nothing_aside(
    running: Any, telling: Webhooks, receiver: Receiver, status: int
) -> None:
    added = _add(running, receiver.url)
    receiver.behave = [_refusing("a", status)]
    _happens(running, "a", "b")
    _turn(telling, added["id"])
    _for(running, telling, added["id"], 40)
    assert set(_subjects(receiver)) == {"a"}
    assert _refused(running) == []


@pytest.mark.allow_warnings
def test_a_receiver_that_was_hardly_asked_has_not_refused_for_good(
    running: Any, telling: Webhooks, receiver: Receiver
) -> None:
    added = _add(running, receiver.url)
    receiver.behave = [_refusing("a", 400)]
    _happens(running, "a", "b")
    _turn(telling, added["id"])
    _for(running, telling, added["id"], 36, every_s=6 * 3600)
    assert set(_subjects(receiver)) == {"a"}


@pytest.mark.allow_warnings
def test_whoever_refuses_everything_is_switched_off_after_five_days(
    running: Any, telling: Webhooks, receiver: Receiver
) -> None:
    added = _add(running, receiver.url)
    receiver.behave = [peer.says(401)]
    _happens(running, *"abcdefgh")
    _turn(telling, added["id"])
    _for(running, telling, added["id"], 5 * 24 + 2)
    assert (_one(running)["active"], _one(running)["ended"]) == (False, "failing")
    assert 3 <= len(_refused(running)) <= 5
    running.admin.post(f"{PATH}/{added['id']}/resume").raise_for_status()
    receiver.behave = [peer.says(204)]
    _turn(telling, added["id"])
    assert _subjects(receiver)[-1] == "h"
