"""How memory grows with work, or with time: pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MB_PER_100: Final = 1.0
MIN_COUNT: Final = 100
"""A slope over less says more about noise than about leaks."""

Samples = Sequence[tuple[int, float]]
"""(collections or minutes, MB)"""


@dataclass(frozen=True)
class Slope:
    """MB per 100 collections or minutes, and the standard error of it."""

    per_100: float
    error: float


def fit(samples: Samples) -> Slope:
    """By least squares. Flat and certain for fewer than three different counts."""
    if len({count for count, _ in samples}) < 3:
        return Slope(0.0, 0.0)
    mean_count = sum(count for count, _ in samples) / len(samples)
    mean_mb = sum(mb for _, mb in samples) / len(samples)
    variance = sum((count - mean_count) ** 2 for count, _ in samples)
    slope = sum((count - mean_count) * (mb - mean_mb) for count, mb in samples) / variance
    residue = sum((mb - mean_mb - slope * (count - mean_count)) ** 2 for count, mb in samples)
    error = (residue / (len(samples) - 2) / variance) ** 0.5
    return Slope(100 * slope, 100 * error)


def warm(samples: Samples, warm_up: int) -> list[tuple[int, float]]:
    """Without those taken while caches filled: the first `warm_up`, and half of a soak that is long enough.

    SQLite's page cache alone grows by 2 MB over some 500 collections, and then no more.
    """
    last = samples[-1][0] if samples else 0
    begin = max(warm_up, min(last / 2, last - MIN_COUNT))
    return [(count, mb) for count, mb in samples if count >= begin]


def leaks(samples: Samples) -> bool:
    """Whether warm samples rise beyond the limit by more than twice the error: a longer soak is a sharper one."""
    if not samples or samples[-1][0] - samples[0][0] < MIN_COUNT:
        return False
    slope = fit(samples)
    return slope.per_100 - 2 * slope.error > MB_PER_100
