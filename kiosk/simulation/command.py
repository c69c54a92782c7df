"""`openluke simulate`: years in shares of a month, on as many processes as wanted, until something does not hold."""

import json
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from math import ceil
from typing import Final

from kiosk.errors import ConfigError
from kiosk.simulation.job import Outcome, Share, run
from kiosk.simulation.weather import chosen

SHARE_YEARS: Final = 1 / 12
"""Long enough for a list, a journal and a technician's rounds, short enough to be played again while one waits."""
_VIOLATED: Final = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """The command line."""

    years: float
    seed: int
    jobs: int
    faults: str
    as_json: bool


def simulate(wanted: Wanted) -> int:
    """Exit code 1 when an invariant did not hold. Raises ConfigError for a fault that is not known."""
    try:
        chosen(wanted.faults)
    except ValueError as error:
        raise ConfigError("--faults", str(error)) from error
    done: list[Outcome] = []
    for outcome in outcomes(shares(wanted), wanted.jobs):
        done.append(outcome)
        _print(outcome, as_json=wanted.as_json)
        if outcome.violations:
            return _VIOLATED
    if not wanted.as_json:
        print(summary(done))
    return 0


def shares(wanted: Wanted) -> list[Share]:
    """Seeds count up from the one given; each has at most a month."""
    count = max(1, ceil(wanted.years / SHARE_YEARS - 1e-9))
    return [Share(wanted.seed + index, wanted.years / count, wanted.faults) for index in range(count)]


def outcomes(wanted: list[Share], jobs: int) -> Iterator[Outcome]:
    """As they come. Each process has the same fixed seed for its hashes, so that no order depends on it."""
    before = os.environ.get("PYTHONHASHSEED")
    os.environ["PYTHONHASHSEED"] = "0"
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))
    try:
        for future in as_completed([pool.submit(run, share) for share in wanted]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)
        if before is None:
            del os.environ["PYTHONHASHSEED"]
        else:
            os.environ["PYTHONHASHSEED"] = before


def summary(done: list[Outcome]) -> str:
    """One line for all."""
    years, core_s = sum(one.years for one in done), sum(one.core_s for one in done)
    parcels, cuts = sum(one.parcels for one in done), sum(one.power_cuts for one in done)
    pace = years / (core_s / 60) if core_s else 0.0
    return (
        f"{years:.2f} locker-years, {parcels} parcels, {sum(one.pulses for one in done)} pulses, {cuts} power cuts: "
        f"no violation; {core_s:.0f} s of one core, {pace:.2f} locker-years a core-minute"
    )


def _print(outcome: Outcome, *, as_json: bool) -> None:
    if as_json:
        told = asdict(outcome)
        print(json.dumps(told if outcome.violations else told | {"story": []}), flush=True)
    elif outcome.violations:
        print("\n".join(outcome.story), flush=True)
    else:
        faults = sum(outcome.faults.values())
        print(
            f"seed {outcome.seed}: {outcome.years:.3f} years, {outcome.parcels} parcels, {faults} faults, "
            f"{outcome.power_cuts} power cuts, {outcome.core_s:.1f} s",
            flush=True,
        )
