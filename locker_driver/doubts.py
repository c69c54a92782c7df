"""Which answers may belong to an earlier question. Pure: times come in as arguments.

Hardly a family numbers its questions. An answer that comes after its time-out therefore looks like the answer to the
next question of its kind, and tells of a time before that was asked.
"""

from typing import Final

from locker_driver.protocols.codec import Command, QueryBoard, QueryDoor

MAX_LATE_S: Final = 2.0
"""No board is later than this; the slowest reply delay that a vendor lets one set is 1 s (Eletechsup relays)."""


class Doubts:
    """Remembers the questions that got no answer, until the next one of the same kind gets one."""

    def __init__(self) -> None:
        self._first_s: dict[Command, float] = {}

    def unanswered(self, command: Command, asked_s: float) -> None:
        self._first_s.setdefault(_kind(command), asked_s)

    def settle(self, command: Command, asked_s: float) -> float | None:
        """The question asked at `asked_s` is answered: None if that is its answer beyond doubt.

        Else the answer must not be taken, and the board must be left alone for the time returned: if this was the late
        answer to the first question, the answer to this one follows it as the second question followed the first.
        """
        first_s = self._first_s.pop(_kind(command), None)
        return None if first_s is None else min(asked_s - first_s, MAX_LATE_S)


def _kind(command: Command) -> Command:
    """Questions whose answers look alike. Some families answer for the whole board when asked for one door."""
    return QueryBoard(command.board) if isinstance(command, QueryDoor) else command
