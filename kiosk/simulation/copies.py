"""Copies of the kiosk's disk, and somebody who puts an old one back."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.simulation.disk import Disk
from kiosk.simulation.facts import Fact, Restored
from kiosk.simulation.machine import Machine
from kiosk.simulation.street import Street
from kiosk.simulation.witness.reader import DiskReader

KEPT: Final = 4
_EVERY_S: Final = (3600.0, 30 * 3600.0)
_STARTS_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Copy:
    """`head` is the newest event in it, `waiting` what the shop had not heard of by then; `flagged` and `held` are what
    staff read on the service screen.
    """

    taken_s: float
    image: dict[str, bytes]
    head: tuple[int, str]
    waiting: dict[int, float]
    flagged: set[object]
    held: dict[object, object]


class Copies:
    """The newest ones."""

    def __init__(
        self,
        *,
        disk: Disk,
        machine: Machine,
        reader: DiskReader,
        street: Street,
        dice: random.Random,
        tell: Callable[[Fact], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._disk = disk
        self._machine = machine
        self._reader = reader
        self._street = street
        self._dice = dice
        self._tell = tell
        self._kept: deque[Copy] = deque(maxlen=KEPT)

    async def make(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(self._dice.uniform(*_EVERY_S))
            self.keep()

    def keep(self) -> None:
        """One of now; none in the middle of a commit or while it is off, when nobody could read what is in it."""
        if not self._machine.ready or self._disk.pending():
            return
        street, reader, now_s = self._street, self._reader, self._loop.time()
        books = set(street.flagged), dict(street.held)
        self._kept.append(Copy(now_s, self._disk.image(), reader.head, dict(reader.waiting), *books))

    def restore(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        """Somebody switches it off and takes the disk with them."""
        if not self._kept:
            return "there is no copy", lambda: None
        copy = dice.choice(self._kept)
        self._machine.cut("power")
        return f"to event {copy.head[0]}", lambda: self._put_back(copy)

    def _put_back(self, copy: Copy) -> None:
        self._machine.cut("power")
        self._disk.put_back(copy.image)
        self._reader.restored(copy.head, copy.waiting)
        self._street.flagged, self._street.held = set(copy.flagged), dict(copy.held)
        self._tell(Restored(self._loop.time(), copy.head[0], copy.taken_s))
        self._loop.call_later(_STARTS_S, self._machine.start_if_off)
