"""Invariants of how the shop is treated: E7."""

from kiosk.simulation.facts import Asked, LeftAlone, PoweredOn
from kiosk.simulation.witness.check import Broken, Check


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
