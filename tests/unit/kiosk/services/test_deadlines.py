import asyncio
from collections.abc import Awaitable, Callable

from kiosk.flows.events import Deadline
from kiosk.services.deadlines import Deadlines


def on_loop(scenario: Callable[[Deadlines, list[Deadline]], Awaitable[None]]) -> None:
    async def main() -> None:
        passed: list[Deadline] = []
        deadlines = Deadlines(passed.append)
        await scenario(deadlines, passed)
        deadlines.clear_all()

    asyncio.run(main())


def test_a_wait_passes_once() -> None:
    async def scenario(deadlines: Deadlines, passed: list[Deadline]) -> None:
        deadlines.set(Deadline.IDLE, 0.001)
        await asyncio.sleep(0.02)
        assert passed == [Deadline.IDLE]
        assert deadlines.left_s(Deadline.IDLE) is None

    on_loop(scenario)


def test_setting_it_again_moves_it() -> None:
    async def scenario(deadlines: Deadlines, passed: list[Deadline]) -> None:
        deadlines.set(Deadline.IDLE, 0.001)
        deadlines.set(Deadline.IDLE, 30.0)
        await asyncio.sleep(0.02)
        assert passed == []
        left_s = deadlines.left_s(Deadline.IDLE)
        assert left_s is not None
        assert 25.0 < left_s <= 30.0

    on_loop(scenario)


def test_cleared_waits_never_pass() -> None:
    async def scenario(deadlines: Deadlines, passed: list[Deadline]) -> None:
        for name in Deadline:
            deadlines.set(name, 0.005)
        deadlines.clear(Deadline.HELD)
        deadlines.clear(Deadline.HELD)
        assert deadlines.left_s(Deadline.HELD) is None
        deadlines.clear_all()
        await asyncio.sleep(0.02)
        assert passed == []

    on_loop(scenario)
