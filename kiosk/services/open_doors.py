"""How long each door has stood open: a prompt on the screen after a minute, the operator after five."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from kiosk.domain.life_safety import ALARM_S, PROMPT_S
from kiosk.ports import Door

_STEPS_S: Final = (PROMPT_S, ALARM_S)


class OpenDoors:
    """`due` is called on the event loop with (door, seconds it has stood open). One timer for each open door and step.

    A door that falls silent keeps its time: it was open when it was last heard of.
    """

    def __init__(self, due: Callable[[int, float], None]) -> None:
        self._due = due
        self._timers: dict[int, tuple[asyncio.TimerHandle, ...]] = {}

    def stands(self, number: int) -> bool:
        """Whether it was open when it was last heard of."""
        return number in self._timers

    def read(self, doors: Iterable[tuple[int, Door]]) -> frozenset[int]:
        """What the sensors say now; the doors that have been closed since the last reading."""
        closed: set[int] = set()
        for number, door in doors:
            if door is Door.OPEN and number not in self._timers:
                loop = asyncio.get_running_loop()
                self._timers[number] = tuple(
                    loop.call_later(after_s, self._due, number, after_s) for after_s in _STEPS_S
                )
            elif door is Door.CLOSED and number in self._timers:
                for timer in self._timers.pop(number):
                    timer.cancel()
                closed.add(number)
        return frozenset(closed)
