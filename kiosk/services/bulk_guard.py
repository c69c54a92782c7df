"""Holds doors back that would open in bulk (`domain.breaker`)."""

from collections.abc import Callable

from kiosk.domain import breaker
from kiosk.domain.breaker import Breaker, BulkLimit
from kiosk.domain.record import DoorIntent
from kiosk.ports import Clock, Journal, Permit


class BulkOpeningError(RuntimeError):
    """A bug, or worse: a permit was asked for that the limit had already denied (invariant A9)."""


class BulkGuard:
    """Asked before each intent, told of each. One a core."""

    def __init__(self, limit: BulkLimit, clock: Clock) -> None:
        self._limit = limit
        self._clock = clock
        self._lanes = {False: Breaker(limit), True: Breaker(limit)}

    async def restore(self, journal: Journal) -> None:
        """Take up what was opened before this start of the core."""
        utc = self._clock.utc_s()
        past = [
            found for found in await journal.openings_since(utc - self._limit.window_s) if not _free(found.decision)
        ]
        for rescue in self._lanes:
            openings = [
                (breaker.opening(found.session, found.compartment), utc - found.utc)
                for found in past
                if (found.decision == breaker.RESCUE) is rescue
            ]
            self._lanes[rescue] = breaker.restored(self._limit, openings, self._clock.monotonic_s())

    def wait_s(self, intent: DoorIntent) -> float:
        """0: it may be pulsed now."""
        if _free(intent.decision):
            return 0.0
        return self._lanes[intent.decision == breaker.RESCUE].wait_s(_name(intent), self._clock.monotonic_s())

    def pulsed(self, intent: DoorIntent) -> None:
        """It is going to be pulsed."""
        if not _free(intent.decision):
            lane = intent.decision == breaker.RESCUE
            self._lanes[lane] = self._lanes[lane].pulsed(_name(intent), self._clock.monotonic_s())


def _free(decision: str) -> bool:
    return decision in breaker.ON_SITE


def _name(intent: DoorIntent) -> str:
    return breaker.opening(intent.session, intent.compartment)


class GuardedIssuer:
    """The same limit where permits are made, with a book of its own that nobody can tell to forget.

    It knows the id of an intent, not its decision, so `free` says whether somebody with badge and PIN is at work.
    It lets twice as many through, for rescue has a window of its own.
    """

    def __init__(self, issue: Callable[[int, str], Permit], limit: BulkLimit, clock: Clock) -> None:
        self._issue = issue
        self._clock = clock
        self._breaker = Breaker(BulkLimit(2 * limit.doors, limit.window_s))
        self.free: Callable[[], bool] = lambda: False

    def issue(self, compartment: int, intent: str) -> Permit:
        """A permit of the real issuer. Raises BulkOpeningError."""
        if not self.free():
            now_s, name = self._clock.monotonic_s(), intent.rpartition("-")[0]
            if self._breaker.wait_s(name, now_s) > 0:
                raise BulkOpeningError(f"compartment {compartment}: too many doors at once")
            self._breaker = self._breaker.pulsed(name, now_s)
        return self._issue(compartment, intent)
