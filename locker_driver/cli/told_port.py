"""The ports of a bank, with somebody who is told how each pulse ended on its line."""

import asyncio
import importlib
from collections.abc import Callable, Sequence

from locker_driver.config import BusConfig, LineConfig
from locker_driver.jobs import Job, Result
from locker_driver.models import BusFigures
from locker_driver.port import Hear, OpenPort, Port, Watched
from locker_driver.protocols.codec import Unlock
from locker_driver.transport.open_bus import open_bus

Told = Callable[[Result], None]


def open_port(line: LineConfig, watched: Watched, hear: Hear) -> Port:
    """The port of a line, not started."""
    if isinstance(line, BusConfig):
        return open_bus(line, watched, hear)
    # Only who has door modules needs the MQTT client.
    open_mqtt: OpenPort = importlib.import_module("locker_driver.mqtt").open_mqtt
    return open_mqtt(line, watched, hear)


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
