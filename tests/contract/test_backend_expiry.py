"""Pickups expire by the clock, and never before everybody knows whether it ran. On both databases."""

import asyncio
import threading
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend import schema, stops
from kiosk.backend.expiry import deadlines, runner
from kiosk.backend.expiry.runner import Expiry
from kiosk.commerce.http import HttpBackend
from kiosk.domain.decision import Grant, Reason, Refusal
from kiosk.flows.effects import Check
from kiosk.flows.events import Answer
from kiosk.services.checker import Checker
from tests.contract.test_pickup_api import hand_over
from tests.helpers.core import World

HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NUMBERS = count(1)
SOURCE = "/sites/4/kiosks/sentrum-1"


def detail(running: Any, pickup: str) -> dict[str, Any]:
    found: dict[str, Any] = running.admin.get(f"/v1/pickups/{pickup}").raise_for_status().json()
    return found


def listed(running: Any, cursor: str = "") -> dict[str, Any]:
    asked = {"site": 4, "changed_after": cursor}
    found: dict[str, Any] = running.kiosk.get("/v1/pickups", params=asked).raise_for_status().json()
    return found


def told(running: Any, kind: str) -> list[dict[str, Any]]:
    feed = running.kiosk.get("/v1/events", params={"limit": 200}).raise_for_status().json()
    return [event for event in feed["events"] if event["type"] == f"no.openluke.{kind}"]


def tell(running: Any, kind: str, at_s: float, source: str = SOURCE, **data: Any) -> None:
    number = next(NUMBERS)
    event = {
        "specversion": "1.0",
        "id": str(number),
        "source": source,
        "type": f"no.openluke.pickup_clock.{kind}",
        "time": f"2026-11-23T{12 + int(at_s // HOUR_S):02}:{int(at_s % HOUR_S // 60):02}:00Z",
        "datacontenttype": "application/json",
        "chainhash": f"{number:064x}",
        "outboxnumber": number,
        "data": data,
    }
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    running.kiosk.post("/v1/events", json=[event], headers=headers).raise_for_status()


@pytest.fixture
def due(running: Any) -> str:
    """A pickup whose time ends an hour after noon; nothing else ends on that day."""
    pickup: str = running.pickup("one-parcel")
    ends(running, pickup, HOUR_S)
    return pickup


def ends(running: Any, pickup: str, after_noon_s: float) -> None:
    table = schema.pickups
    with running.backend.engine.begin() as connection:
        values = {"not_after": NOON.timestamp() + after_noon_s}
        connection.execute(update(table).where(table.c.id == pickup).values(values))


def look(running: Any, after_noon_s: float, *, heard: bool = True) -> None:
    """What the backend does at that time of the day; `heard`: the kiosk has asked for its list just before."""
    running.clock[0] = NOON.timestamp() + after_noon_s
    if heard:
        listed(running)
    Expiry(running.backend).turn()


def test_what_is_over_expires_once_and_everybody_is_told(running: Any, due: str) -> None:
    before = listed(running)
    look(running, HOUR_S - 1)
    assert detail(running, due)["state"] == "ready"
    look(running, 2 * HOUR_S)
    look(running, 3 * HOUR_S)
    (row,) = listed(running, before["cursor"])["pickups"]
    (known,) = (one for one in before["pickups"] if one["id"] == due)
    assert (row["id"], row["state"], row["version"]) == (due, "expired", known["version"] + 1)
    (event,) = told(running, "pickup.expired")
    number = detail(running, due)["order_number"]
    assert (event["subject"], event["data"]["order_number"], event["data"]["state"]) == (due, number, "expired")
    assert "hand_over" not in detail(running, due)["allowed_actions"]


def test_a_kiosk_with_that_list_refuses_as_too_late_and_opens_again_once_it_was_extended(
    running: Any, due: str, tmp_path: Path
) -> None:
    world = World(tmp_path)
    look(running, 2 * HOUR_S)
    world.clock.utc = running.clock[0]

    async def shown() -> Answer:
        """What the kiosk's own checker says, with nothing but the list of this backend."""
        secrets = running.secrets
        async with (
            HttpBackend(
                running.url, bearer_key=secrets.kiosk.bearer_key, site=4, kiosk="sentrum-1", site_key=secrets.site.key
            ) as backend,
            world.journal() as journal,
        ):
            await journal.apply_list(await backend.site_list(await journal.cursor()))
            verifier = SignatureVerifier(secrets.public_keys)
            checker = Checker(4, secrets.site.key, journal, backend, verifier, world.clock, frozenset)
            return await checker.check(Check("scanned", running.code("token", "one-parcel").text.encode()))

    refused = asyncio.run(shown())
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.EXPIRED
    later = {"not_after": "2026-12-24T12:00:00Z"}
    running.admin.put(f"/v1/admin/pickups/{due}/deadline", json=later).raise_for_status()
    assert isinstance(asyncio.run(shown()), Grant)


