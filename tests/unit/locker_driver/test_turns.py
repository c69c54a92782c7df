"""Who waits for current, on virtual time."""

import asyncio

import pytest

from locker_driver.power import Draw, PowerBudget
from locker_driver.turns import Turns
from tests.unit.locker_driver.virtual import run_virtually


def draw(channel: int, min_off_s: float = 0.0) -> Draw:
    return Draw(("main", 1, channel), "psu", 2.4, min_off_s)


def turns() -> Turns:
    """Of a supply for one lock."""
    return Turns(PowerBudget({"psu": 2.4}))


def test_one_after_the_other_as_pulses_end() -> None:
    async def scenario() -> None:
        under_test = turns()
        loop = asyncio.get_running_loop()
        first, second = draw(1), draw(2)
        assert await under_test.take(first, loop.time() + 5)
        under_test.ended(first, loop.time() + 0.4)
        started_s = loop.time()
        assert await under_test.take(second, loop.time() + 5)
        assert loop.time() == pytest.approx(started_s + 0.4)

    run_virtually(scenario())


def test_the_wait_is_bounded_and_leaves_nothing_behind() -> None:
    async def scenario() -> None:
        under_test = turns()
        loop = asyncio.get_running_loop()
        first, second, third = draw(1), draw(2), draw(3)
        assert await under_test.take(first, loop.time() + 5)
        assert not await under_test.take(second, loop.time() + 1)
        under_test.unused(first)
        assert await under_test.take(third, loop.time() + 5)

    run_virtually(scenario())


def test_who_is_cancelled_in_the_moment_of_its_turn_gives_it_back() -> None:
    async def scenario() -> None:
        under_test = turns()
        loop = asyncio.get_running_loop()
        first = draw(1)
        assert await under_test.take(first, loop.time() + 5)
        waiting = loop.create_task(under_test.take(draw(2), loop.time() + 5))
        await asyncio.sleep(0)
        under_test.unused(first)
        waiting.cancel()
        await asyncio.sleep(0)
        assert waiting.cancelled() or await asyncio.wait({waiting})
        assert await under_test.take(draw(3), loop.time() + 1)

    run_virtually(scenario())


def test_a_closed_bank_gives_no_turns() -> None:
    async def scenario() -> None:
        under_test = turns()
        loop = asyncio.get_running_loop()
        first = draw(1)
        assert await under_test.take(first, loop.time() + 5)
        waiting = loop.create_task(under_test.take(draw(2), loop.time() + 5))
        await asyncio.sleep(0)
        under_test.close()
        assert not await waiting
        under_test.ended(first, loop.time() + 0.1)
        assert not await under_test.take(draw(3), loop.time() + 5)

    run_virtually(scenario())
