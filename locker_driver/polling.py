"""When which board of one bus is asked next. Pure: time comes in as an argument."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from math import inf
from typing import Final

from locker_driver.doubts import MAX_LATE_S

EXPECTING_S: Final = 0.06
"""While a door was pulsed and is not open yet: a person waits in front of it."""
SOMETHING_OPEN_S: Final = 0.2
SILENT_S: Final = MAX_LATE_S
"""A board that does not answer costs a whole time-out each time; the others must not starve. After so long a pause its
first answer is beyond doubt."""
REPORT_REST_S: Final = 0.1
"""A board that reports without end must not keep the others from being asked."""
LOST_AFTER: Final = 3
"""Lost answers in a row until the state of a board counts as unknown."""


class Priority(IntEnum):
    """Order of the bus; the lowest goes first. A release after an unlock would cut its pulse short."""

    RELEASE = 0
    UNLOCK = 1
    CONFIRM = 2
    EVENT = 3
    POLL = 4


@dataclass(slots=True)
class _Board:
    watched: frozenset[int]
    due_s: float = 0.0
    asked_s: float = -inf
    priority: Priority = Priority.POLL
    lost: int = 0
    restless: bool = False
    closed: dict[int, bool] = field(default_factory=dict)
    expected: dict[int, float] = field(default_factory=dict)


class Poller:
    """`watched` maps each board to the channels that have a door: an unwired contact must not speed up polling."""

    def __init__(self, watched: Mapping[int, Iterable[int]], poll_s: float) -> None:
        self._poll_s = poll_s
        self._boards = {board: _Board(frozenset(channels)) for board, channels in watched.items()}
        self._rests: dict[int, float] = {}

    def __contains__(self, address: object) -> bool:
        """Whether this board is polled at all."""
        return address in self._boards

    def start(self, now_s: float) -> None:
        """The link is up: every board is due at once."""
        for board in self._boards.values():
            board.due_s = now_s
            board.priority = Priority.POLL

    def due(self, now_s: float) -> tuple[Priority, int] | None:
        """The most urgent board whose time has come, the longest waiting first."""
        ready = [
            (board.priority, board.due_s, address)
            for address, board in self._boards.items()
            if board.due_s <= now_s and self.rest_s(address) <= now_s
        ]
        if not ready:
            return None
        priority, _, address = min(ready)
        return priority, address

    def next_due_s(self) -> float:
        due = (max(board.due_s, self.rest_s(address)) for address, board in self._boards.items())
        return min(due, default=inf)

    def rest(self, address: int, until_s: float) -> None:
        """Leave a board alone till then, polled or not."""
        self._rests[address] = until_s

    def rest_s(self, address: int) -> float:
        """Until when a board is to be left alone."""
        return self._rests.get(address, -inf)

    def asked(self, address: int, now_s: float) -> None:
        """The question is on its way; the board is not due again until answered() or silent(), or hurry()."""
        board = self._boards[address]
        board.asked_s = now_s
        board.due_s = inf
        board.priority = Priority.POLL

    def hurry(self, address: int, priority: Priority, when_s: float) -> None:
        """Ask a board then. One that is not ours (a report with a damaged address) is ignored.

        Who is hurried waits behind those that were hurried before, however long its ordinary poll has been due.
        """
        board = self._boards.get(address)
        if board is not None:
            board.due_s = when_s if priority < board.priority else min(board.due_s, when_s)
            board.priority = min(board.priority, priority)

    def reported(self, address: int, now_s: float) -> None:
        """A board said by itself that something changed."""
        board = self._boards.get(address)
        if board is not None:
            self.hurry(address, Priority.EVENT, max(now_s, board.asked_s + REPORT_REST_S))

    def expect(self, address: int, channel: int, until_s: float, now_s: float) -> None:
        """A lock was pulsed: look often until it reads open or `until_s`."""
        board = self._boards.get(address)
        if board is not None:
            board.expected[channel] = until_s
            self.hurry(address, Priority.CONFIRM, now_s)

    def answered(self, address: int, closed: Mapping[int, bool], now_s: float) -> None:
        """A reading that differs is asked for again at once: the check is one XOR byte, so two readings must agree."""
        board = self._boards[address]
        seen = {channel: closed[channel] for channel in board.watched if channel in closed}
        changed = bool(board.closed) and seen != board.closed
        board.closed = seen
        board.lost = 0
        board.expected = {
            channel: until_s
            for channel, until_s in board.expected.items()
            if until_s > now_s and seen.get(channel, True)
        }
        board.due_s = min(board.due_s, now_s + self._interval_s(board))
        # One that differs every time is garbage that looks like an answer; it must not keep the others waiting.
        if changed and not board.restless:
            self.hurry(address, Priority.EVENT, now_s)
        board.restless = changed

    def silent(self, address: int, now_s: float) -> None:
        """No answer."""
        board = self._boards[address]
        board.lost += 1
        board.due_s = min(board.due_s, now_s + self._interval_s(board))

    def _interval_s(self, board: _Board) -> float:
        if board.lost >= LOST_AFTER:
            return max(SILENT_S, self._poll_s)
        if board.expected or board.lost > 0:
            return EXPECTING_S
        if not all(board.closed.values()):
            return min(SOMETHING_OPEN_S, self._poll_s)
        return self._poll_s
