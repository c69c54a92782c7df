"""How long a kiosk waits after wrong codes, so that guessing is hopeless and a slip of the finger is not punished.

There are three limits: one per kind of entry, one over all entries of the kiosk, and one per
pickup. The first two are waits; a success shortens none of them. The third ends the six-digit way of a pickup for good.

Reckoned for thirty days of trying at every second that is allowed (tests/unit/kiosk/domain/test_attempts.py plays it):
about 3,000 typed tries get through. Against 60 codes of 8 free symbols of 32 that is 2e-7; against 60 parcels with six
digits and the last four of the phone (10 digits) 2e-5; who knows the phone of one parcel has ten tries of a million,
1e-5. Scanned text costs a guesser a printed or drawn code each time, and real people hold up foreign codes, so its
budget is wider, and so is that of cards; signed tokens prove themselves and are never counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final


@dataclass(frozen=True, slots=True)
class Budget:
    """`free` failures within `window_s` cost nothing; each one more doubles `first_wait_s` up to `max_wait_s`."""

    free: int
    window_s: float
    first_wait_s: float
    max_wait_s: float


DAY_S: Final = 86_400.0
BUDGETS: Final[Mapping[str, tuple[Budget, ...]]] = {
    "typed": (Budget(5, 900.0, 30.0, 900.0), Budget(60, DAY_S, 60.0, 900.0)),
    "scanned": (Budget(60, 900.0, 10.0, 300.0),),
    "tapped": (Budget(60, 900.0, 10.0, 300.0),),
    "pin": (Budget(5, 900.0, 60.0, 900.0), Budget(30, DAY_S, 60.0, 900.0)),
}
"""By kind of entry; all of them hold."""
KIOSK: Final = Budget(400, DAY_S, 10.0, 900.0)
"""Over all kinds of entry together, so that taking turns gains nothing."""
LONGEST_WINDOW_S: Final = DAY_S
"""Failures before this long ago say nothing any more."""
PICKUP_FAILURES: Final = 10
"""After so many failures that named a pickup's phone, its six digits open nothing any more. Its other codes do."""


def wait_s(failures_utc: Mapping[str, Sequence[float]], entry: str, now_utc: float) -> int:
    """Whole seconds until the next try of this kind of entry, 0 when it may be now.

    `failures_utc` holds all failures of the longest window by kind of entry, in any order.
    """
    own = failures_utc.get(entry, ())
    everything = [failure for failures in failures_utc.values() for failure in failures]
    waits = [budget_wait_s(own, now_utc, budget) for budget in BUDGETS[entry]]
    return max(*waits, budget_wait_s(everything, now_utc, KIOSK))


def budget_wait_s(failures_utc: Sequence[float], now_utc: float, budget: Budget) -> int:
    """What one budget says.

    A failure that lies in the future (the clock went back) counts in full, as one of this moment. Who keeps failures
    has to date such a one back to the moment it is noticed, or it would be of this moment for years.
    """
    recent = [failure for failure in failures_utc if now_utc - failure < budget.window_s]
    extra = len(recent) - budget.free
    if extra < 0:
        return 0
    # The exponent is capped before the power so that a long attack cannot overflow it.
    wait = min(budget.first_wait_s * 2.0 ** min(extra, 16), budget.max_wait_s)
    since_last = max(0.0, now_utc - max(recent))
    return max(0, ceil(wait - since_last))


def six_digits_locked(failures: int) -> bool:
    """Whether the six-digit way of a pickup with so many failures against it is closed."""
    return failures >= PICKUP_FAILURES
