"""`python -m tests.soak`: every codec fuzzed, a core killed at every write, a century simulated, two hours of
collections at a real point, and two in front of cameras where nothing happens.

The customers at the real point come one behind the other, at no less than 20 times the pace of a busy site.
"""

import argparse
import asyncio
import json
import random
import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Final

from kiosk.backend.seed import IssuedCode
from kiosk.point import PointOptions, children
from kiosk.settings import load_profile
from locker_driver import FAMILIES
from tests.bench.customer import Customer, open_point, some_pose
from tests.bench.figures import BenchError, texts
from tests.bench.memory import Memory
from tests.bench.settings import fresh_point
from tests.bench.stock import Stock, fill
from tests.fuzz.runner import run
from tests.soak.backend import with_courier
from tests.soak.idle import soak_idle
from tests.soak.watch import Watch

_LOOK_EVERY: Final = 10
_LINE_EVERY_S: Final = 60.0
_COURIER_LIMIT_S: Final = 10.0
_OUT: Final = Path("bench-output")
_BUSY_A_DAY: Final = 100
"""Parcels of a busy site with 60 doors."""
_PACE: Final = 20.0
_SIMULATION_LIMIT_S: Final = 12 * 3600.0
_KILLS_LIMIT_S: Final = 1800.0
_KILLS: Final = ("-q", "-p", "no:cacheprovider", "--every-kill", "tests/e2e/test_kill_at_each_write.py")


class Soak:
    """One customer after the other; each compartment is filled again as soon as it is empty.

    It is emptied again a whole wall later. A kiosk that has not fetched its list since then asks the backend.
    """

    def __init__(self, point: PointOptions, watch: Watch, over: Callable[[], bool]) -> None:
        self._point = point
        self._watch = watch
        self._over = over
        self._stock = Stock(point.profile.secrets, point.profile.file.site.number)
        self._dice = random.Random(1)
        self._line_s = time.monotonic()
        self.pace = 0.0
        self.tried_again: Sequence[int] = ()

    async def run(self) -> None:
        """Until it is over or a process was started again. Raises BenchError when a customer is not served."""
        codes = deque(fill(self._point))
        site = self._point.profile.file.site.number
        processes = [with_courier(child, site) for child in children(self._point)]
        async with open_point(self._point, processes, self._watch.supervisor) as customer:
            try:
                await customer.served()
                await self._collect(customer, codes)
            finally:
                self._watch.close()
                self.tried_again = customer.tried_again

    async def _collect(self, customer: Customer, codes: deque[IssuedCode]) -> None:
        begun_s = time.monotonic()
        for collected in count(1):
            code = codes.popleft()
            await customer.collect(code, some_pose(self._dice))
            codes.append(await self._refill(code.doors[0], f"soak-{collected}"))
            self.pace = collected / (time.monotonic() - begun_s) * 86_400 / _BUSY_A_DAY
            last = self._over() or bool(self._watch.restarted())
            self._look(collected, last=last)
            if last:
                return

    async def _refill(self, door: int, name: str) -> IssuedCode:
        request = urllib.request.Request(f"{self._point.backend_url}/courier/{door}/{name}", method="POST")
        try:
            answer = await asyncio.to_thread(urllib.request.urlopen, request, timeout=_COURIER_LIMIT_S)
        except OSError as error:
            raise BenchError(f"the courier could not fill door {door}: {error}") from error
        answer.close()
        return self._stock.code(name, door)

    def _look(self, collected: int, *, last: bool) -> None:
        due = collected == 1 or last or time.monotonic() - self._line_s >= _LINE_EVERY_S
        if not due and collected % _LOOK_EVERY:
            return
        seen = self._watch.look(collected)
        if due:
            self._line_s = time.monotonic()
            print(f"{_line(collected, seen)}; core: {self._watch.supervisor.status('core')}", flush=True)


def _line(collected: int, seen: dict[str, Memory]) -> str:
    parts = "  ".join(f"{name} {memory.pss_mb:.1f}" for name, memory in seen.items())
    return f"{collected:5d} collected; PSS in MB: {parts}  all {sum(one.pss_mb for one in seen.values()):.1f}"


