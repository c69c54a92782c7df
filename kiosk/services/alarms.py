"""The last alarms of the bank, newest first. Something that goes on and on is news once."""

from dataclasses import replace
from typing import Final

from kiosk.ports import Clock
from kiosk.services.facts import Alarm, Facts

KEPT: Final = 8
QUIET_S: Final = 3600.0
"""What was not heard of for so long is news again."""


class AlarmBook:
    """Keeps the alarms in the facts, for the technician's pages."""

    def __init__(self, facts: Facts, clock: Clock) -> None:
        self._facts = facts
        self._clock = clock
        self._heard_s: dict[Alarm, float] = {}

    def note(self, kind: str, *, bus: str = "", board: int | None = None, door: int | None = None) -> bool:
        """True when it is news: the same has not been heard of for an hour."""
        now_s = self._clock.monotonic_s()
        alarm = Alarm(kind, 0.0, bus, board, door)
        last_s = self._heard_s.get(alarm)
        self._heard_s[alarm] = now_s
        others = tuple(kept for kept in self._facts.alarms if replace(kept, at_s=0.0) != alarm)
        self._facts.set(alarms=(replace(alarm, at_s=now_s), *others)[:KEPT])
        return last_s is None or now_s - last_s > QUIET_S
