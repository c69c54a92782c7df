"""Boards that fall silent right after a pulse: their supply gave way. Pure: times come in as arguments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

WINDOW_S: Final = 2.0
"""A board restarts in a second or two; what is lost later is not the pulse's doing."""
LOST_ANSWERS: Final = 2
"""One lost answer happens on any line. They are those of two boards, if the supply has two."""

Board = tuple[str, int]
"""Line and board."""
Supply = tuple[str, str]
"""Its name, or the line that has one of its own."""


@dataclass(slots=True)
class _Pulse:
    at_s: float
    lock: Board
    healthy: frozenset[Board]
    lost: list[Board] = field(default_factory=list)


class BrownOutWatch:
    """Follows the boards of each supply. An answer from any of them after the pulse clears the supply."""

    def __init__(self, supply_of: Mapping[str, Supply]) -> None:
        """`supply_of`: the supply by line."""
        self._supply_of = dict(supply_of)
        self._healthy: set[Board] = set()
        self._pulses: dict[Supply, _Pulse] = {}

    def pulsed(self, lock: Board, at_s: float) -> None:
        """A pulse was written for a lock on this board."""
        supply = self._supply_of[lock[0]]
        before = self._pulses.get(supply)
        if before is None or at_s > before.at_s + WINDOW_S:
            healthy = frozenset(board for board in self._healthy if self._supply_of[board[0]] == supply)
            self._pulses[supply] = _Pulse(at_s, lock, healthy)

    def answered(self, board: Board, asked_s: float) -> None:
        self._healthy.add(board)
        supply = self._supply_of[board[0]]
        pulse = self._pulses.get(supply)
        if pulse is not None and asked_s > pulse.at_s:
            del self._pulses[supply]

    def silent(self, board: Board, asked_s: float) -> Board | None:
        """A question got no answer. Returns the board whose pulse was too much, once, if that is what it means."""
        supply = self._supply_of[board[0]]
        pulse = self._pulses.get(supply)
        self._healthy.discard(board)
        if pulse is None or board not in pulse.healthy or not pulse.at_s <= asked_s <= pulse.at_s + WINDOW_S:
            return None
        pulse.lost.append(board)
        lost = len(pulse.lost) if len(pulse.healthy) == 1 else len(set(pulse.lost))
        if lost < LOST_ANSWERS:
            return None
        del self._pulses[supply]
        return pulse.lock

    def gone(self, line: str) -> None:
        """The port of a line is away: its boards' silence tells nothing."""
        self._healthy = {board for board in self._healthy if board[0] != line}
        for pulse in self._pulses.values():
            pulse.healthy = frozenset(board for board in pulse.healthy if board[0] != line)