def test_a_silent_kiosk_may_know_better_for_three_days(running: Any, due: str) -> None:
    listed(running)
    look(running, HOUR_S + deadlines.GRACE_S, heard=False)
    assert detail(running, due)["state"] == "ready"
    look(running, HOUR_S + deadlines.GRACE_S + 60, heard=False)
    assert detail(running, due)["state"] == "expired"


def test_a_kiosk_that_was_heard_right_after_the_deadline_may_still_be_telling(running: Any, due: str) -> None:
    look(running, HOUR_S + deadlines.HEARD_AFTER_S - 60)
    assert detail(running, due)["state"] == "ready"
    look(running, HOUR_S + deadlines.HEARD_AFTER_S + 301)
    assert detail(running, due)["state"] == "expired"


def test_every_kiosk_of_the_site_has_to_be_heard(running: Any, due: str) -> None:
    with running.backend.engine.begin() as connection:
        connection.execute(insert(schema.kiosks).values(name="sentrum-2", site=4, key_hash="another"))
    look(running, 5 * HOUR_S)
    assert detail(running, due)["state"] == "ready"


@pytest.mark.parametrize(("scope", "counts"), [("bank", True), ("power", True), ("door:12", True), ("door:13", False)])
def test_time_in_which_nobody_could_collect_does_not_count(running: Any, due: str, scope: str, *, counts: bool) -> None:
    tell(running, "stopped", 30 * 60, scope=scope)
    tell(running, "started", 30 * 60 + 2 * HOUR_S, scope=scope, stopped_s=7200)
    look(running, 2 * HOUR_S)
    assert (detail(running, due)["state"] == "ready") is counts
    look(running, 3 * HOUR_S - 60)
    assert (detail(running, due)["state"] == "ready") is counts
    look(running, 4 * HOUR_S)
    assert detail(running, due)["state"] == "expired"


def test_an_outage_is_told_once_it_is_over(running: Any, due: str) -> None:
    tell(running, "started", 2 * HOUR_S, scope="power", stopped_s=5400)
    look(running, 2 * HOUR_S)
    assert detail(running, due)["state"] == "ready"
    look(running, 4 * HOUR_S)
    assert detail(running, due)["state"] == "expired"


def test_nothing_expires_while_the_clock_stands_however_long(running: Any, due: str) -> None:
    tell(running, "stopped", 30 * 60, scope="door:12")
    tell(running, "stopped", 40 * 60, scope="door:12")  # stands already
    look(running, 30 * DAY_S)
    assert detail(running, due)["state"] == "ready"
    assert due not in [event["subject"] for event in told(running, "pickup.expired")]


def test_a_stop_that_begins_after_the_deadline_revives_nothing(running: Any, due: str) -> None:
    tell(running, "stopped", HOUR_S + 60, scope="bank")
    look(running, 2 * HOUR_S)
    assert detail(running, due)["state"] == "expired"


@pytest.mark.parametrize(
    "data", [{}, {"scope": 7}, {"scope": ""}, {"scope": "x" * 81}, {"scope": "bank", "stopped_s": "x"}]
)
def test_nonsense_stops_nothing_and_is_no_error(running: Any, due: str, data: dict[str, Any]) -> None:
    tell(running, "stopped" if "stopped_s" not in data else "started", 30 * 60, **data)
    look(running, 2 * HOUR_S)
    assert detail(running, due)["state"] == "expired"


@pytest.mark.parametrize("state", ["awaiting", "cancelled", "collected"])
def test_what_is_nobodys_to_collect_does_not_expire(running: Any, state: str) -> None:
    table = schema.pickups
    with running.backend.engine.connect() as connection:
        ids = connection.execute(select(table.c.id).where(table.c.state == state)).scalars().all()
    assert ids
    look(running, 60 * DAY_S)
    assert {detail(running, pickup)["state"] for pickup in ids} == {state}


