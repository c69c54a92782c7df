"""The restart table, row by row: journal × sensors × session → verdict. Nothing is ever pulsed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.domain.account import Employee
from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.flows import collect, service
from kiosk.flows.events import (
    CodeScanned,
    DoorBack,
    DoorClosed,
    DoorLost,
    DoorOpened,
    Event,
    Outcome,
    Pressed,
    PulseEnded,
)
from kiosk.flows.session import Flow, Session
from kiosk.journal import SqliteJournal
from kiosk.ports import Door, DoorChange, Permit, UnlockOutcome
from kiosk.services.recovery import Recovered, Wiring, recover
from kiosk.services.session_store import MAX_AGE_S, encode
from tests.helpers import stock
from tests.helpers.core import World, durable, intent, record, settle, until
from tests.helpers.fakes import NOW_UTC, FakeBank
from tests.helpers.flow_script import pickup
from tests.helpers.stock import PICKUP, page, token

DECIDED = intent(7)
CLAIMS = tuple(collect.Claim("C1", "PICKUP01", f"parcel-{door}", door, "token") for door in (7, 9))
ROUND = collect.Round(CLAIMS)
OPENING = collect.Opening(ROUND, 1, "S1-7-1")
DOOR_OPEN = collect.DoorOpen(ROUND, 1, "S1-7-1", 4990.0)
FAULT = collect.DoorFault(ROUND, 1, "S1-7-1", "jammed")


class ReadOnlyBank(FakeBank):
    """A bank during recovery: it may be looked at."""

    async def unlock(self, number: int, permit: Permit) -> UnlockOutcome:
        raise AssertionError(f"recovery pulsed door {number}")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, bank=ReadOnlyBank())


async def died(
    journal: SqliteJournal, decided: DoorIntent | None, kinds: tuple[Kind, ...], flow: Flow | None, age_s: float = 1.0
) -> None:
    """What the core that was killed had written."""
    if decided is not None:
        await record(journal, decided, *kinds)
    if flow is not None:
        await journal.save_session(encode(Session("S1", "en", flow), NOW_UTC - age_s))


def recovered(
    world: World, before: Callable[[SqliteJournal], Awaitable[None]], door: Door, wiring: Wiring | None = None
) -> Recovered:
    async def main() -> Recovered:
        async with world.journal() as journal:
            await before(journal)
        world.bank.doors[7] = door
        async with world.journal() as journal:
            return await recover(journal, world.bank, world.clock, wiring)

    return asyncio.run(main())


def written(world: World) -> list[str]:
    """What recovery itself wrote about doors and parcels."""
    rows = durable(world.path)
    return [row["kind"] for row in rows if row.get("recovered") or row.get("cause") == "restart"]


ENDED = {outcome: PulseEnded(7, Outcome(outcome), NOW_UTC) for outcome in ("opened", "jammed", "unknown")}
AWAY = DoorClosed(7, while_away=True, after_utc=NOW_UTC)
OPENED, JAMMED, UNKNOWN, CLOSED, COLLECTED = (
    Kind.DOOR_OPENED,
    Kind.DOOR_JAMMED,
    Kind.DOOR_UNKNOWN,
    Kind.DOOR_CLOSED,
    Kind.PARCEL_COLLECTED,
)


@dataclass(frozen=True)
class Row:
    """`kinds` followed the intent; `flow` was on the screen. With it `events` come, and `told` is written; without a
    session nobody is told, and `untold` is written."""

    name: str
    kinds: tuple[Kind, ...]
    door: Door
    flow: Flow | None
    events: tuple[Event, ...] = ()
    told: tuple[Kind, ...] = ()
    untold: tuple[Kind, ...] = ()


TABLE = [
    Row("intent, open", (), Door.OPEN, OPENING, (ENDED["opened"],), (OPENED,), (OPENED,)),
    Row("intent, closed", (), Door.CLOSED, OPENING, (ENDED["unknown"],), (UNKNOWN,), (UNKNOWN,)),
    Row("intent, no answer", (), Door.UNKNOWN, OPENING, (ENDED["unknown"],), (UNKNOWN,), (UNKNOWN,)),
    Row("opened, open", (OPENED,), Door.OPEN, DOOR_OPEN),
    Row("opened, open, not yet told", (OPENED,), Door.OPEN, OPENING, (ENDED["opened"],)),
    Row("opened, closed", (OPENED,), Door.CLOSED, DOOR_OPEN, (AWAY,), (), (CLOSED, COLLECTED)),
    Row(
        "opened, closed, not yet told",
        (OPENED,),
        Door.CLOSED,
        OPENING,
        (ENDED["opened"], AWAY),
        (),
        (CLOSED, COLLECTED),
    ),
    Row("opened, no answer", (OPENED,), Door.UNKNOWN, DOOR_OPEN, (DoorLost(7, NOW_UTC),)),
    Row("opened, seen again", (OPENED,), Door.OPEN, replace(DOOR_OPEN, unseen_utc=1.0), (DoorBack(7),)),
    Row("jammed", (JAMMED,), Door.CLOSED, FAULT),
    Row("jammed, not yet told", (JAMMED,), Door.CLOSED, OPENING, (ENDED["jammed"],)),
    Row("unknown, not yet told", (UNKNOWN,), Door.CLOSED, OPENING, (ENDED["unknown"],)),
    Row("ended", (OPENED, CLOSED, COLLECTED), Door.CLOSED, None),
]
EACH_ROW = pytest.mark.parametrize("row", TABLE, ids=[row.name for row in TABLE])


@EACH_ROW
def test_with_the_session_it_belongs_to(world: World, row: Row) -> None:
    found = recovered(world, lambda journal: died(journal, DECIDED, row.kinds, row.flow), row.door)
    silent = (7,) if row.door is Door.UNKNOWN else ()
    session = None if row.flow is None else Session("S1", "en", row.flow)
    assert found == Recovered(session, row.events, unavailable=silent)
    assert written(world) == list(row.told)


@EACH_ROW
def test_without_a_session(world: World, row: Row) -> None:
    found = recovered(world, lambda journal: died(journal, DECIDED, row.kinds, None), row.door)
    assert found == Recovered(None, (), unavailable=(7,) if row.door is Door.UNKNOWN else ())
    assert written(world) == list(row.untold)
    assert {event["session"] for event in durable(world.path)} == {"S1"}


@pytest.mark.parametrize("age_s", [MAX_AGE_S + 60, -60.0], ids=["too old", "from the future"])
def test_a_session_that_may_not_be_shown_again_is_forgotten_and_its_door_cycle_ended(
    world: World, age_s: float
) -> None:
    found = recovered(world, lambda journal: died(journal, DECIDED, (OPENED,), DOOR_OPEN, age_s), Door.CLOSED)
    assert found == Recovered(None, ())
    assert written(world) == [CLOSED, COLLECTED]

    async def left() -> bytes | None:
        async with world.journal() as journal:
            return await journal.load_session()

    assert asyncio.run(left()) is None


def test_a_session_of_another_version_is_nobodys(world: World) -> None:
    async def before(journal: SqliteJournal) -> None:
        await died(journal, DECIDED, (), None)
        await journal.save_session(b'{"id":"S1","language":"nb","flow":"Juggling","data":{},"utc":4999.0}')

    assert recovered(world, before, Door.CLOSED) == Recovered(None, ())
    assert written(world) == [UNKNOWN]


def test_nothing_pending_gives_the_screen_back_and_writes_nothing(world: World) -> None:
    done = collect.Done(ROUND, None)
    found = recovered(world, lambda journal: died(journal, None, (), done), Door.CLOSED)
    assert found == Recovered(Session("S1", "en", done), ())
    assert durable(world.path) == []


def test_an_intent_of_an_earlier_session_is_not_told_to_this_one(world: World) -> None:
    old = intent(7, intent="S0-7-1", session="S0")
    found = recovered(world, lambda journal: died(journal, old, (), OPENING), Door.OPEN)
    assert found.events == ()
    assert written(world) == [OPENED]


def test_what_is_collected_after_a_restart_names_parcel_person_and_reference(world: World) -> None:
    decided = intent(7, actor="E-1", reference="PO-4711")
    recovered(world, lambda journal: died(journal, decided, (OPENED,), None), Door.CLOSED)
    [collected] = durable(world.path, COLLECTED)
    wanted = {"pickup": "PICKUP01", "parcel": "parcel-7", "credential": "C1", "actor": "E-1", "reference": "PO-4711"}
    assert {name: collected[name] for name in wanted} == wanted
    assert collected["recovered"] is True


def test_a_technicians_door_is_closed_and_nothing_collected(world: World) -> None:
    decided = intent(7, pickup="", parcel="", credential="", decision="technician", consumes=False)
    recovered(world, lambda journal: died(journal, decided, (OPENED,), None), Door.CLOSED)
    assert written(world) == [CLOSED]


def test_a_parcel_that_was_collected_and_whose_door_was_opened_again_is_collected_once(world: World) -> None:
    async def before(journal: SqliteJournal) -> None:
        await journal.apply_list(page(pickup(7)))
        await record(journal, DECIDED, OPENED, CLOSED, COLLECTED)
        again = intent(7, intent="S1-7-2", pulse=2, decision="reopen", consumes=False)
        await record(journal, again, OPENED)

    recovered(world, before, Door.CLOSED)
    assert written(world) == [CLOSED]
    assert len(durable(world.path, COLLECTED)) == 1


ASKED = service.Doors(Employee("E-9", "", "Tor"), selected=7, pulses=1, pulsing=7)
TEST_OPENING = intent(7, pickup="", parcel="", credential="", decision="technician", actor="E-9", consumes=False)


PAGES = [ASKED, service.CameraPage(ASKED), service.BusPage(ASKED, "main")]


@pytest.mark.parametrize("flow", PAGES, ids=["wall", "camera page", "bus page"])
@pytest.mark.parametrize(
    "row",
    [
        Row("intent, open", (), Door.OPEN, None, (ENDED["opened"],), (OPENED,)),
        Row("intent, closed", (), Door.CLOSED, None, (ENDED["unknown"],), (UNKNOWN,)),
        Row("opened, closed", (OPENED,), Door.CLOSED, None, (ENDED["opened"],), (CLOSED,)),
        Row("jammed", (JAMMED,), Door.CLOSED, None, (ENDED["jammed"],)),
    ],
    ids=lambda row: row.name,
)
def test_a_technician_hears_what_became_of_the_door_and_may_open_again(world: World, flow: Flow, row: Row) -> None:
    found = recovered(world, lambda journal: died(journal, TEST_OPENING, row.kinds, flow), row.door)
    assert found.events == row.events
    assert written(world) == list(row.told)


# --- doors that nobody asked for ----------------------------------------------------------------------------------

FORCED, BLOCKED, ENTRAPMENT = Kind.DOOR_FORCED, Kind.COMPARTMENT_BLOCKED, Kind.ENTRAPMENT_SUSPECTED
ALL = Wiring(range(1, 25), large=(7,))


async def nothing(_journal: SqliteJournal) -> None:
    pass


async def listed(journal: SqliteJournal) -> None:
    await journal.apply_list(page(pickup(7)))


def kinds_of_door(world: World) -> list[str]:
    return [row["kind"] for row in durable(world.path, FORCED, BLOCKED, ENTRAPMENT)]


@pytest.mark.allow_warnings
@pytest.mark.parametrize(
    ("before", "wiring", "expected"),
    [
        (nothing, ALL, [FORCED, BLOCKED, ENTRAPMENT]),
        (nothing, Wiring(range(1, 25)), [FORCED, BLOCKED]),
        (listed, ALL, [FORCED, BLOCKED]),
        (nothing, Wiring(range(1, 25), unarmed=(7,), large=(7,)), []),
    ],
    ids=["empty and large", "empty and small", "with a parcel", "wiring not proved"],
)
def test_a_door_that_stands_open_at_the_start(
    world: World, before: Callable[[SqliteJournal], Awaitable[None]], wiring: Wiring, expected: list[Kind]
) -> None:
    found = recovered(world, before, Door.OPEN, wiring)
    assert found.unexpected == ((7,) if expected else ())
    assert kinds_of_door(world) == expected
    recovered(world, nothing, Door.OPEN, wiring)
    assert kinds_of_door(world) == expected, "told again at the next start"


@pytest.mark.allow_warnings
@pytest.mark.parametrize("kind", [JAMMED, UNKNOWN])
def test_a_door_given_up_that_is_open_now_without_its_person_is_an_alarm_and_no_evidence(
    world: World, kind: Kind
) -> None:
    found = recovered(world, lambda journal: died(journal, DECIDED, (kind,), None), Door.OPEN, ALL)
    assert found.unexpected == (7,)
    assert Kind.DOOR_OPENED not in {row["kind"] for row in durable(world.path)}


def test_a_door_given_up_that_is_open_now_gave_way_for_the_person_who_is_still_there(world: World) -> None:
    found = recovered(world, lambda journal: died(journal, DECIDED, (JAMMED,), FAULT), Door.OPEN, ALL)
    assert found.events == (DoorOpened(7, NOW_UTC),)
    assert (found.unexpected, kinds_of_door(world)) == ((), [])


# --- what a person said, and when it was -------------------------------------------------------------------------


@pytest.mark.parametrize("topic", ["empty", "damaged", "not_mine"])
def test_a_complaint_at_the_open_door_outlives_the_core_and_the_session(world: World, topic: str) -> None:
    async def before(journal: SqliteJournal) -> None:
        await died(journal, DECIDED, (OPENED,), None)
        await journal.append(
            Entry.of(Kind.REPORT_FILED, "S1", topic="other", compartment=9, pickup="PICKUP01"),
            Entry.of(Kind.REPORT_FILED, "S1", topic=topic, compartment=7, pickup="PICKUP01"),
        )

    recovered(world, before, Door.CLOSED)
    assert durable(world.path, COLLECTED) == []
    assert [row["reason"] for row in durable(world.path, Kind.PARCEL_SUSPECT)] == [topic]


def test_a_complaint_of_another_visit_or_about_something_else_is_no_doubt(world: World) -> None:
    async def before(journal: SqliteJournal) -> None:
        early = Entry.of(Kind.REPORT_FILED, "S1", topic="empty", compartment=7, pickup="PICKUP01")
        await journal.append(early)
        await died(journal, DECIDED, (OPENED,), None)
        await journal.append(
            Entry.of(Kind.REPORT_FILED, "S2", topic="empty", compartment=7, pickup="PICKUP01"),
            Entry.of(Kind.REPORT_FILED, "S1", topic="empty", compartment=None, pickup=None),
            Entry.of(Kind.REPORT_FILED, "S1", topic="wont_close", compartment=7, pickup="PICKUP01"),
        )

    recovered(world, before, Door.CLOSED)
    assert len(durable(world.path, COLLECTED)) == 1


def test_what_nobody_saw_has_bounds_and_no_invented_time(world: World) -> None:
    async def before(journal: SqliteJournal) -> None:
        world.clock.utc = NOW_UTC
        await died(journal, DECIDED, (), None)
        world.clock.utc = NOW_UTC + 7
        await record_outcome(journal)
        world.clock.utc = NOW_UTC + 90

    recovered(world, before, Door.CLOSED)
    closed, collected = durable(world.path, CLOSED, COLLECTED)
    assert closed["closed_after_utc"] == collected["closed_after_utc"] == NOW_UTC + 7
    assert collected["opened_utc"] == NOW_UTC + 7


async def record_outcome(journal: SqliteJournal) -> None:
    await journal.append(Entry.of(OPENED, "S1", intent="S1-7-1", compartment=7))


def test_an_opening_found_after_a_restart_says_after_what_it_was(world: World) -> None:
    async def before(journal: SqliteJournal) -> None:
        await died(journal, DECIDED, (), None)
        world.clock.utc = NOW_UTC + 90

    recovered(world, before, Door.OPEN)
    assert [row["opened_after_utc"] for row in durable(world.path, OPENED)] == [NOW_UTC]


def test_an_unknown_parcel_is_neither_collected_nor_is_its_compartment_free(world: World) -> None:
    async def before(journal: SqliteJournal) -> None:
        await journal.apply_list(page(pickup(7)))
        await died(journal, DECIDED, (), None)

    recovered(world, before, Door.CLOSED)

    async def after() -> tuple[frozenset[int], str]:
        async with world.journal() as journal:
            return await journal.occupied(), (await journal.holdings())[7].doubt

    assert asyncio.run(after()) == ({7}, "unknown")


# --- recovery and what follows it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "door", "screen"),
    [
        ((), Door.OPEN, collect.DoorOpen),
        ((), Door.CLOSED, collect.DoorFault),
        ((OPENED,), Door.CLOSED, collect.NextDoor),
    ],
)
def test_the_core_goes_on_where_it_was_and_pulses_nothing_by_itself(
    world: World, kinds: tuple[Kind, ...], door: Door, screen: type[object]
) -> None:
    async def main() -> None:
        async with world.journal() as journal:
            await died(journal, DECIDED, kinds, OPENING if not kinds else DOOR_OPEN)
        world.bank.doors[7] = door
        async with world.journal() as journal:
            found = await recover(journal, world.bank, world.clock)
        async with world.core(found.session, found.events) as core:
            await core.at(screen)
            assert core.runner.session.language == "en"
            if screen is collect.DoorOpen:
                core.bank.change(7, DoorChange.CLOSED)
                await until(lambda: durable(world.path, COLLECTED))

    if screen is collect.DoorOpen:
        # The second door opens after this one: by a person's own act of closing the first.
        world.bank = FakeBank()
    asyncio.run(main())
    assert len(durable(world.path, COLLECTED)) == (0 if screen is collect.DoorFault else 1)


def test_a_whole_visit_interrupted_by_a_kill_between_pulse_and_outcome(world: World) -> None:
    """The door springs open, the core is gone before it could write that down, the person takes the parcel."""
    world.bank = FakeBank()

    async def main() -> None:
        async with world.journal() as journal:
            await journal.apply_list(page(pickup(12, id=PICKUP)))
        hang = asyncio.Event()

        async def killed(_door: int) -> None:
            world.bank.doors[12] = Door.OPEN
            await hang.wait()

        world.bank.pulsing = killed
        async with world.core() as core:
            core.runner.post(CodeScanned(token().encode()))
            await until(lambda: world.bank.pulses)
            await settle()
        world.bank.pulsing = None
        async with world.journal() as journal:
            found = await recover(journal, world.bank, world.clock)
        async with world.core(found.session, found.events) as core:
            await core.at(collect.DoorOpen)
            core.bank.change(12, DoorChange.CLOSED)
            await core.at(collect.Done)
            await core.play(Pressed("home"), CodeScanned(token().encode()))
            await settle()

    asyncio.run(main())
    assert world.bank.pulses == [12], "the code opened twice"
    assert [row["credential"] for row in durable(world.path, COLLECTED)] == [stock.UNIQUE_ID.hex()]
