"""What the core may rely on, of every bank. `--board URL` (tests/conftest.py) asks a real board as well.

Then doors 1 and 2 of the board open, and whoever runs the tests closes them when asked.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, get_args

import pytest

from kiosk.ports import Door, DoorChange, UnlockOutcome
from locker_driver import BusConfig, Family, PermitError, PermitIssuer
from tests.contract.door_rigs import BenchPerson, Rig, driver_rig, fake_rig, simulated_rig

OpenRig = Callable[[], AbstractAsyncContextManager[Rig]]
AT_THE_BENCH_S = 60.0


@pytest.fixture(params=["fake", *get_args(Family), "board"])
def open_rig(request: pytest.FixtureRequest, tmp_path: Path) -> OpenRig:
    match request.param:
        case "fake":
            return fake_rig
        case "board":
            url = request.config.getoption("--board")
            if url is None:
                pytest.skip("no --board URL given")
            family, address = request.config.getoption("--board-family"), request.config.getoption("--board-address")
            bus = BusConfig("bench", url, (address,), family)
            return lambda: driver_rig(bus, range(1, 3), BenchPerson(), AT_THE_BENCH_S)
        case family:
            return lambda: simulated_rig(tmp_path, family)


def on(open_rig: OpenRig, check: Callable[[Rig], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        async with open_rig() as rig:
            await check(rig)

    asyncio.run(run())


def test_a_pulse_opens_one_door_and_closing_it_is_told(open_rig: OpenRig) -> None:
    async def check(rig: Rig) -> None:
        first, second = rig.doors[0], rig.doors[1]
        assert {rig.bank.door(number) for number in rig.doors} == {Door.CLOSED}
        assert await rig.bank.unlock(first, rig.permit(first)) is UnlockOutcome.OPENED
        assert rig.bank.door(first) is Door.OPEN
        assert rig.bank.door(second) is Door.CLOSED
        assert await rig.person.pulses(first) in {1, None}
        assert await rig.person.pulses(second) in {0, None}
        await rig.person.close(first)
        await rig.heard(first, DoorChange.CLOSED)
        assert rig.bank.door(first) is Door.CLOSED
        assert {number for number, _ in rig.changes} == {first}

    on(open_rig, check)


def test_a_door_that_stands_open_is_pulsed_all_the_same(open_rig: OpenRig) -> None:
    async def check(rig: Rig) -> None:
        number = rig.doors[1]
        await rig.bank.unlock(number, rig.permit(number))
        assert await rig.bank.unlock(number, rig.permit(number)) is UnlockOutcome.ALREADY_OPEN
        assert await rig.person.pulses(number) in {2, None}
        await rig.person.close(number)
        await rig.heard(number, DoorChange.CLOSED)

    on(open_rig, check)


def test_a_door_that_stays_closed_is_jammed_after_one_pulse(open_rig: OpenRig) -> None:
    async def check(rig: Rig) -> None:
        if not rig.person.jams:
            pytest.skip("a real door does not jam on demand")
        number = rig.doors[0]
        await rig.person.jam(number, True)
        assert await rig.bank.unlock(number, rig.permit(number)) is UnlockOutcome.JAMMED
        assert await rig.person.pulses(number) == 1
        assert rig.bank.door(number) is Door.CLOSED
        await rig.person.jam(number, False)
        assert await rig.bank.unlock(number, rig.permit(number)) is UnlockOutcome.OPENED

    on(open_rig, check)


def test_nothing_is_pulsed_without_a_permit_of_its_own(open_rig: OpenRig) -> None:
    async def check(rig: Rig) -> None:
        first, second = rig.doors[0], rig.doors[1]
        stranger = PermitIssuer().issue(first, "forged")
        with pytest.raises(PermitError):
            await rig.bank.unlock(first, stranger)
        with pytest.raises(PermitError):
            await rig.bank.unlock(second, rig.permit(first))
        permit = rig.permit(first)
        await rig.bank.unlock(first, permit)
        with pytest.raises(PermitError):
            await rig.bank.unlock(first, permit)
        assert await rig.person.pulses(first) in {1, None}
        assert await rig.person.pulses(second) in {0, None}
        await rig.person.close(first)
        await rig.heard(first, DoorChange.CLOSED)

    on(open_rig, check)
