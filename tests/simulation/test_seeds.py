"""Months of a locker that once went wrong, and new ones for as long as there is time (OPENLUKE_SIMULATE_S seconds)."""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.simulation.command import outcomes
from kiosk.simulation.job import Share

SEEDS = Path(__file__).with_name("seeds.txt")
BUDGET_S = float(os.environ.get("OPENLUKE_SIMULATE_S", "120"))
SHARE_YEARS = 0.02
JOBS = 2


def listed() -> list[Share]:
    lines = [line.split(maxsplit=3) for line in SEEDS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [Share(int(seed), float(years), faults) for seed, years, faults, _ in lines]


@pytest.mark.parametrize("share", listed(), ids=lambda share: str(share.seed))
def test_a_seed_that_once_broke_a_promise_keeps_it(share: Share) -> None:
    (outcome,) = outcomes([share], jobs=1)
    assert not outcome.violations, "\n".join(outcome.story)


def test_new_seeds_keep_every_promise(record_seed: Callable[[str], None]) -> None:
    end_s = time.monotonic() + BUDGET_S
    played = 0
    while played == 0 or time.monotonic() < end_s:
        shares = [Share(random.SystemRandom().randrange(10**9), SHARE_YEARS, "all") for _ in range(JOBS)]
        for share in shares:
            record_seed(share.replay)
        for outcome in outcomes(shares, jobs=JOBS):
            assert not outcome.violations, "\n".join(outcome.story)
            assert outcome.parcels > 0
            played += 1
