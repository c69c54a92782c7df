"""Rows of docs/degraded-modes.md that no other test shows."""

import asyncio
from pathlib import Path

import pytest

from kiosk.domain.record import Kind
from kiosk.flows import collect, session
from kiosk.flows.events import CodeScanned, Deadline, DeadlinePassed
from kiosk.ports import DoorChange
from kiosk.services.devices import GRACE_S
from tests.helpers.core import World, durable, settle
from tests.helpers.flow_script import pickup
from tests.helpers.stock import PICKUP, page, token


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_without_a_ui_a_door_under_way_is_finished_and_the_session_ends_by_itself(world: World) -> None:
    async def main() -> None:
        async with world.core() as core:
            await core.journal.apply_list(page(pickup(12, id=PICKUP)))
            core.runner.post(CodeScanned(token().encode()))
            await core.at(collect.DoorOpen)
            core.devices.say("ui", "gone")
            world.clock.monotonic += GRACE_S
            await core.devices.look()
            core.bank.change(12, DoorChange.CLOSED)
            await core.at(collect.Done)
            assert core.runner.deadlines.left_s(Deadline.IDLE)
            await core.play(DeadlinePassed(Deadline.IDLE))
            await core.at(session.Idle)

    asyncio.run(main())
    assert len(durable(world.path, Kind.PARCEL_COLLECTED)) == 1
    assert [row["device"] for row in durable(world.path, Kind.DEVICE_LOST)] == ["ui"]


def test_no_journey_waits_for_a_printer(world: World) -> None:
    """There is none in this core, and none is needed: the number on the screen is the receipt."""

    async def main() -> None:
        async with world.core() as core:
            await core.journal.apply_list(page(pickup(12, id=PICKUP)))
            core.runner.post(CodeScanned(token().encode()))
            await core.at(collect.DoorOpen)
            core.devices.say("printer", "missing")
            core.bank.change(12, DoorChange.CLOSED)
            await core.at(collect.Done)
            await settle()

    asyncio.run(main())
    assert len(durable(world.path, Kind.PARCEL_COLLECTED)) == 1
