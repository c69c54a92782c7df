"""How many years of a locker one core plays in a minute: sixty doors, a hundred parcels a day, every fault."""

import asyncio
from typing import Final

from kiosk.simulation.command import outcomes
from kiosk.simulation.job import Share
from tests.bench.figures import BenchError, Figure, Section
from tests.bench.settings import BenchSettings

_SEEDS: Final = (101, 102)
_YEARS: Final = 1 / 36
_MOST_CORE_MINUTES: Final = 2.0


async def measure(_settings: BenchSettings) -> list[Section]:
    """Two shares of ten days, one after the other."""
    shares = [Share(seed, _YEARS, "all") for seed in _SEEDS]
    done = await asyncio.to_thread(lambda: list(outcomes(shares, jobs=1)))
    if broken := [line for one in done for line in one.story]:
        raise BenchError("\n".join(broken))
    years, core_s = sum(one.years for one in done), sum(one.core_s for one in done)
    parcels = sum(one.parcels for one in done)
    figures = (
        Figure("locker-years a core-minute", years / (core_s / 60), "", at_least=1 / _MOST_CORE_MINUTES),
        Figure("of one core for a parcel", core_s / parcels * 1000, "ms"),
    )
    remark = f"{parcels} parcels, seeds {_SEEDS[0]} and {_SEEDS[1]}, all faults"
    return [Section("simulate", "Simulation", remark, figures, {"core_s": [one.core_s for one in done]})]
