"""Which boards of a bus have answered since its port was opened. Pure."""

from collections.abc import Collection, Container
from typing import Final

from locker_driver.protocols.codec import Command, QueryBoard, QueryDoor

QUERIES: Final = (QueryBoard, QueryDoor)


class KnownBoards:
    """`boards`: all of the line; `polled`: those that are asked for their state. The others have no contacts of ours:
    that any board has answered must do for them.
    """

    def __init__(self, boards: Collection[int], polled: Container[int]) -> None:
        self._silent_kind = frozenset(board for board in boards if board not in polled)
        self._met: set[int] = set()

    def forget(self) -> None:
        """The port was opened anew; another adapter may have come back under its name."""
        self._met.clear()

    def meet(self, board: int) -> Collection[int]:
        """A board has answered a status query; which boards may be commanded from now on, and could not before."""
        if board in self._met:
            return ()
        new = {board} if self._met else {board, *self._silent_kind}
        self._met |= {board}
        return sorted(new)

    def may(self, command: Command) -> bool:
        """Whether this may be written now: anybody may be asked for a state."""
        if isinstance(command, QUERIES) or command.board in self._met:
            return True
        return bool(self._met) and command.board in self._silent_kind
