"""What each look has lately bought for its time, and so which comes first."""

from typing import Final

_FADE: Final = 0.98
"""Each hit of any look makes earlier hits count that much less: some fifty of them are remembered."""
_EVEN: Final = 1.0
_FIRST_COST_S: Final = 0.005
_COST_RATE: Final = 0.3


class Worth:
    """Hits per second of `count` looks. All begin alike, in the order given, and none is ever left out."""

    def __init__(self, count: int) -> None:
        self._hits = [0.0] * count
        self._cost_s = [_FIRST_COST_S] * count

    def order(self) -> list[int]:
        """Those with the most hits per second first; those without any in the order given."""
        return sorted(range(len(self._hits)), key=lambda index: -self._hits[index] / self._cost_s[index])

    def cost_s(self, index: int) -> float:
        """What the look has cost lately."""
        return self._cost_s[index]

    def note(self, index: int, cost_s: float, *, hit: bool) -> None:
        self._cost_s[index] += _COST_RATE * (cost_s - self._cost_s[index])
        if hit:
            self._hits = [_FADE * hits for hits in self._hits]
            self._hits[index] += _EVEN
