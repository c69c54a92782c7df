"""The rescue layer on a real journal. Compartments 7 and 13 are large here, 12 holds a parcel and is large too."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.flows import collect
from kiosk.flows.events import CodeScanned
from kiosk.flows.rescue import Asked
from kiosk.messages import Intent
from kiosk.ports import DoorChange, UnlockOutcome
from tests.helpers.core import Core, World, durable, intent, record, settle, until
from tests.helpers.every_flow import SESSIONS
from tests.helpers.flow_script import pickup
from tests.helpers.stock import PICKUP, page, token

pytestmark = pytest.mark.allow_warnings  # that somebody may be inside is an error in the log


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, child_sized=frozenset({7, 12, 13}))


def serve(world: World, *scenarios: Callable[[Core], Awaitable[None]]) -> None:
    """One core after the other on the same disk."""

    async def main() -> None:
        for scenario in scenarios:
            async with world.core() as core:
                await core.journal.apply_list(page(pickup(12, id=PICKUP)))
                await settle()
                await scenario(core)

    asyncio.run(main())


async def touch(core: Core, action: str, number: int = 0, *, on_screen: bool = True) -> None:
    assert core.rescue.takes(Intent("", action, number=number), on_screen=on_screen)  # type: ignore[arg-type]
    await settle()


async def move(core: Core, door: int, change: DoorChange) -> None:
    core.bank.change(door, change)
    await settle()


async def shut_unattended(core: Core, door: int = 7) -> None:
    await move(core, door, DoorChange.OPENED)
    await move(core, door, DoorChange.CLOSED)


def suspected(world: World) -> list[int]:
    return [row["compartment"] for row in durable(world.path, Kind.ENTRAPMENT_SUSPECTED)]


def test_a_large_empty_compartment_that_closes_unattended_is_under_suspicion_until_somebody_looks(
    world: World,
) -> None:
    async def scenario(core: Core) -> None:
        await shut_unattended(core)
        assert core.rescue.state.suspects == (7,)
        assert [(alarm.kind, alarm.door) for alarm in core.facts.alarms] == [("entrapment", 7)]
        assert (await core.journal.compartments())[7].blocked_reason == "entrapment"
        await touch(core, "rescue_door", 7)
        assert core.bank.pulses == [7]
        assert core.rescue.state.page == Asked(7, "open")
        await touch(core, "rescue_clear", 7)
        assert core.rescue.state.suspects == ()
        assert await core.journal.entrapments() == frozenset()
        await move(core, 7, DoorChange.CLOSED)
        assert core.rescue.state.suspects == ()

    serve(world, scenario)
    assert suspected(world) == [7]
    [intended] = durable(world.path, Kind.DOOR_INTENT)
    assert (intended["decision"], intended["actor"], intended["credential"]) == ("rescue", "rescue", "")
    assert len(durable(world.path, Kind.DOOR_OPENED, Kind.DOOR_CLOSED)) == 2
    assert [row["how"] for row in durable(world.path, Kind.ENTRAPMENT_CLEARED)] == ["looked_inside"]


@pytest.mark.parametrize("door", [3, 12])
def test_a_small_or_occupied_compartment_that_closes_is_not(world: World, door: int) -> None:
    async def scenario(core: Core) -> None:
        await shut_unattended(core, door)

    serve(world, scenario)
    assert suspected(world) == []


def test_a_persons_own_door_is_attended_and_so_is_every_door_of_a_technician(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorOpen)
        await move(core, 12, DoorChange.CLOSED)
        await core.at(collect.Done)
        core.runner.session = SESSIONS["doors"]
        await shut_unattended(core)

    serve(world, scenario)
    assert suspected(world) == []


def test_a_door_whose_person_has_gone_is_attended_by_nobody(world: World) -> None:
    async def scenario(core: Core) -> None:
        await record(core.journal, intent(7, pickup="", parcel="", credential="", actor="E-9"), Kind.DOOR_OPENED)
        await move(core, 7, DoorChange.CLOSED)

    serve(world, scenario)
    assert suspected(world) == [7]
    assert len(durable(world.path, Kind.DOOR_CLOSED)) == 1


def test_who_collects_a_parcel_does_not_vouch_for_another_door(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorOpen)
        await shut_unattended(core)
        assert core.rescue.state.suspects == (7,)

    serve(world, scenario)
    assert suspected(world) == [7]


def test_a_suspicion_survives_a_restart_and_opens_nothing_by_itself(world: World) -> None:
    async def after(core: Core) -> None:
        await until(lambda: core.rescue.state.suspects == (7,))
        assert [(alarm.kind, alarm.door) for alarm in core.facts.alarms] == [("entrapment", 7)]
        assert core.bank.pulses == []
        await touch(core, "rescue_door", 7)
        assert core.bank.pulses == [7]

    serve(world, shut_unattended, after)
    assert suspected(world) == [7]


def test_a_technician_ends_a_suspicion_by_putting_the_compartment_back_into_service(world: World) -> None:
    async def scenario(core: Core) -> None:
        await shut_unattended(core)
        await core.journal.append(Entry.of(Kind.COMPARTMENT_UNBLOCKED, compartment=7, actor="E-9"))
        core.rescue.told(await core.journal.entrapments())
        await settle()
        assert core.rescue.state.suspects == ()

    serve(world, scenario)


def test_a_call_opens_an_empty_compartment_and_never_one_with_a_parcel(world: World) -> None:
    async def scenario(core: Core) -> None:
        await touch(core, "rescue", on_screen=False)
        await touch(core, "rescue_door", 12)
        await until(lambda: core.rescue.state.page == Asked(12, "failed"))
        assert core.bank.pulses == []
        await touch(core, "rescue_door", 13)
        await until(lambda: core.bank.pulses == [13])

    serve(world, scenario)
    assert [row["compartment"] for row in durable(world.path, Kind.RESCUE_CALLED)] == [None, 12]


def test_a_parcel_in_doubt_is_no_empty_compartment(world: World) -> None:
    async def scenario(core: Core) -> None:
        doubt = Entry.of(Kind.PARCEL_SUSPECT, pickup="P", parcel="p", compartment=13, reason="jammed")
        await core.journal.append(doubt)
        await touch(core, "rescue_door", 13)
        assert core.bank.pulses == []

    serve(world, scenario)


def test_a_door_that_does_not_open_says_so(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.bank.outcomes[13] = [UnlockOutcome.UNKNOWN]
        await touch(core, "rescue_door", 13)
        await until(lambda: core.rescue.state.page == Asked(13, "failed"))
        await move(core, 13, DoorChange.OPENED)
        assert core.rescue.state.page == Asked(13, "open")

    serve(world, scenario)


def test_the_session_below_goes_on_untouched(world: World) -> None:
    async def scenario(core: Core) -> None:
        core.runner.post(CodeScanned(token().encode()))
        await core.at(collect.DoorOpen)
        below = core.runner.session
        await touch(core, "rescue", on_screen=False)
        await touch(core, "rescue_door", 13)
        await touch(core, "rescue_clear", 13)
        assert core.runner.session == below
        await move(core, 12, DoorChange.CLOSED)
        await core.at(collect.Done)

    serve(world, scenario)
    assert len(durable(world.path, Kind.PARCEL_COLLECTED)) == 1


def test_back_belongs_to_the_layer_only_while_it_is_on_the_screen(world: World) -> None:
    async def scenario(core: Core) -> None:
        assert not core.rescue.takes(Intent("", "back"), on_screen=False)
        assert core.rescue.takes(Intent("", "back"), on_screen=True)
        assert not core.rescue.takes(Intent("", "home"), on_screen=True)

    serve(world, scenario)


def test_a_wall_of_small_doors_has_no_rescue(world: World) -> None:
    world.child_sized = frozenset()

    async def scenario(core: Core) -> None:
        assert not core.rescue.takes(Intent("", "rescue"), on_screen=False)

    serve(world, scenario)


def test_a_broken_touch_screen_does_not_crowd_out_the_doors(world: World) -> None:
    async def scenario(core: Core) -> None:
        for _ in range(1000):
            assert core.rescue.takes(Intent("", "rescue"), on_screen=False)
        await shut_unattended(core)
        await until(lambda: core.rescue.state.suspects == (7,))

    serve(world, scenario)
