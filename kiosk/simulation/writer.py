"""The journal's writer without a thread, on the simulated disk."""

import sqlite3
from collections.abc import Callable
from typing import Any, Final, TypeVar

from kiosk.errors import JournalError
from kiosk.journal.errors import LedgerRefusedError

T = TypeVar("T")

_CHECKPOINT_EVERY: Final = 64


class InlineWriter:
    """Runs work at once, with the latch of the real one."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._failed: str | None = None
        self._since_checkpoint = 0

    async def run(self, work: Callable[[Any], T]) -> T:
        self.refuse_if_failed()
        try:
            result = work(self._connection)
            self._since_checkpoint += 1
            if self._since_checkpoint >= _CHECKPOINT_EVERY:
                self._since_checkpoint = 0
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.IntegrityError as error:
            raise LedgerRefusedError(str(error)) from error
        except sqlite3.Error as error:
            self._failed = f"{getattr(error, 'sqlite_errorname', '')}: {error}"
            raise JournalError(self._failed) from error
        return result

    def refuse_if_failed(self) -> None:
        if self._failed is not None:
            raise JournalError(self._failed)
