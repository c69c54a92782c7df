import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kiosk.domain.allocation import Policy
from kiosk.domain.record import Entry, Kind
from kiosk.domain.wall import Box, Compartment, Wall
from kiosk.journal import SqliteJournal
from kiosk.ports import Door
from kiosk.services import allocation
from kiosk.services.allocation import Allocator
from kiosk.services.facts import Facts
from tests.helpers.core import World, durable, until
from tests.helpers.flow_script import pickup
from tests.helpers.stock import page

WALL = Wall(
    500, 1000, Box(0, 0, 1, 1), tuple(Compartment(n, "S", 1, n, Box(0, 0, 500, 200)) for n in range(1, 5)), ("S",)
)
Scenario = Callable[[SqliteJournal, Allocator, Facts], Awaitable[None]]


def with_allocator(world: World, scenario: Scenario, *, loading: bool = True) -> list[int]:
    commits: list[int] = []

    async def main() -> None:
        async with world.journal() as journal:
            facts = Facts(lambda: None)
            allocator = Allocator(
                journal=journal,
                bank=world.bank,
                wall=WALL,
                policy=Policy(("S",)),
                facts=facts,
                committed=lambda: commits.append(1),
                loading=lambda: loading,
            )
            await scenario(journal, allocator, facts)

    asyncio.run(main())
    return commits


def reserved(world: World) -> list[int]:
    return [row["compartment"] for row in durable(world.path, Kind.COMPARTMENT_RESERVED)]


def test_a_parcel_to_come_gets_the_first_compartment_that_everybody_calls_empty(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.bank.doors[2] = Door.OPEN

    async def scenario(journal: SqliteJournal, allocator: Allocator, facts: Facts) -> None:
        facts.unarmed = frozenset({3})
        await journal.apply_list(page(pickup(1), pickup(0, id="TOCOME01")))
        await allocator.plan()
        await allocator.plan()

    assert with_allocator(world, scenario) == [1], "told once"
    assert reserved(world) == [4]


@pytest.mark.parametrize("door", [Door.OPEN, Door.UNKNOWN])
def test_nothing_is_given_where_no_door_is_known_to_be_closed(tmp_path: Path, door: Door) -> None:
    world = World(tmp_path)
    world.bank.doors = dict.fromkeys(world.bank.doors, door)

    async def scenario(journal: SqliteJournal, allocator: Allocator, facts: Facts) -> None:
        await journal.apply_list(page(pickup(0, id="TOCOME01")))
        await allocator.plan()

    assert with_allocator(world, scenario) == []
    assert reserved(world) == []


def test_blocked_compartments_are_left_out_and_a_cancelled_pickup_gives_its_place_back(tmp_path: Path) -> None:
    world = World(tmp_path)

    async def scenario(journal: SqliteJournal, allocator: Allocator, facts: Facts) -> None:
        await journal.append(Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=1, reason="dirty", actor="E-9"))
        await journal.apply_list(page(pickup(0, id="TOCOME01")))
        await allocator.plan()
        await journal.apply_list(page())
        await allocator.plan()
        assert await journal.holdings() == {}

    with_allocator(world, scenario)
    assert reserved(world) == [2]
    assert [row["reason"] for row in durable(world.path, Kind.COMPARTMENT_RELEASED)] == ["not_wanted"]


def test_it_plans_when_it_is_nudged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocation, "_QUIET_S", 0.001)
    world = World(tmp_path)

    async def scenario(journal: SqliteJournal, allocator: Allocator, facts: Facts) -> None:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(allocator.run())
            await journal.apply_list(page(pickup(0, id="TOCOME01")))
            await asyncio.sleep(0.01)
            assert reserved(world) == []
            allocator.nudge()
            await until(lambda: reserved(world))
            running.cancel()

    with_allocator(world, scenario)


@pytest.mark.parametrize(("loading", "plans"), [(True, 2), (False, 1)])
def test_what_changed_nothing_is_planned_again_at_once_only_while_somebody_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loading: bool, plans: int
) -> None:
    monkeypatch.setattr(allocation, "_QUIET_S", 0.0)
    planned: list[int] = []

    async def in_vain(_: Allocator) -> bool:
        planned.append(1)
        return False

    monkeypatch.setattr(Allocator, "plan", in_vain)

    async def scenario(_journal: SqliteJournal, allocator: Allocator, _facts: Facts) -> None:
        running = asyncio.create_task(allocator.run())
        for _ in range(2):
            allocator.nudge()
            await asyncio.sleep(0.02)
        running.cancel()

    with_allocator(World(tmp_path), scenario, loading=loading)
    assert len(planned) == plans


def test_a_plan_says_whether_something_waits_in_vain(tmp_path: Path) -> None:
    async def scenario(journal: SqliteJournal, allocator: Allocator, _facts: Facts) -> None:
        assert await allocator.plan(), "nothing waits"
        await journal.apply_list(page(pickup(0, id="TOCOME01")))
        assert await allocator.plan(), "it got a place"
        assert not await allocator.plan(), "it has one"

    with_allocator(World(tmp_path), scenario)