def test_more_time_brings_it_back_and_tells(running: Any, due: str) -> None:
    look(running, 2 * HOUR_S)
    later = {"not_after": "2026-12-24T12:00:00Z"}
    running.admin.put(f"/v1/admin/pickups/{due}/deadline", json=later).raise_for_status()
    assert detail(running, due)["state"] == "ready"
    assert [event["subject"] for event in told(running, "pickup.ready")] == [due]
    look(running, 3 * HOUR_S)
    assert detail(running, due)["state"] == "ready"


def test_what_is_half_gone_comes_back_as_that(running: Any) -> None:
    pickup = running.pickup("three-parcels")
    hand_over(running, "three-parcels", "key-00001", compartment=5).raise_for_status()
    ends(running, pickup, HOUR_S)
    look(running, 2 * HOUR_S)
    assert detail(running, pickup)["state"] == "expired"
    later = {"not_after": "2026-12-24T12:00:00Z"}
    running.admin.put(f"/v1/admin/pickups/{pickup}/deadline", json=later).raise_for_status()
    assert detail(running, pickup)["state"] == "partially_collected"


def test_what_staff_have_taken_out_awaits_its_goods_again(running: Any, due: str) -> None:
    look(running, 2 * HOUR_S)
    with running.backend.engine.begin() as connection:
        connection.execute(schema.parcel_lines.delete().where(schema.parcel_lines.c.parcel == f"{due}-1"))
        connection.execute(schema.parcels.delete().where(schema.parcels.c.pickup == due))
    later = {"not_after": "2026-12-24T12:00:00Z"}
    running.admin.put(f"/v1/admin/pickups/{due}/deadline", json=later).raise_for_status()
    assert detail(running, due)["state"] == "awaiting"


def test_a_hand_over_that_is_told_late_counts(running: Any, due: str) -> None:
    look(running, 2 * HOUR_S)
    answer = hand_over(running, "one-parcel", "key-00002").raise_for_status().json()
    assert (answer["conflict"], detail(running, due)["state"]) == (False, "collected")


@pytest.mark.parametrize(("opened_at", "reason"), [("13:45", ""), ("15:30", "expired")])
def test_what_a_silent_kiosk_handed_out_is_judged_by_its_own_clock(
    running: Any, due: str, opened_at: str, reason: str
) -> None:
    look(running, HOUR_S + deadlines.GRACE_S + 60, heard=False)
    assert detail(running, due)["state"] == "expired"
    tell(running, "started", 2 * HOUR_S, scope="bank", stopped_s=7200)
    times = {"opened_at": f"2026-11-23T{opened_at}:00Z", "closed_at": f"2026-11-23T{opened_at}:20Z"}
    answer = hand_over(running, "one-parcel", "key-00003", **times).raise_for_status().json()
    assert (answer["reason"], detail(running, due)["state"]) == (reason, "collected")


def test_stops_of_long_ago_are_forgotten(running: Any, due: str) -> None:
    tell(running, "started", 60, scope="power", stopped_s=30)
    with running.backend.engine.begin() as connection:
        connection.execute(update(schema.stops).values(until=NOON.timestamp() - stops.KEPT_S))
    tell(running, "started", 120, scope="bank", stopped_s=30)
    with running.backend.engine.connect() as connection:
        assert connection.execute(select(schema.stops.c.scope)).scalars().all() == ["bank"]
    assert detail(running, due)["state"] == "ready"


def test_many_at_once_and_in_batches(running: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "AT_ONCE", 2)
    table = schema.pickups
    with running.backend.engine.begin() as connection:
        runs = connection.execute(select(table.c.id).where(table.c.state == "ready", table.c.site == 4)).scalars().all()
        values = {"not_after": running.clock[0] + HOUR_S}
        connection.execute(update(table).where(table.c.id.in_(runs)).values(values))
    running.clock[0] += 2 * HOUR_S
    listed(running)
    both = [threading.Thread(target=Expiry(running.backend).turn) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(event["subject"] for event in told(running, "pickup.expired")) == sorted(runs)
    assert len(runs) > 5


def test_it_looks_by_itself_until_it_is_stopped(running: Any, due: str) -> None:
    running.clock[0] += 2 * HOUR_S
    listed(running)
    expiry = Expiry(running.backend)
    expiry.start()
    by_s = time.monotonic() + 10
    while detail(running, due)["state"] != "expired":
        assert time.monotonic() < by_s
        time.sleep(0.02)
    expiry.stop()
    expiry.join()
    assert "expiry" not in {thread.name for thread in threading.enumerate()}
