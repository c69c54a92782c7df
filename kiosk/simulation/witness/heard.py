"""What the kiosk has been told, as the witness may take it for certain; and for how long it was off."""

from typing import Final

from kiosk.simulation.facts import Died, Durable, Fact, Restored, Told

APPLIED_S: Final = 5.0
"""So long after it came through a page is in the kiosk's tables, unless the kiosk died."""
_UNHEARD_S: Final = 4 * 86_400.0
"""A network or a shop that lies may be away for so long."""


class Heard:
    """Versions of the list that have come through. `newest`: which one the kiosk may have, at the most."""

    def __init__(self) -> None:
        self._told: list[tuple[float, int]] = [(0.0, 0)]
        self.newest = 0

    def seen(self, fact: Fact) -> None:
        """Whatever says something of it."""
        match fact:
            case Told():
                self.told(fact)
            case Died():
                self.died(fact)
            case Restored() | Durable(kind="list.refused", body={"cause": "journal_rolled_back"}):
                self.nothing()
            case _:
                pass

    def told(self, fact: Told) -> None:
        self.newest = max(self.newest, fact.version)
        self._told = [self._told[-1], (fact.at_s, max(fact.version, self._told[-1][1]))]

    def died(self, fact: Died) -> None:
        """The page that came last may not have been applied."""
        if fact.at_s - self._told[-1][0] < APPLIED_S:
            self._told = self._told[:1]

    def nothing(self) -> None:
        """The disk was put back, or a whole list has to come: which version it has is not certain any more."""
        self._told = [(0.0, 0)]

    def known(self, at_s: float) -> int:
        """Which version of the list the kiosk has for certain."""
        return self._told[-1][1] if at_s - self._told[-1][0] >= APPLIED_S else self._told[0][1]


class FirstHeard:
    """When the list came through first, since the beginning or since the disk was put back."""

    def __init__(self) -> None:
        self._told_s: float | None = None

    def again(self) -> None:
        """The disk was put back."""
        self._told_s = None

    def told(self, fact: Told) -> None:
        if self._told_s is None:
            self._told_s = fact.at_s

    def died(self, fact: Died) -> None:
        """The page may not have been applied."""
        if self._told_s is not None and fact.at_s - self._told_s < APPLIED_S:
            self._told_s = None

    def for_s(self, at_s: float) -> float | None:
        """None: not yet."""
        return None if self._told_s is None else at_s - self._told_s


class Off:
    """For how long the machine was without power: a kiosk that has not heard the time since is late by so much."""

    def __init__(self) -> None:
        self._since_s: float | None = None
        self._was: list[tuple[float, float]] = []

    def off(self, fact: Died) -> None:
        if fact.how == "power" and self._since_s is None:
            self._since_s = fact.at_s

    def on(self, at_s: float) -> None:
        if self._since_s is not None:
            self._was = [*self._was[-100:], (at_s, at_s - self._since_s)]
            self._since_s = None

    def recent_s(self, now_s: float) -> float:
        return sum(off_s for at_s, off_s in self._was if now_s - at_s < _UNHEARD_S)
