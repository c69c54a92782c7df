"""Doors as they are in truth, with springs, parcels and contacts that may lie."""

import asyncio
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from kiosk.simulation.facts import DoorMoved, Fact

SPRING_S: Final = 0.12
"""From the start of a pulse until the leaf has left its switch; real ones take 100 to 300 ms."""
BOUNCE_S: Final = 0.05


@dataclass(slots=True)
class Leaf:
    """`jammed`: something presses on it; a push frees it unless `stiff`. `stuck_closed`: what its contact says whatever
    it does, None for the truth. `shuts_at_once`: somebody leans on it.
    """

    number: int
    open: bool = False
    jammed: bool = False
    stiff: bool = False
    stuck_closed: bool | None = None
    bounces: bool = False
    shuts_at_once: bool = False
    inverted: bool = False
    parcels: list[str] = field(default_factory=list)

    @property
    def reads_closed(self) -> bool:
        """What the contact says."""
        if self.stuck_closed is not None:
            return self.stuck_closed
        return not self.open


class Wall:
    """`tell` hears the truth, `contact` which door's contact may say something else now."""

    def __init__(self, numbers: Iterable[int], tell: Callable[[Fact], None], dice: random.Random) -> None:
        self._loop = asyncio.get_running_loop()
        self._tell = tell
        self._dice = dice
        self.leaves = {number: Leaf(number) for number in numbers}
        self.contact: Callable[[int], None] = lambda _: None

    def pulse(self, number: int) -> None:
        """The solenoid pulls."""
        self._loop.call_later(SPRING_S, self._spring, number)

    def _spring(self, number: int) -> None:
        leaf = self.leaves[number]
        if leaf.jammed or leaf.open:
            return
        self.move(number, to_open=True, by="spring")
        if leaf.shuts_at_once:
            self._loop.call_later(self._dice.uniform(0.02, 0.6), self.close, number, "pressed shut")

    def move(self, number: int, *, to_open: bool, by: str) -> None:
        """A leaf moves; its contact may bounce first."""
        leaf = self.leaves[number]
        if leaf.open == to_open:
            return
        leaf.open = to_open
        self._tell(DoorMoved(self._loop.time(), number, to_open, by))
        self.contact(number)
        if leaf.bounces:
            self._loop.call_later(BOUNCE_S, self._bounce, number)

    def _bounce(self, number: int) -> None:
        """For some milliseconds the contact says the opposite."""
        leaf = self.leaves[number]
        if leaf.stuck_closed is None:
            leaf.stuck_closed = leaf.open
            self.contact(number)
            self._loop.call_later(BOUNCE_S, self._settle, number)

    def _settle(self, number: int) -> None:
        self.leaves[number].stuck_closed = None
        self.contact(number)

    def close(self, number: int, by: str) -> None:
        self.move(number, to_open=False, by=by)

    def push(self, number: int) -> None:
        """Somebody pushes a jammed leaf, as the screen asks."""
        leaf = self.leaves[number]
        if not leaf.stiff:
            leaf.jammed = False
