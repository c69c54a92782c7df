"""How long a kiosk waits after wrong codes, so that guessing is hopeless and a slip of the finger is not punished.

Figures: 50 live codes of 8 symbols of 32 (40 bits) against 5 tries in 15 minutes are 2e-8 a day; six digits are
only taken with the last four of the phone. Scanned text costs a guesser a printed or drawn code each time, and real
people hold up foreign codes, so its budget is wider; signed tokens prove themselves and are never counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Budget:
    """`free` failures within `window_s` cost nothing; each one more doubles `first_wait_s` up to `max_wait_s`."""

    free: int
    window_s: float
    first_wait_s: float
    max_wait_s: float


BUDGETS = {
    "typed": Budget(free=5, window_s=900, first_wait_s=30, max_wait_s=900),
    "scanned": Budget(free=60, window_s=900, first_wait_s=10, max_wait_s=300),
    "pin": Budget(free=5, window_s=900, first_wait_s=60, max_wait_s=900),
}


def wait_s(failures_utc: Sequence[float], now_utc: float, budget: Budget) -> int:
    """Whole seconds until the next try, 0 when it may be now.

    `failures_utc` ascends. A failure that lies in the future (the clock went back) still counts in full.
    """
    recent = [failure for failure in failures_utc if now_utc - failure < budget.window_s]
    extra = len(recent) - budget.free
    if extra < 0:
        return 0
    # The exponent is capped before the power so that a long attack cannot overflow it.
    wait = min(budget.first_wait_s * 2.0 ** min(extra, 16), budget.max_wait_s)
    since_last = max(0.0, now_utc - recent[-1])
    return max(0, ceil(wait - since_last))
