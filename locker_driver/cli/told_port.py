"""The ports of a bank, with somebody who is told how each pulse ended on its line."""

import asyncio
from collections.abc import Callable, Sequence

from locker_driver.jobs import Job, Result
from locker_driver.models import BusFigures
from locker_driver.open_port import open_port
from locker_driver.port import OpenPort, Port
from locker_driver.protocols.codec import Unlock

Told = Callable[[Result], None]


def told_port(told: Told) -> OpenPort:
    """Opens ports that call `told` on this event loop when an unlock command ends, before the bank hears of it."""
    loop = asyncio.get_running_loop()

    def post(result: Result) -> None:
        loop.call_soon_threadsafe(told, result)

    return lambda line, watched, hear: _ToldPort(open_port(line, watched, hear), post)


class _ToldPort:
    """A Port around another."""

    def __init__(self, port: Port, told: Told) -> None:
        self._port = port
        self._told = told

    def submit(self, job: Job) -> None:
        if isinstance(job.command, Unlock):
            job.done = self._first_told(job.done)
        self._port.submit(job)

    def _first_told(self, done: Callable[[Result], None]) -> Callable[[Result], None]:
        def both(result: Result) -> None:
            self._told(result)
            done(result)

        return both

    def start(self) -> None:
        self._port.start()

    def stop(self) -> None:
        self._port.stop()

    def is_alive(self) -> bool:
        return self._port.is_alive()

    def figures(self) -> BusFigures:
        return self._port.figures()

    def frames(self) -> Sequence[str]:
        return self._port.frames()
