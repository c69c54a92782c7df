import asyncio
import time

import pytest

from kiosk.simulation.loop import SimLoop


def test_a_year_of_sleep_takes_no_time_and_timers_come_in_order() -> None:
    async def scenario() -> list[tuple[str, float]]:
        loop, woke = asyncio.get_running_loop(), []

        async def sleeper(name: str, delay_s: float) -> None:
            await asyncio.sleep(delay_s)
            woke.append((name, loop.time()))

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(sleeper("late", 31_536_000.0))
            tasks.create_task(sleeper("soon", 0.25))
        return woke

    began_s = time.monotonic()
    assert SimLoop().run_coroutine(scenario()) == [("soon", 0.25), ("late", 31_536_000.0)]
    assert time.monotonic() - began_s < 5.0


def test_timers_of_the_same_moment_fire_in_the_order_in_which_they_were_set() -> None:
    async def scenario() -> list[int]:
        loop, fired = asyncio.get_running_loop(), []
        for number in range(50):
            loop.call_at(1.0, fired.append, number)
        await asyncio.sleep(2.0)
        return fired

    assert SimLoop().run_coroutine(scenario()) == list(range(50))


def test_cancelled_timers_do_not_pile_up() -> None:
    async def scenario() -> int:
        loop = asyncio.get_running_loop()
        for _ in range(5000):
            loop.call_later(1e9, print).cancel()
            await asyncio.sleep(0)
        return len(loop._scheduled)  # type: ignore[attr-defined]

    assert SimLoop().run_coroutine(scenario()) < 1000


def test_a_world_in_which_nothing_will_happen_any_more_says_so() -> None:
    async def scenario() -> None:
        await asyncio.get_running_loop().create_future()

    loop = SimLoop()
    with pytest.raises(RuntimeError, match="nothing will ever happen"):
        loop.run_until_complete(scenario())
    loop.close()


def test_a_loop_without_an_end_is_told_and_then_is_the_end() -> None:
    async def scenario() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: told.append(str(context["message"])))

        def again() -> None:
            loop.call_soon(again)

        await asyncio.sleep(3600.0)
        again()
        await asyncio.sleep(1.0)

    told: list[str] = []
    loop = SimLoop()
    with pytest.raises(RuntimeError, match="time stands still"):
        loop.run_until_complete(scenario())
    assert [message.split("<locals>.")[-1] for message in told] == ["again"]
    loop.close()


def test_a_busy_hour_is_no_loop_without_an_end() -> None:
    async def scenario() -> None:
        for _ in range(250_000):
            await asyncio.sleep(0.014)

    SimLoop().run_coroutine(scenario())
