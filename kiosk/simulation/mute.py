"""Boards that fall silent in the middle of an opening: the lock has been driven, and nobody can say what came of it."""

import asyncio
import random
from collections.abc import Callable, Mapping
from typing import Final

from kiosk.simulation.facts import Pulsed
from kiosk.simulation.line import Line

_SILENT_S: Final = (4.0, 60.0)
_OFTEN: Final = 0.7


class MuteBoards:
    """`poll` asks for a look at a board, by line and address."""

    def __init__(self, lines: Mapping[str, Line], poll: Callable[[str, int], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._lines = lines
        self._poll = poll
        self._dice: random.Random | None = None

    def begin(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        """From now on most pulses take the tongue of their board."""
        self._dice = dice
        return "", self._end

    def _end(self) -> None:
        self._dice = None

    def pulsed(self, fact: Pulsed) -> None:
        if self._dice is None or self._dice.random() > _OFTEN:
            return
        for_s = self._dice.uniform(*_SILENT_S)
        board = self._lines[fact.bus].boards[fact.board]
        board.deaf_until_s = max(board.deaf_until_s, fact.at_s + for_s)
        self._loop.call_later(for_s, self._poll, fact.bus, fact.board)
