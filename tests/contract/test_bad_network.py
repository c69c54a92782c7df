"""The outbox over a network that resets, drops, cuts and hangs, against the real backend (invariants E2 to E4)."""

import asyncio
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kiosk.commerce import link
from kiosk.commerce.http import HttpBackend
from kiosk.domain.record import Entry, Kind
from kiosk.journal import SqliteJournal
from kiosk.services import outbox
from kiosk.services.activity import Activity
from kiosk.services.facts import Facts
from kiosk.services.outbox import OutboxPump
from tests.helpers.core import World, durable, intent, record
from tests.helpers.toxic_proxy import TOXICS, ToxicProxy


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "READ_S", 0.15)
    monkeypatch.setattr(outbox, "backoff_s", lambda *_args, **_options: 0.0)


async def collect(world: World, journal: SqliteJournal, visits: range) -> None:
    """Parcels that nobody at the backend knows, so that it flags each: a conflict must not lose one either."""
    for visit in visits:
        door = visit % 24 + 1
        decided = intent(door, intent=f"S{visit:05d}-{door}-1", session=f"S{visit:05d}", parcel=f"parcel-{visit}")
        permit = await record(journal, decided, Kind.DOOR_OPENED, Kind.DOOR_CLOSED, Kind.PARCEL_COLLECTED)
        world.bank.issuer.redeem(permit, door)


async def upload(running: Any, journal: SqliteJournal, world: World, url: str, limit_s: float = 60.0) -> Facts:
    facts = Facts(lambda: None)
    options = {"bearer_key": running.secrets.kiosk.bearer_key, "site": 4, "kiosk": "sentrum-1"}
    async with HttpBackend(url, **options, site_key=running.secrets.site.key) as backend, asyncio.TaskGroup() as tasks:
        dice = random.Random(1)
        pump = OutboxPump(backend, journal, facts, activity=Activity(), clock=world.clock, dice=dice)
        journal.watch_outbox(pump.nudge)
        task = tasks.create_task(pump.run())
        async with asyncio.timeout(limit_s):
            while await journal.outbox_size():  # noqa: ASYNC110 - the journal tells nobody
                await asyncio.sleep(0.01)
        task.cancel()
    return facts


def arrived(running: Any) -> tuple[list[int], list[str]]:
    """Seqs of events and ids of hand-overs, in the order of arrival."""
    events: list[int] = []
    after = 0
    while rows := running.admin.get("/v1/admin/events", params={"after": after}).json():
        events += [int(row["event"]["id"]) for row in rows]
        after = rows[-1]["position"]
    handovers = running.admin.get("/v1/admin/handovers", params={"limit": 1000}).json()
    return events, [row["handover"] for row in handovers]


def check(running: Any, world: World) -> None:
    """Everything once, events in their order, nothing missing at the backend."""
    told = durable(world.path)
    events, handovers = arrived(running)
    collected = [row["intent"] for row in told if row["kind"] == Kind.PARCEL_COLLECTED]
    assert Counter(handovers) == Counter(collected)
    assert events == [seq for seq, row in enumerate(told, start=1) if row["kind"] != Kind.PARCEL_COLLECTED]
    kinds = {row["kind"] for row in running.admin.get("/v1/admin/incidents").json()}
    assert kinds <= {"handover_conflict"}


@pytest.mark.allow_warnings
@pytest.mark.parametrize("toxic", TOXICS)
def test_no_event_is_lost_doubled_or_out_of_order(running: Any, impatient: None, tmp_path: Path, toxic: str) -> None:
    world = World(tmp_path)

    async def main() -> None:
        async with world.journal() as journal:
            await collect(world, journal, range(8))
            proxy = ToxicProxy(running.url, random.Random(7), toxicity=0.6, toxics=(toxic,))
            async with proxy.listening():
                await upload(running, journal, world, proxy.url)
            assert proxy.done.get(toxic) or toxic == "latency", proxy.done

    asyncio.run(main())
    check(running, world)


@pytest.mark.allow_warnings
def test_after_72_hours_500_collections_catch_up(running: Any, impatient: None, tmp_path: Path) -> None:
    world = World(tmp_path)

    async def main() -> None:
        async with world.journal() as journal:
            for hour in range(0, 72, 8):
                world.clock.utc += 8 * 3600
                await collect(world, journal, range(hour * 500 // 72, (hour + 8) * 500 // 72))
            assert await journal.outbox_size() == 2000
            proxy = ToxicProxy(running.url, random.Random(3), toxicity=0.2)
            async with proxy.listening():
                await upload(running, journal, world, proxy.url)

    asyncio.run(main())
    check(running, world)
    assert len(arrived(running)[1]) == 500


def test_a_busy_backend_is_left_alone_for_as_long_as_it_asks(running: Any, impatient: None, tmp_path: Path) -> None:
    world = World(tmp_path)
    running.admin.put("/v1/admin/faults", json={"status": 429, "retry_after_s": 1})

    async def main() -> None:
        async with world.journal() as journal:
            await journal.append(Entry.of(Kind.DEVICE_LOST, device="camera", detail="gone"))
            begun_s = asyncio.get_running_loop().time()
            asyncio.get_running_loop().call_later(0.2, lambda: running.backend.faults.become(type(faults)()))
            await upload(running, journal, world, running.url)
            assert asyncio.get_running_loop().time() - begun_s >= 0.95

    faults = running.backend.faults
    asyncio.run(main())
    check(running, world)


@pytest.mark.allow_warnings
def test_an_event_the_backend_cannot_read_holds_up_no_other(running: Any, impatient: None, tmp_path: Path) -> None:
    """Its session is longer than an attribute of an event may be: refused for what it is, alone."""
    world = World(tmp_path)

    async def main() -> None:
        async with world.journal() as journal:
            lost = Entry.of(Kind.DEVICE_LOST, device="camera", detail="gone")
            bad = Entry.of(Kind.DEVICE_LOST, device="\ud800", detail="gone")
            await journal.append(lost, bad, lost)
            facts = await upload(running, journal, world, running.url)
            assert (await journal.set_aside_size(), facts.set_aside) == (1, 1)

    asyncio.run(main())
    assert arrived(running)[0] == [1, 3, 4]
