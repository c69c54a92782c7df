"""How memory grows with work: pure arithmetic."""

from collections.abc import Sequence
from typing import Final

MB_PER_100: Final = 1.0
MIN_COLLECTIONS: Final = 100
"""A slope over less says more about noise than about leaks."""


def per_100(samples: Sequence[tuple[int, float]]) -> float:
    """MB per 100 collections by least squares over (collections, MB). 0 for fewer than two different counts."""
    if len({count for count, _ in samples}) < 2:
        return 0.0
    mean_count = sum(count for count, _ in samples) / len(samples)
    mean_mb = sum(mb for _, mb in samples) / len(samples)
    covariance = sum((count - mean_count) * (mb - mean_mb) for count, mb in samples)
    variance = sum((count - mean_count) ** 2 for count, _ in samples)
    return 100 * covariance / variance


def leaks(samples: Sequence[tuple[int, float]], warm_up: int) -> float | None:
    """The slope when it is too steep, None when it is not or when there is too little to tell."""
    warm = [(count, mb) for count, mb in samples if count >= warm_up]
    if not warm or warm[-1][0] - warm[0][0] < MIN_COLLECTIONS:
        return None
    slope = per_100(warm)
    return slope if slope > MB_PER_100 else None
