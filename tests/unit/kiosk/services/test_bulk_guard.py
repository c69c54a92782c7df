"""Doors in bulk, in the running core: a customer waits for a turn, a technician does not, a restart forgets nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kiosk.domain.breaker import BulkLimit
from kiosk.domain.record import Kind
from kiosk.flows import collect, service
from kiosk.flows.events import CodeScanned, Pressed
from kiosk.flows.session import Session
from kiosk.ports import DoorChange
from kiosk.services import sessions
from kiosk.services.bulk_guard import BulkGuard, BulkOpeningError, GuardedIssuer
from kiosk.services.session_store import decode
from locker_driver import PermitIssuer
from tests.helpers.core import Core, World, durable, intent, settle, until
from tests.helpers.fakes import SetClock
from tests.helpers.flow_script import employee, pickup
from tests.helpers.stock import PICKUP, page, token

DOORS = (12, 13, 14, 15)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, bulk_limit=BulkLimit(3, 60.0))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_TURN_GRACE_S", -59.9)


def serve(world: World, scenario: Callable[[Core], Awaitable[None]]) -> None:
    async def main() -> None:
        async with world.core() as core:
            await core.journal.apply_list(page(pickup(*DOORS, id=PICKUP)))
            await scenario(core)

    asyncio.run(main())


async def take_three(core: Core) -> None:
    core.runner.post(CodeScanned(token().encode()))
    for door in DOORS[:3]:
        await until(lambda door=door: core.bank.pulses[-1:] == [door])
        await core.at(collect.DoorOpen)
        core.bank.change(door, DoorChange.CLOSED)
    await core.at(collect.Waiting)


def test_the_fourth_door_waits_and_then_opens_by_itself(world: World, quick: None) -> None:
    async def scenario(core: Core) -> None:
        await take_three(core)
        assert core.bank.pulses == [12, 13, 14]
        assert durable(world.path, Kind.BULK_LIMIT)[0]["compartment"] == 15
        assert [(alarm.kind, alarm.door) for alarm in core.facts.alarms] == [("bulk_limit", 15)]
        core.clock.monotonic += 60.0
        await until(lambda: core.bank.pulses == [12, 13, 14, 15])
        await core.at(collect.DoorOpen)

    serve(world, scenario)
    assert [row["compartment"] for row in durable(world.path, Kind.DOOR_INTENT)] == [12, 13, 14, 15]


def test_nothing_is_written_of_an_intent_that_is_held_back(world: World) -> None:
    async def scenario(core: Core) -> None:
        await take_three(core)

    serve(world, scenario)
    assert [row["compartment"] for row in durable(world.path, Kind.DOOR_INTENT)] == [12, 13, 14]


def test_who_waits_may_leave(world: World) -> None:
    async def scenario(core: Core) -> None:
        await take_three(core)
        core.runner.post(Pressed("home"))
        await until(lambda: not core.runner.session.id)
        core.clock.monotonic += 60.0
        await settle()
        assert core.bank.pulses == [12, 13, 14]

    serve(world, scenario)


@pytest.mark.parametrize("clock_went_back_s", [0.0, 5000.0])
def test_a_restart_forgets_nothing_and_opens_nothing_by_itself(world: World, clock_went_back_s: float) -> None:
    async def before(core: Core) -> None:
        await take_three(core)

    serve(world, before)
    found: list[Session | None] = []

    async def after() -> None:
        async with world.journal() as journal:
            state = await journal.load_session()
            assert state is not None
            found.append(decode(state, world.clock.utc))
        world.clock.monotonic = 7.0  # counted from this boot
        world.clock.utc -= clock_went_back_s
        async with world.core(found[0]) as core:
            await settle()
            assert core.bank.pulses == [12, 13, 14]
            core.runner.post(Pressed("open_next"))
            await until(lambda: durable(world.path, Kind.BULK_LIMIT)[1:])
            assert core.bank.pulses == [12, 13, 14]

    asyncio.run(after())
    waiting = found[0]
    assert waiting is not None
    assert isinstance(waiting.flow, collect.Waiting)
    assert waiting.flow.wait_s == 0


def test_a_technician_is_free(world: World) -> None:
    async def main() -> None:
        doors = service.Doors(employee(id="E-9"))
        async with world.core(Session("S1", "nb", doors)) as core:
            for door in range(1, 7):
                await core.play(Pressed("select_door", number=door), Pressed("open_door"), Pressed("reason", "test"))
            await until(lambda: core.bank.pulses == [1, 2, 3, 4, 5, 6])
            assert core.guard.wait_s(intent(7)) == 0.0  # and costs the next customer nothing

    asyncio.run(main())


def test_rescue_has_a_window_of_its_own() -> None:
    guard = BulkGuard(BulkLimit(3, 60.0), SetClock())
    for door in (1, 2, 3):
        guard.pulsed(intent(door))
    assert guard.wait_s(intent(4)) == 60.0
    for door in (4, 5, 6):
        assert guard.wait_s(intent(door, decision="rescue")) == 0.0
        guard.pulsed(intent(door, decision="rescue"))
    assert guard.wait_s(intent(7, decision="rescue")) == 60.0


def test_two_rescues_that_wait_for_the_same_moment_are_one_too_many(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(core: Core) -> None:
        waits = [0.001, 0.001, 0.0]
        monkeypatch.setattr(core.runner._guard, "wait_s", lambda _: waits.pop(0))
        await core.runner.pulse_for_rescue(intent(12, decision="rescue"))
        assert waits == [], "whoever has waited asks again"
        assert core.bank.pulses == [12]

    serve(world, scenario)


def test_permits_are_limited_where_they_are_made_too() -> None:
    clock, issuer = SetClock(), PermitIssuer()
    guarded = GuardedIssuer(issuer.issue, BulkLimit(1, 60.0), clock)
    for pulse in (1, 2, 3):
        guarded.issue(7, f"S1-7-{pulse}")
    guarded.issue(8, "S1-8-1")
    with pytest.raises(BulkOpeningError, match="compartment 9"):
        guarded.issue(9, "S1-9-1")
    guarded.free = lambda: True
    guarded.issue(9, "S1-9-1")
    guarded.free = lambda: False
    clock.monotonic += 60.0
    guarded.issue(10, "S1-10-1")
