"""`python -m tests.bench`: how fast, how soon, at what cost. Real processes, started as `openluke play` starts them."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, Final

import hardware.camera  # noqa: F401 - settles how many threads NumPy takes, before anything brings NumPy in
from kiosk.settings import load_profile
from tests.bench import backend, bus_cost, core_start, idle, journal, poll_loop, reading, simulate, ui_start, unlock
from tests.bench.figures import BenchError, Section, all_met, texts
from tests.bench.machine import describe
from tests.bench.settings import BenchSettings
from tests.bench.table import as_json, as_text

MEASUREMENTS: Final[Mapping[str, Callable[[BenchSettings], Coroutine[Any, Any, list[Section]]]]] = {
    "unlock": unlock.measure,
    "core-start": core_start.measure,
    "ui-start": ui_start.measure,
    "idle": idle.measure,
    "poll": poll_loop.measure,
    "bus-cost": bus_cost.measure,
    "journal": journal.measure,
    "simulate": simulate.measure,
    "reading": reading.measure,
    "backend": backend.measure,
}


def main() -> int:
    """0, or 1 when something could not be measured, or with --strict when a target was missed."""
    options = _options()
    disk: Path = options.json.parent.absolute()
    disk.mkdir(parents=True, exist_ok=True)
    settings = BenchSettings(load_profile("demo"), disk, rounds=options.rounds, starts=options.starts)
    machine = describe(disk)
    print(", ".join(f"{name} {value}" for name, value in machine.items()), end="\n\n", flush=True)
    sections: list[Section] = []
    for name in options.only or MEASUREMENTS:
        taken = _take(name, settings)
        if not taken:
            return 1
        sections += taken
        print(as_text(taken), flush=True)
    options.json.write_text(as_json(machine, sections))
    print(f"all of it is in {options.json}")
    return 1 if options.strict and not all_met(sections) else 0


def _take(name: str, settings: BenchSettings) -> list[Section]:
    """Nothing, after a line on stderr, when it could not be measured."""
    try:
        return asyncio.run(MEASUREMENTS[name](settings))
    except* BenchError as errors:
        print(f"{name}: {'; '.join(texts(errors))}", file=sys.stderr)
    return []


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=_count, default=40, metavar="N", help="customers for frame → unlock")
    parser.add_argument("--starts", type=_count, default=7, metavar="N", help="starts of core and UI")
    parser.add_argument("--json", type=Path, default=Path("bench-output/bench.json"), metavar="FILE")
    parser.add_argument("--only", choices=list(MEASUREMENTS), action="append", help="may be given more than once")
    parser.add_argument("--strict", action="store_true", help="exit code 1 when a target is missed")
    return parser.parse_args()


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 10000")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