async def _soak(minutes: float) -> list[str]:
    """What went wrong, nothing if nothing did."""
    stop = _stopped_by_signals()
    end_s = time.monotonic() + 60 * minutes
    watch = Watch()
    trouble: list[str] = []
    with fresh_point(load_profile("demo"), _OUT.absolute()) as point:
        soak = Soak(point, watch, lambda: stop.is_set() or time.monotonic() >= end_s)
        try:
            await soak.run()
        except* BenchError as errors:
            # Ctrl-C goes to every process of the point as well: the last customer may meet a closed kiosk.
            if not stop.is_set():
                trouble = texts(errors)
    print(f"{soak.pace:.0f} times the pace of {_BUSY_A_DAY} parcels a day", flush=True)
    if soak.tried_again:
        print(f"a second try was needed for the doors {', '.join(map(str, soak.tried_again))}", flush=True)
    if soak.pace < _PACE:
        trouble.append(f"slower than {_PACE:.0f} times the pace of a busy site")
    for name, slope in watch.slopes().items():
        print(f"{name:<10} {slope.per_100:+.2f} ± {slope.error:.2f} MB per 100 collections", flush=True)
    (_OUT / "soak.json").write_text(json.dumps(watch.samples) + "\n")
    return trouble + watch.complaints()


async def _idle(minutes: float) -> list[str]:
    return await soak_idle(minutes, _OUT.absolute(), _stopped_by_signals())


def _stopped_by_signals() -> asyncio.Event:
    """Set by the first Ctrl-C."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _simulate(years: float, jobs: int) -> list[str]:
    """A violation is told by the simulation itself, with its seed and its story."""
    if not years:
        return []
    seed = secrets.randbelow(1_000_000_000)
    command = ["simulate", f"--years={years:g}", f"--jobs={jobs}", f"--seed={seed}", "--faults=all"]
    print(f"openluke {' '.join(command)}", flush=True)
    done = subprocess.run([sys.executable, "-m", "kiosk", *command], timeout=_SIMULATION_LIMIT_S, check=False)
    return [f"the simulation ended with {done.returncode}"] if done.returncode else []


def _kill() -> list[str]:
    """One collection for each sync and each write at which the core may be killed."""
    done = subprocess.run([sys.executable, "-m", "pytest", *_KILLS], timeout=_KILLS_LIMIT_S, check=False)
    return [f"the kills ended with {done.returncode}"] if done.returncode else []


def _fuzz(bytes_each: int) -> list[str]:
    """What was found. Each codec in a process of its own."""
    found = []
    for family in FAMILIES if bytes_each else ():
        result = run(family, bytes_each, seed=1)
        print(result, flush=True)
        found += [f"{family}: {result.failure}"] if result.failure else []
    return found


def main() -> int:
    """0 when nothing was found, memory stayed and nothing was started again, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=120.0, metavar="M", help="at the real point; default 120")
    text = "of readers in front of still scenes; default 120; 0: none"
    parser.add_argument("--idle-minutes", type=float, default=120.0, metavar="M", help=text)
    parser.add_argument("--years", type=float, default=100.0, metavar="Y", help="simulated; default 100; 0: none")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes of the simulation; default 2")
    parser.add_argument("--fuzz-bytes", type=int, default=10_000_000, metavar="N", help="for each codec; 0: none")
    parser.add_argument("--no-kills", action="store_true", help="kill no core at every write")
    options = parser.parse_args()
    _OUT.mkdir(exist_ok=True)
    complaints = _fuzz(options.fuzz_bytes)
    if not options.no_kills:
        complaints += _kill()
    complaints += _simulate(options.years, options.jobs)
    if options.minutes > 0:
        complaints += asyncio.run(_soak(options.minutes))
    if options.idle_minutes > 0:
        complaints += asyncio.run(_idle(options.idle_minutes))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print("soak: something is wrong" if complaints else "soak: all as it should be")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
