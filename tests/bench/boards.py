"""Simulated boards for the bench: one process a line, bytes paced at the line's speed, no time to think."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from kiosk.supervisor import Child
from locker_driver.config import BusConfig
from tests.bench.figures import BenchError
from tests.bench.process import spawned
from tests.bench.walls import Wall

_READY_S: Final = 10.0


@asynccontextmanager
async def simulated(wall: Wall) -> AsyncIterator[Sequence[BusConfig]]:
    """One bus for each line of the wall, named bus-0, bus-1 and so on."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="boards-")))
        buses = [
            BusConfig(f"bus-{line}", str(folder / f"line-{line}"), boards, wall.family, ways=wall.ways, poll_ms=500)
            for line, boards in enumerate(wall.buses)
        ]
        for bus in buses:
            await stack.enter_async_context(spawned(_simulator(bus)))
        for bus in buses:
            await asyncio.to_thread(_await_link, Path(bus.port))
        yield buses


def _simulator(bus: BusConfig) -> Child:
    argv = [sys.executable, "-P", "-m", "locker_driver.simulator", f"--family={bus.family}", f"--link={bus.port}"]
    argv += [f"--boards={len(bus.boards)}", f"--ways={bus.ways}"]
    argv += [f"--baud={bus.baud}", "--think-ms=0", f"--polarity={bus.polarity}", f"--control={bus.port}.control"]
    return Child(f"simulator of {bus.name}", argv)


def _await_link(link: Path) -> None:
    end_s = time.monotonic() + _READY_S
    while not link.exists():
        if time.monotonic() > end_s:
            raise BenchError(f"the simulator did not make {link.name} within {_READY_S:g} s")
        time.sleep(0.02)
