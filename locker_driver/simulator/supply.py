"""The power supply that all locks of a line share."""

from collections.abc import Callable, Sequence
from typing import Protocol

from locker_driver.simulator.wall import Event


class Load(Protocol):
    """A board, as its supply sees it."""

    def energised(self, at_s: float) -> int:
        """How many locks draw current."""
        ...

    def restart(self, at_s: float) -> None: ...


class Supply:
    """`ampere` may change at any time."""

    def __init__(self, ampere: float, lock_ampere: float, tell: Callable[[Event], None]) -> None:
        self.ampere = ampere
        self.loads: Sequence[Load] = ()
        self._lock_ampere = lock_ampere
        self._tell = tell

    def holds(self, at_s: float) -> bool:
        """Whether it bears what is drawn now. If not, its voltage breaks down and every board starts anew."""
        drawn = self._lock_ampere * sum(load.energised(at_s) for load in self.loads)
        if drawn <= self.ampere:
            return True
        self._tell({"event": "brown_out", "ampere": round(drawn, 3), "at_s": at_s})
        for load in self.loads:
            load.restart(at_s)
        return False
