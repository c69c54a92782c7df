import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.domain.site_list import JournalAnchor, Mark, RowKind
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.journal import SqliteJournal
from kiosk.services import sync
from kiosk.services.facts import Facts
from kiosk.services.sync import SITE_EVERY_S, HeardTime, ListSync, backoff_s
from tests.helpers.core import World, durable, until
from tests.helpers.flow_script import pickup
from tests.helpers.stock import page


@dataclass
class Syncing:
    """A sync at work."""

    world: World
    journal: SqliteJournal
    facts: Facts
    synced: list[int]

    async def times(self, count: int) -> None:
        await until(lambda: len(self.synced) >= count)


def syncing(
    world: World,
    scenario: Callable[[Syncing], Awaitable[None]],
    every_s: float = 0.001,
    heard_time: HeardTime | None = None,
) -> None:
    async def main() -> None:
        synced: list[int] = []
        facts = Facts(lambda: None)
        async with world.journal() as journal, asyncio.TaskGroup() as tasks:
            lists = ListSync(
                world.backend,
                journal,
                facts,
                world.clock,
                every_s=every_s,
                synced=lambda: synced.append(1),
                dice=random.Random(1),
                heard_time=heard_time,
            )
            running = tasks.create_task(lists.run())
            await scenario(Syncing(world, journal, facts, synced))
            running.cancel()

    asyncio.run(main())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_the_first_list_is_whole_and_the_next_are_differences(world: World) -> None:
    changed = page(pickup(8), full=False, cursor="c2")
    world.backend.pages = [
        page(pickup(7), pickup(9, id="GONE0001")),
        replace(changed, removed=(Mark(RowKind.PICKUP, "GONE0001", 2),)),
    ]

    async def scenario(now: Syncing) -> None:
        await now.times(3)
        row = await now.journal.pickup("PICKUP01")
        assert row is not None
        assert [parcel.compartment for parcel in row.parcels] == [8]
        assert await now.journal.pickup("GONE0001") is None
        assert world.backend.cursors[:3] == ["", "c1", "c2"]

    syncing(world, scenario)


def test_a_restart_goes_on_from_the_cursor(world: World) -> None:
    world.backend.pages = [page(pickup(7), cursor="c9")]

    async def once(now: Syncing) -> None:
        await now.times(1)

    syncing(world, once)
    world.backend.cursors.clear()
    syncing(world, once)
    assert world.backend.cursors[0] == "c9"


def test_a_whole_list_replaces_what_was_held(world: World) -> None:
    world.backend.pages = [page(pickup(7, id="OLD00001")), page(pickup(8))]

    async def scenario(now: Syncing) -> None:
        await now.times(2)
        assert await now.journal.pickup("OLD00001") is None

    syncing(world, scenario)


@pytest.mark.parametrize("trouble", [BackendAwayError("no route"), BackendRefusedError(401, "who")])
def test_away_and_back(
    world: World, trouble: BackendAwayError | BackendRefusedError, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "backoff_s", lambda *_, **__: 0.0)
    world.backend.pages = [page(pickup(7))]

    async def scenario(now: Syncing) -> None:
        await now.times(1)
        await until(lambda: now.facts.synced_s == 100.0)
        world.backend.trouble = trouble
        await until(lambda: now.facts.backend_away)
        count = len(now.synced)
        world.clock.monotonic = 200.0
        await asyncio.sleep(0.005)
        assert (len(now.synced), now.facts.synced_s) == (count, 100.0)
        assert await now.journal.pickup("PICKUP01") is not None
        world.backend.trouble = None
        await until(lambda: not now.facts.backend_away)
        await until(lambda: now.facts.synced_s == 200.0)

    syncing(world, scenario)


def test_what_is_said_of_the_site_is_asked_for_once_a_minute(world: World) -> None:
    world.backend.capabilities = frozenset({"sessions"})

    async def scenario(now: Syncing) -> None:
        await now.times(2)
        assert now.facts.other_sites == {5: "Nord"}
        assert now.facts.capabilities == {"sessions"}
        world.backend.other_sites = {6: "Sør"}
        await now.times(4)
        assert now.facts.other_sites == {5: "Nord"}
        world.clock.monotonic += SITE_EVERY_S
        await now.times(len(now.synced) + 2)
        assert now.facts.other_sites == {6: "Sør"}

    syncing(world, scenario)


def test_a_page_that_has_come_waits_for_no_other_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def noted(owner: object, name: str) -> None:
        real = getattr(owner, name)

        async def noting(*arguments: object) -> object:
            told.append(name)
            return await real(*arguments)

        monkeypatch.setattr(owner, name, noting)

    async def scenario(now: Syncing) -> None:
        noted(now.journal, "apply_list")
        noted(world.backend, "site")
        noted(world.backend, "site_list")
        await now.times(1)
        assert told[:3] == ["site", "site_list", "apply_list"]

    syncing(world, scenario)


