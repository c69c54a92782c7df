"""Whoever owns the connection, and the rule for all of them: the first failure of the disk is the last."""

import logging
import sqlite3
from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from kiosk.errors import JournalError
from kiosk.journal.connection import Connection
from kiosk.journal.errors import LedgerRefusedError
from kiosk.journal.faults import of_sqlite

log = logging.getLogger(__name__)

T = TypeVar("T")

IDLE_CHECKPOINT: Final = 64
"""After so many pieces of work the WAL is folded into the file, as soon as nothing waits."""


class Writer(Protocol):
    """Runs work on the one connection, one piece after the other."""

    async def start(self) -> bool:
        """Open the file. Whether the last stop was clean. Raises JournalError with what to do."""
        ...

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Result of `work(connection)`, run after everything submitted earlier.

        Raises JournalError where the disk failed or fails now, LedgerRefusedError where a constraint of the schema
        refused.
        """
        ...

    def refuse_if_failed(self) -> None:
        """Raises the JournalError of the first failure, if there was one."""
        ...

    async def stop(self) -> None:
        """Finish what is submitted, close the file and let it go."""
        ...


class Latch:
    """The first failure of the disk latches: all later work raises JournalError at once (invariant E6).

    After a failed fsync a file system may call lost pages clean, so nothing is tried again in this process.
    """

    def __init__(self) -> None:
        self.failure: JournalError | None = None

    def fail(self, failure: JournalError) -> JournalError:
        """The first failure stays the one that is told."""
        if self.failure is None:
            self.failure = failure
            log.critical("journal failed, nothing will be opened any more: %s", failure)
        return self.failure

    def refuse_if_failed(self) -> None:
        """A new error each time: one raised by many tasks would carry all their tracebacks."""
        if self.failure is not None:
            raise JournalError(str(self.failure), self.failure.fault)

    def guard(self, work: Callable[[Connection], T], connection: Connection) -> T:
        """`work(connection)`, unless the disk failed before; latched if it fails now."""
        self.refuse_if_failed()
        try:
            return work(connection)
        except sqlite3.IntegrityError as error:
            raise LedgerRefusedError(str(error)) from error
        except sqlite3.Error as error:
            failure = self.fail(of_sqlite(error))
            raise JournalError(str(failure), failure.fault) from error


def fold(connection: Connection) -> None:
    """Take what is in the WAL into the file, as far as readers allow."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
