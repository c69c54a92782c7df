"""Invariants of a shop that refuses, or wants to be left alone: E4, E7."""

from collections import Counter
from typing import Final

from kiosk.simulation.facts import Asked, Durable, LeftAlone, PoweredOn, Refused
from kiosk.simulation.witness.check import Broken, Check

_OFTEN: Final = 100
"""More than it takes to find one event among fifty by halves, on a network that breaks the search off at times."""


class HeldUpByNone(Check):
    name = "E4"
    says = "an event that the shop cannot take is set aside and told of, and no other is"
    hears = (Refused, Durable, PoweredOn)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._refused: set[int] = set()
        self._times: Counter[int] = Counter()

    def seen(self, fact: Refused | Durable | PoweredOn) -> None:
        match fact:
            case Refused():
                self._refused.add(fact.seq)
                self._times[fact.seq] += 1
                if self._times[fact.seq] > _OFTEN:
                    self.fail(fact.at_s, f"event {fact.seq} is sent again and again, and holds up all others")
            case PoweredOn():
                self._times.clear()
            case Durable(kind="event.set_aside", body=body) if body["event_seq"] not in self._refused:
                self.fail(fact.at_s, f"the shop has never refused this one: {body}")
            case _:
                pass


class NotBeforeItsTime(Check):
    """A start of the core knows nothing of what was said to the one before."""

    name = "E7"
    says = "a shop that has said for how long it wants no request gets none"
    hears = (Asked, LeftAlone, PoweredOn)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._until_s = 0.0

    def seen(self, fact: Asked | LeftAlone | PoweredOn) -> None:
        match fact:
            case LeftAlone():
                self._until_s = max(self._until_s, fact.at_s + fact.for_s)
            case PoweredOn():
                self._until_s = 0.0
            case Asked() if fact.at_s < self._until_s - 1e-6:
                self.fail(fact.at_s, f"a request {self._until_s - fact.at_s:.1f} s too early")
            case _:
                pass
