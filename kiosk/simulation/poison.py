"""An event that the shop cannot read, until somebody mends the shop; and staff who give it back to the outbox."""

import asyncio
import random
from collections.abc import Callable
from typing import Final

from kiosk.errors import BackendRefusedError
from kiosk.journal.outbox import requeue
from kiosk.simulation.facts import Fact, Refused
from kiosk.simulation.machine import Machine

_HOUR_S: Final = 3600.0
_TOO_EARLY_S: Final = (2 * _HOUR_S, 10 * _HOUR_S)
_IN_TIME_S: Final = (_HOUR_S, 10 * _HOUR_S)


class Poison:
    """What the shop refuses for good. `note` hears of a restart by hand."""

    def __init__(self, machine: Machine, tell: Callable[[Fact], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._machine = machine
        self._tell = tell
        self._next = False
        self._hashes: set[str] = set()
        self.note: Callable[[str], None] = lambda _: None

    def begin(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        """The next event that arrives is the one; whoever looks after the kiosk may be quicker than who mends it."""
        self._next = True
        if dice.random() < 0.5:
            self._loop.call_later(dice.uniform(*_TOO_EARLY_S), self._release)

        def end() -> None:
            self._next = False
            self._hashes.clear()
            self._loop.call_later(dice.uniform(*_IN_TIME_S), self._release)

        return "", end

    def taste(self, events: list[tuple[int, str]]) -> None:
        """Raises BackendRefusedError for all of these (seq and hash) when one cannot be read."""
        if self._next and events:
            self._next = False
            self._hashes.add(events[-1][1])
        bad = [seq for seq, digest in events if digest in self._hashes]
        for seq in bad:
            self._tell(Refused(self._loop.time(), seq))
        if bad:
            raise BackendRefusedError(422, "cannot-be-read")

    def _release(self) -> None:
        """`openluke journal requeue`, for which the kiosk has to be stopped."""
        if self._machine.by_hand(requeue):
            self.note("requeue")
        else:
            self._loop.call_later(_HOUR_S, self._release)
