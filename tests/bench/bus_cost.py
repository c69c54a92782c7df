"""What 500 doors on four buses cost: one process with a bank and nothing else, polling as it does by default."""

import asyncio
import sys
from typing import Final

import psutil

from kiosk.supervisor import Child
from locker_driver import BankConfig, BusConfig, Channel, PermitIssuer, open_bank
from tests.bench.boards import simulated
from tests.bench.figures import BenchError, Figure, Section
from tests.bench.process import spawned
from tests.bench.settings import BenchSettings
from tests.bench.walls import Wall

CPU_PERCENT: Final = 10.0
_SETTLE_S: Final = 4.0
_WALL: Final = Wall("8a", 504, 24, ((1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5)))


async def measure(settings: BenchSettings) -> list[Section]:
    """The bank's own process; the simulated boards are other processes."""
    async with simulated(_WALL) as buses:
        lines = [f"{bus.port}:{','.join(str(board) for board in bus.boards)}" for bus in buses]
        async with spawned(Child("bank", [sys.executable, "-P", "-m", "tests.bench.bus_cost", *lines])) as bank:
            process = psutil.Process(bank.pid)
            await asyncio.sleep(_SETTLE_S)
            before_s, switches = _cpu_s(process), process.num_ctx_switches().voluntary
            await asyncio.sleep(settings.idle_s)
            if bank.returncode is not None:
                raise BenchError("the bank of 500 doors ended")
            percent = 100 * (_cpu_s(process) - before_s) / settings.idle_s
            wakes = (process.num_ctx_switches().voluntary - switches) / settings.idle_s
    remark = f"{_WALL.doors} doors, 21 boards on 4 lines, every board asked twice a second, {settings.idle_s:g} s"
    figures = (
        Figure("CPU of the bank", percent, "%", at_most=CPU_PERCENT),
        Figure("wake-ups a second", wakes, ""),
    )
    return [Section("bus-cost", "500 doors on 4 buses", remark, figures, {})]


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


async def _bank(lines: list[str]) -> None:
    buses = tuple(_bus(number, *line.rsplit(":", 1)) for number, line in enumerate(lines))
    places = [(bus.name, board, way) for bus in buses for board in bus.boards for way in range(1, bus.ways + 1)]
    channels = {number: Channel(*place) for number, place in enumerate(places, start=1)}
    async with open_bank(BankConfig(buses, channels), PermitIssuer()) as bank:
        if not await bank.ready(_SETTLE_S):
            raise SystemExit("not every door was read")
        await asyncio.Event().wait()


def _bus(number: int, port: str, boards: str) -> BusConfig:
    return BusConfig(f"bus-{number}", port, tuple(int(board) for board in boards.split(",")))


if __name__ == "__main__":
    asyncio.run(_bank(sys.argv[1:]))
