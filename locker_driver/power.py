"""Which locks may draw current at the same time. Pure: times come in as arguments.

A lock draws from the moment its command may be written until its pulse is over. Locks of a supply take their turns in
the order they asked; what one supply cannot give keeps nobody on another waiting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

SLACK_AMPERE: Final = 1e-9
"""Sums of tenths are not exact."""

Lock = tuple[str, int, int]
"""Line, board, channel."""


@dataclass(slots=True, eq=False)
class Draw:
    """One pulse: `supply` is a key of the budget. `until_s`: when it ends; inf while it is not known."""

    lock: Lock
    supply: str
    ampere: float
    min_off_s: float
    until_s: float = inf


class PowerBudget:
    """`supplies`: ampere by name. A supply that is not among them drives one lock at a time."""

    def __init__(self, supplies: Mapping[str, float]) -> None:
        self._supplies = dict(supplies)
        self._waiting: list[Draw] = []
        self._drawing: list[Draw] = []
        self._rests: dict[Lock, float] = {}

    def ask(self, draw: Draw) -> None:
        """It waits until due() returns it, or leave()."""
        self._waiting.append(draw)

    def leave(self, draw: Draw) -> None:
        """It waits no more."""
        if draw in self._waiting:
            self._waiting.remove(draw)

    def due(self, now_s: float) -> list[Draw]:
        """Those whose turn has come; they draw from now on, until ended().

        Who does not fit keeps those behind on the same supply waiting, else a large lock would wait for ever. Who asks
        for a lock that rests does not.
        """
        self._drawing = [draw for draw in self._drawing if draw.until_s > now_s]
        self._rests = {lock: until_s for lock, until_s in self._rests.items() if until_s > now_s}
        granted = []
        blocked: set[str] = set()
        for draw in list(self._waiting):
            if draw.supply in blocked or draw.lock in self._rests or self._draws(draw.lock):
                continue
            if self._fits(draw):
                self._waiting.remove(draw)
                self._drawing.append(draw)
                granted.append(draw)
            else:
                blocked.add(draw.supply)
        return granted

    def ended(self, draw: Draw, over_s: float) -> None:
        """Its pulse is over at `over_s`, which may be still to come; its lock then rests."""
        draw.until_s = over_s
        self._rests[draw.lock] = over_s + draw.min_off_s

    def unused(self, draw: Draw) -> None:
        """It was not written."""
        if draw in self._drawing:
            self._drawing.remove(draw)

    def next_s(self) -> float:
        """When due() may have something new to tell, if nothing is asked or ended before."""
        if not self._waiting:
            return inf
        rests = (self._rests.get(draw.lock, inf) for draw in self._waiting)
        return min([draw.until_s for draw in self._drawing] + list(rests))

    def _draws(self, lock: Lock) -> bool:
        return any(draw.lock == lock for draw in self._drawing)

    def _fits(self, draw: Draw) -> bool:
        drawn = [other.ampere for other in self._drawing if other.supply == draw.supply]
        limit = self._supplies.get(draw.supply)
        if limit is None:
            return not drawn
        return sum(drawn) + draw.ampere <= limit + SLACK_AMPERE
