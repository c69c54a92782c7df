"""A writer without a thread: work is done on the event loop, at once. For a disk that is only simulated."""

from collections.abc import Callable
from typing import TypeVar

from kiosk.errors import JournalError
from kiosk.journal.connection import Connection, Open, Opened
from kiosk.journal.writer import IDLE_CHECKPOINT, Latch, fold

T = TypeVar("T")


class InlineWriter:
    """Satisfies `kiosk.journal.writer.Writer` with the same rules for failures as the thread."""

    def __init__(self, open_database: Open) -> None:
        self._open = open_database
        self._database: Opened | None = None
        self._latch = Latch()
        self._since_checkpoint = 0

    async def start(self) -> bool:
        """Open the file."""
        self._database = self._open()
        return self._database.clean

    async def run(self, work: Callable[[Connection], T]) -> T:
        """The result of `work`; nothing else runs meanwhile."""
        self._latch.refuse_if_failed()
        if self._database is None:
            raise JournalError("the journal is closed")
        result = self._latch.guard(work, self._database.connection)
        self._since_checkpoint += 1
        if self._since_checkpoint >= IDLE_CHECKPOINT:
            self._since_checkpoint = 0
            self._latch.guard(fold, self._database.connection)
        return result

    def refuse_if_failed(self) -> None:
        """As `Writer` says."""
        self._latch.refuse_if_failed()

    async def stop(self) -> None:
        """Close the file."""
        if self._database is not None:
            self._database.close()
            self._database = None
