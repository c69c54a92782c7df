"""How long a platform that is away is left alone."""

import random
from dataclasses import dataclass, field
from typing import Final

FIRST_S: Final = 2.0
LONGEST_S: Final = 300.0
MAX_FAILURES: Final = 30
"""Nothing changes with more."""


def jitter_s(dice: random.Random, failures: int, longest_s: float) -> float:
    """How long to wait after one more failure.

    Full jitter (Brooker, "Exponential Backoff And Jitter", 2015): who comes back is not met by all at once.
    """
    return dice.uniform(0.0, min(FIRST_S * 2 ** min(failures, MAX_FAILURES), longest_s))


@dataclass(slots=True)
class Pause:
    """A circuit breaker: open after each failure, for twice as long at most as the time before, half closed after it.

    What the platform itself asks for (Retry-After) is the least, up to an hour. Times are monotonic.
    """

    dice: random.Random = field(default_factory=random.Random)
    failures: int = 0
    until_s: float = 0.0

    def left_s(self, now_s: float) -> float:
        """0: it may be asked now."""
        return max(self.until_s - now_s, 0.0)

    def failed(self, now_s: float, retry_after_s: float | None) -> None:
        """It did not answer, or asked to be left alone."""
        self.until_s = now_s + max(jitter_s(self.dice, self.failures, LONGEST_S), retry_after_s or 0.0)
        self.failures = min(self.failures + 1, MAX_FAILURES)

    def worked(self) -> None:
        """It answered."""
        self.failures = 0
        self.until_s = 0.0
