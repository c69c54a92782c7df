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
        self._asked_s: dict[Command, list[float]] = {}

    def unanswered(self, command: Command, asked_s: float) -> None:
        before = self._asked_s.get(_kind(command), [])
        self._asked_s[_kind(command)] = [*(at_s for at_s in before if at_s > asked_s - MAX_LATE_S), asked_s]

    def settle(self, command: Command, asked_s: float, now_s: float) -> float | None:
        """The question asked at `asked_s` is answered now: None if that is its answer beyond doubt.

        Else the answer must not be taken, and the board must be left alone for the time returned: if this was the late
        answer to the first question, the answer to this one follows it as the last question followed the first.
        """
        first_s = min(
            (at_s for at_s in self._asked_s.pop(_kind(command), []) if at_s > now_s - MAX_LATE_S), default=None
        )
        return None if first_s is None else asked_s - first_s


def _kind(command: Command) -> Command:
    """Questions whose answers look alike. Some families answer for the whole board when asked for one door."""
    return QueryBoard(command.board) if isinstance(command, QueryDoor) else command
