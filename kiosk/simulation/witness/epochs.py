"""That a shop which counts anew is followed: of A2, for a kiosk that keeps to an older list grants what is no more."""

from collections.abc import Callable

from kiosk.simulation.facts import Died, Durable, Restored, Told
from kiosk.simulation.witness.check import Broken, Check

_TAKES_S = 60.0


class FollowsTheShop(Check):
    """`held` reads the epoch of the list from the disk, None while nobody serves."""

    name = "A2"
    says = "a shop that begins another epoch is followed: its whole list comes first, and the kiosk decides by that"
    hears = (Told, Durable, Died, Restored)

    def __init__(self, broken: Broken, held: Callable[[], str | None]) -> None:
        super().__init__(broken)
        self._held = held
        self._told: Told | None = None

    def seen(self, fact: Told | Durable | Died | Restored) -> None:
        match fact:
            case Told():
                if self._told is not None and fact.epoch != self._told.epoch and not fact.whole:
                    self.fail(fact.at_s, f"a part of the list of epoch {fact.epoch} comes after {self._told.epoch}")
                self._told = fact
            case Durable(kind="list.refused") | Died() | Restored():
                self._told = None  # the next page tells
            case _:
                pass

    def looked(self, now_s: float) -> None:
        told = self._told
        if told is None or now_s - told.at_s < _TAKES_S:
            return
        held = self._held()
        if held is not None and held != told.epoch:
            self.fail(now_s, f"it was told of epoch {told.epoch} {now_s - told.at_s:.0f} s ago, and holds {held!r}")