def test_waits_grow_have_a_limit_and_differ_from_kiosk_to_kiosk() -> None:
    for tries, limit in ((1, 1.0), (3, 4.0), (7, 60.0), (5000, 60.0)):
        dice = random.Random(1)
        waits = [backoff_s(tries, dice) for _ in range(200)]
        assert all(0.0 <= wait <= limit for wait in waits)
        assert max(waits) > 0.8 * limit
        assert min(waits) < 0.2 * limit


@pytest.mark.allow_warnings
def test_a_page_that_does_not_fit_is_told_once_and_the_whole_list_asked_for(world: World) -> None:
    first = page(pickup(7))
    bad = replace(page(pickup(8), full=False, cursor="c2"), base="c1", epoch=first.epoch, checksum="0" * 32)
    world.backend.pages = [first, bad, bad, page(pickup(9), cursor="c3")]

    async def scenario(now: Syncing) -> None:
        await now.times(2)
        row = await now.journal.pickup("PICKUP01")
        assert row is not None
        assert [parcel.compartment for parcel in row.parcels] == [9]
        assert world.backend.cursors[:4] == ["", "c1", "", ""]
        assert now.facts.list_refused == ""
        assert [row["cause"] for row in durable(world.path, Kind.LIST_REFUSED)] == ["checksum"]

    syncing(world, scenario)


@pytest.mark.allow_warnings
def test_a_foreign_row_refuses_the_list_and_is_no_reason_to_call_the_backend_away(world: World) -> None:
    world.backend.trouble = BackendRefusedError(200, "foreign-row")

    async def scenario(now: Syncing) -> None:
        await until(lambda: now.facts.list_refused == "foreign-row")
        assert not now.facts.backend_away
        await until(lambda: durable(world.path, Kind.LIST_REFUSED))
        world.backend.trouble = None
        await now.times(1)
        assert now.facts.list_refused == ""

    syncing(world, scenario)


@pytest.mark.allow_warnings
def test_a_journal_that_was_rolled_back_raises_an_alarm_and_heals_with_the_next_whole_list(world: World) -> None:
    first = page(pickup(7))
    lost = JournalAnchor(99, "ab")
    world.backend.pages = [first, replace(first, journal=lost), replace(first, journal=lost)]

    async def scenario(now: Syncing) -> None:
        await now.times(2)
        assert world.backend.cursors[:3] == ["", "c1", ""]
        (told,) = durable(world.path, Kind.JOURNAL_ROLLED_BACK)
        assert told["known_seq"] == 99
        assert [alarm.kind for alarm in now.facts.alarms] == ["journal_rolled_back"]

    syncing(world, scenario)


@pytest.mark.allow_warnings
def test_a_whole_list_that_is_refused_again_and_again_is_asked_for_less_often_than_a_backend_that_is_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    caps_s: list[float] = []

    def waits(_tries: int, _dice: random.Random, *, cap_s: float) -> float:
        caps_s.append(cap_s)
        return 0.0

    monkeypatch.setattr(sync, "backoff_s", waits)
    world.backend.trouble = BackendAwayError("no route")

    async def scenario(now: Syncing) -> None:
        await until(lambda: caps_s)
        assert set(caps_s) == {60.0}
        caps_s.clear()
        world.backend.trouble = None
        world.backend.pages = [replace(page(pickup(8)), checksum="0" * 32)]
        await until(lambda: now.facts.list_refused == "checksum")
        await until(lambda: 600.0 in caps_s)

    syncing(world, scenario)


def test_a_time_that_waits_for_a_second_answer_is_asked_for_before_the_next_sync_is_due(world: World) -> None:
    wanted_s = [0.001, 0.001, math.inf]

    async def heard(_utc: float, _asked_s: float, _answered_s: float) -> float:
        return wanted_s.pop(0)

    async def scenario(now: Syncing) -> None:
        await now.times(3)

    syncing(world, scenario, every_s=3600.0, heard_time=heard)
    assert not wanted_s


@pytest.mark.allow_warnings
def test_a_backend_that_names_an_older_event_twice_is_told_the_rest_again(world: World) -> None:
    first = page(pickup(7))

    async def scenario(now: Syncing) -> None:
        await now.journal.append(*[Entry.of(Kind.DEVICE_LOST, device="camera", detail="gone")] * 3)
        rows = await now.journal.outbox(10)
        await now.journal.sent([row.event.seq for row in rows])
        old = JournalAnchor(rows[0].event.seq, rows[0].event.hash)
        world.backend.pages = [first, replace(first, journal=old), replace(first, journal=old)]
        await until(lambda: durable(world.path, Kind.EVENTS_SENT_AGAIN))
        [said] = durable(world.path, Kind.EVENTS_SENT_AGAIN)
        assert (said["known_seq"], said["count"]) == (old.seq, 2)

    syncing(world, scenario)
