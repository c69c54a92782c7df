"""`python -m tests.soak`: collections at a running point until stopped, memory and restarts watched."""

import argparse
import asyncio
import random
import signal
import sys
import time
from itertools import count
from pathlib import Path
from typing import Final

from kiosk.settings import load_profile
from tests.bench.customer import open_point, serving, some_pose
from tests.bench.figures import BenchError, texts
from tests.bench.memory import Memory
from tests.bench.settings import fresh_point
from tests.bench.stock import fill
from tests.soak.watch import Watch

_CLOSES_AFTER_S: Final = 0.3
_LOOK_EVERY: Final = 10
_LINE_EVERY_S: Final = 60.0
_OUT: Final = Path("bench-output")


class Soak:
    """`end_s` is monotonic. One point after the other, each for as long as its codes last."""

    def __init__(self, end_s: float, codes: int, stop: asyncio.Event) -> None:
        self._end_s = end_s
        self._codes = codes
        self._stop = stop
        self._dice = random.Random(1)
        self._line_s = time.monotonic()

    def _over(self) -> bool:
        return self._stop.is_set() or time.monotonic() >= self._end_s

    async def run(self) -> list[str]:
        """What went wrong, nothing if nothing did."""
        for number in count(1):
            watch = Watch()
            complaints = await self._complaints(watch)
            for name, slope in watch.slopes().items():
                print(f"point {number}: {name:<10} {slope:+.2f} MB per 100 collections", flush=True)
            if complaints or self._over():
                return complaints
        raise AssertionError

    async def _complaints(self, watch: Watch) -> list[str]:
        trouble: list[str] = []
        try:
            await self._one_point(watch)
        except* BenchError as errors:
            # Ctrl-C goes to every process of the point as well: the last customer may meet a closed kiosk.
            if not self._stop.is_set():
                trouble = texts(errors)
        return trouble + watch.complaints()

    async def _one_point(self, watch: Watch) -> None:
        with fresh_point(load_profile("demo"), _OUT.absolute(), _CLOSES_AFTER_S) as point:
            codes = fill(point, self._codes)
            async with open_point(point, watch.started) as (customer, _):
                try:
                    await serving(customer)
                    for collected, code in enumerate(codes, start=1):
                        await customer.collect(code, some_pose(self._dice))
                        self._look(watch, collected)
                        if self._over() or watch.restarted():
                            return
                finally:
                    watch.close()

    def _look(self, watch: Watch, collected: int) -> None:
        due = time.monotonic() - self._line_s >= _LINE_EVERY_S
        if not (due or collected == 1 or collected % _LOOK_EVERY == 0 or self._over()):
            return
        seen = watch.look(collected)
        if due or collected == 1 or self._over():
            self._line_s = time.monotonic()
            print(_line(collected, seen), flush=True)


def _line(collected: int, seen: dict[str, Memory]) -> str:
    parts = "  ".join(f"{name} {memory.pss_mb:.1f}" for name, memory in seen.items())
    return f"{collected:5d} collected; PSS in MB: {parts}  all {sum(one.pss_mb for one in seen.values()):.1f}"


async def _soak(minutes: float, codes: int) -> list[str]:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return await Soak(time.monotonic() + 60 * minutes, codes, stop).run()


def main() -> int:
    """0 when memory stayed and nothing was started again, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=float("inf"), metavar="M", help="default: until Ctrl-C")
    parser.add_argument("--codes", type=int, default=1000, metavar="N", help="collections at one point")
    options = parser.parse_args()
    _OUT.mkdir(exist_ok=True)
    complaints = asyncio.run(_soak(options.minutes, options.codes))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print("soak: something is wrong" if complaints else "soak: all as it should be")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
