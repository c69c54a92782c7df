"""Stops of the pickup clock as events, over a crash in the middle."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.domain.custody import Holding, HoldingState
from kiosk.domain.pickup_clock import Stop
from kiosk.domain.record import CompartmentFlags, Kind
from kiosk.flows import collect
from kiosk.flows.session import Idle, Session
from kiosk.journal import SqliteJournal
from kiosk.ports import Door
from kiosk.services.facts import Facts
from kiosk.services.pickup_clock import Hands, PickupClock, held_by
from tests.helpers.core import World, durable

CLAIMS = (collect.Claim("C1", "PICKUP01", "p1", 7, "token"), collect.Claim("C1", "PICKUP02", "p2", 8, "token"))
SERVED = Session("S1", "nb", collect.Opening(collect.Round(CLAIMS), 1, "i1"))
HOLDINGS = {number: Holding(number, "PICKUP01", f"p{number}", HoldingState.OCCUPIED) for number in (7, 8)}
NOBODY = Session("", "nb", Idle())


@dataclass
class Bench:
    world: World
    doors: dict[int, Door] = field(default_factory=dict)

    def run(self, scenario: Callable[[PickupClock, Facts, Hands, SqliteJournal], Awaitable[None]]) -> None:
        async def main() -> None:
            async with self.world.journal() as journal:
                facts, hands = Facts(lambda: None, holdings=HOLDINGS), Hands(self.world.clock)
                clock = PickupClock(
                    journal,
                    self.world.clock,
                    facts,
                    door=lambda number: self.doors.get(number, Door.CLOSED),
                    committed=lambda: None,
                    hands=hands,
                )
                await scenario(clock, facts, hands, journal)

        asyncio.run(main())

    def wait(self, seconds: float) -> None:
        self.world.clock.utc += seconds
        self.world.clock.monotonic += seconds

    def told(self) -> list[tuple[str, str, int | None]]:
        rows = durable(self.world.path, Kind.PICKUP_CLOCK_STOPPED, Kind.PICKUP_CLOCK_STARTED)
        return [(row["kind"].partition(".")[2], row["scope"], row.get("stopped_s")) for row in rows]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(World(tmp_path))


def change(facts: Facts, doors: dict[int, Door], cause: str, *, on: bool) -> None:
    match cause:
        case "bank":
            facts.bank_down = on
        case "blocked":
            facts.flags = {7: CompartmentFlags(7, "dirty")} if on else {}
        case "suspect":
            facts.flags = {7: CompartmentFlags(7, suspect=True)} if on else {}
        case "unarmed":
            facts.unarmed = frozenset({7}) if on else frozenset()
        case "lost":
            doors[7] = Door.UNKNOWN if on else Door.OPEN


@pytest.mark.parametrize("cause", ["bank", "blocked", "suspect", "unarmed", "lost"])
def test_what_keeps_people_from_their_parcel_stops_the_clock(bench: Bench, cause: str) -> None:
    async def scenario(clock: PickupClock, facts: Facts, _: Hands, journal: SqliteJournal) -> None:
        await clock.look()
        change(facts, bench.doors, cause, on=True)
        await clock.look()
        await clock.look()
        bench.wait(600)
        change(facts, bench.doors, cause, on=False)
        await clock.look()
        assert await journal.open_stops() == []

    bench.run(scenario)
    scope = "bank" if cause == "bank" else "door:7"
    assert bench.told() == [("stopped", scope, None), ("started", scope, 600)]


def test_an_empty_compartment_and_doors_of_a_dead_bank_are_no_stops_of_their_own(bench: Bench) -> None:
    async def scenario(clock: PickupClock, facts: Facts, _hands: Hands, _: SqliteJournal) -> None:
        bench.doors.update(dict.fromkeys((7, 8), Door.UNKNOWN))
        facts.bank_down = True
        facts.flags = {9: CompartmentFlags(9, "dirty")}
        await clock.look()

    bench.run(scenario)
    assert bench.told() == [("stopped", "bank", None)]


def test_a_stop_survives_a_crash_until_its_cause_is_seen_gone(bench: Bench) -> None:
    async def before(clock: PickupClock, facts: Facts, _hands: Hands, _: SqliteJournal) -> None:
        facts.bank_down = True
        await clock.look()

    async def after(clock: PickupClock, facts: Facts, _hands: Hands, journal: SqliteJournal) -> None:
        await clock.recover(None)
        facts.bank_down = True
        await clock.look()
        assert await journal.open_stops() == [Stop("bank", 5000.0)]
        bench.wait(100)
        facts.bank_down = False
        await clock.look()

    bench.run(before)
    bench.wait(500)
    bench.run(after)
    assert bench.told() == [("stopped", "bank", None), ("started", "bank", 600)]


def test_parcels_in_somebodys_hands_stand_for_as_long(bench: Bench) -> None:
    async def scenario(_clock: PickupClock, _facts: Facts, hands: Hands, journal: SqliteJournal) -> None:
        await journal.append(*hands.entries(held_by(SERVED)))
        assert hands.entries(held_by(SERVED)) == []
        bench.wait(60)
        await journal.append(*hands.entries(held_by(NOBODY)))

    bench.run(scenario)
    assert bench.told() == [
        ("stopped", "pickup:PICKUP01", None),
        ("stopped", "pickup:PICKUP02", None),
        ("started", "pickup:PICKUP01", 60),
        ("started", "pickup:PICKUP02", 60),
    ]


@pytest.mark.parametrize(("session", "standing"), [(SERVED, 2), (None, 0)])
def test_hands_that_are_gone_after_a_crash_let_go(bench: Bench, session: Session | None, standing: int) -> None:
    async def before(_clock: PickupClock, _facts: Facts, hands: Hands, journal: SqliteJournal) -> None:
        await journal.append(*hands.entries(held_by(SERVED)))

    async def after(clock: PickupClock, _facts: Facts, _hands: Hands, journal: SqliteJournal) -> None:
        await clock.recover(session)
        assert len(await journal.open_stops()) == standing

    bench.run(before)
    bench.wait(30)
    bench.run(after)
