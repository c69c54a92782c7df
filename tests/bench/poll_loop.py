"""How close the driver's poll loop comes to what the wire allows: every family, 24 to 500 doors.

The bytes alone, and the pause that must precede each question, set the floor. `READ_TIMEOUT_S` of the naive loop
and pymodbus's client are measured on the same boards in the same run.
"""

import asyncio
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from locker_driver.bus import Bus
from locker_driver.config import BusConfig
from locker_driver.families import FAMILIES, Family
from locker_driver.jobs import BusEvent, Job, Reading, Result
from locker_driver.polling import Poller, Priority
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import Unlock
from locker_driver.transport.open_link import link_opener
from locker_driver.transport.port_thread import PortThread
from tests.bench.boards import simulated
from tests.bench.figures import BenchError, Figure, Section
from tests.bench.naive import cycle_s, naive, pymodbus
from tests.bench.settings import BenchSettings
from tests.bench.walls import SIZES, Wall, wall

OF_WIRE_AND_GAPS: Final = 0.90
OF_PURE_WIRE: Final = 0.55
_WARM_UP_S: Final = 0.4
_PATIENCE_S: Final = 10.0
_UNLOCKS: Final = 10


class Loop:
    """One bus that asks its boards as fast as it may, and when each answer came."""

    def __init__(self, config: BusConfig) -> None:
        self.config = config
        self.read_s: list[float] = []
        self.lost_s: list[float] = []
        watched = {board: range(1, config.ways + 1) for board in config.boards}
        bus = Bus(config, make_codec(config), Poller(watched, 0.0), self._hear)
        self.port = PortThread(bus, link_opener(config))

    def _hear(self, event: BusEvent) -> None:
        if isinstance(event, Reading):
            (self.read_s if event.closed is not None else self.lost_s).append(event.read_s)

    def cycle_s(self, since_s: float) -> float:
        """Mean time of a whole round since then. Raises BenchError when an answer was lost."""
        lost = sum(at_s >= since_s for at_s in self.lost_s)
        if lost:
            raise BenchError(f"{self.config.family}, {len(self.config.boards)} boards: {lost} answers were lost")
        read_s = [at_s for at_s in self.read_s if at_s >= since_s]
        if len(read_s) < 2:
            raise BenchError(f"{self.config.family}: nothing was read")
        return (read_s[-1] - read_s[0]) / (len(read_s) - 1) * len(self.config.boards)

    def unlock_wait_s(self, board: int) -> float:
        """From the wish to the first byte, in the middle of polling."""
        done = threading.Event()
        results: list[Result] = []

        def ended(result: Result) -> None:
            results.append(result)
            done.set()

        asked_s = time.monotonic()
        self.port.submit(Job(Unlock(board, 1), Priority.UNLOCK, asked_s + _PATIENCE_S, ended))
        if not done.wait(_PATIENCE_S) or results[0].written_s is None:
            raise BenchError(f"{self.config.family}: an unlock was not written")
        return results[0].written_s - asked_s


@contextmanager
def running(buses: Sequence[BusConfig]) -> Iterator[list[Loop]]:
    """All lines of a wall at once, warmed up."""
    loops = [Loop(bus) for bus in buses]
    for loop in loops:
        loop.port.start()
    try:
        end_s = time.monotonic() + _PATIENCE_S
        while not all(len(loop.read_s) >= len(loop.config.boards) for loop in loops):
            if time.monotonic() > end_s:
                raise BenchError(f"{buses[0].family}: not every board answered within {_PATIENCE_S:g} s")
            time.sleep(0.02)
        time.sleep(_WARM_UP_S)
        yield loops
    finally:
        for loop in loops:
            loop.port.stop()


async def measure(settings: BenchSettings) -> list[Section]:
    """One section a family."""
    sections = []
    for family in FAMILIES:
        sections.append(await _family(family, settings))
        print(f"  {family} measured", file=sys.stderr, flush=True)
    return sections


async def _family(family: Family, settings: BenchSettings) -> Section:
    figures: list[Figure] = []
    samples: dict[str, list[float]] = {}
    for size in SIZES:
        taken = wall(family, size)
        async with simulated(taken) as buses:
            cycle, waits = await asyncio.to_thread(_ours, taken, buses, settings.poll_s)
            figures += _ratios(taken, cycle)
            figures += await asyncio.to_thread(_others, taken, buses[0], cycle, settings.poll_s)
        if size == SIZES[0]:
            allowed_ms = (taken.wire_s + 2 * taken.gap_s) * 1000
            figures.append(
                Figure("unlock waits, worst", max(waits) * 1000, "ms", at_most=allowed_ms + settings.jitter_ms)
            )
        samples[f"{size}_doors_cycle_s"] = [cycle]
    remark = f"{FAMILIES[family].baud} baud, no think time, {settings.poll_s:g} s each"
    return Section(f"poll-{family}", f"Poll loop, {family}", remark, tuple(figures), samples)


def _ours(taken: Wall, buses: Sequence[BusConfig], for_s: float) -> tuple[float, list[float]]:
    with running(buses) as loops:
        since_s = time.monotonic()
        time.sleep(max(for_s, 3 * taken.longest * (taken.wire_s + taken.gap_s)))
        cycle = max(loop.cycle_s(since_s) for loop in loops)
        waits = []
        if taken.doors == SIZES[0]:
            for number in range(_UNLOCKS):
                waits.append(loops[0].unlock_wait_s(buses[0].boards[0]))
                # A board is left alone while it pulses; each wish then falls into another moment of the polling.
                time.sleep(buses[0].lock.pulse_s + 0.1 + 0.0037 * number)
    return cycle, waits


def _ratios(taken: Wall, cycle: float) -> list[Figure]:
    wire_s, gaps_s = taken.longest * taken.wire_s, taken.longest * taken.gap_s
    lines = f", {len(taken.buses)} lines" if len(taken.buses) > 1 else ""
    return [
        Figure(f"{taken.doors} doors{lines}, a round", cycle * 1000, "ms"),
        Figure("  share of wire and gaps", (wire_s + gaps_s) / cycle, "", at_least=OF_WIRE_AND_GAPS),
        Figure("  share of pure wire", wire_s / cycle, "", at_least=OF_PURE_WIRE),
    ]


def _others(taken: Wall, bus: BusConfig, cycle: float, for_s: float) -> Iterator[Figure]:
    """Peers ask the boards of the first line only; their round is compared with ours on that line."""
    with naive(bus) as ask:
        yield Figure("  naive loop, times ours", cycle_s(ask, bus.boards, for_s / 2) / cycle, "x")
    if taken.family == "modbus-relay":
        with pymodbus(bus) as ask:
            yield Figure("  pymodbus's client, times ours", cycle_s(ask, bus.boards, for_s / 2) / cycle, "x")
