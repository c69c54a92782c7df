"""The one thread that owns the connection. The event loop hands it work and awaits the result."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Any, Final, TypeVar

from kiosk.errors import JournalError
from kiosk.journal.database import Database
from kiosk.journal.errors import LedgerRefusedError

log = logging.getLogger(__name__)

T = TypeVar("T")

QUEUE_LIMIT: Final = 256
ANSWER_DEADLINE_S: Final = 30.0
"""A disk that is silent for so long has failed. Worn SD cards pause for a few seconds."""
IDLE_CHECKPOINT: Final = 64
"""After so many pieces of work the WAL is folded into the file, as soon as nothing waits."""


class WriterThread:
    """Runs work on the connection, one piece after the other.

    The first failure of the disk latches: all later work raises JournalError at once (invariant E6). After a failed
    fsync a file system may call lost pages clean, so nothing is tried again in this process.
    """

    def __init__(self, open_database: Callable[[], Database]) -> None:
        self._open = open_database
        self._jobs: SimpleQueue[Callable[[sqlite3.Connection], None] | None] = SimpleQueue()
        self._places = asyncio.Semaphore(QUEUE_LIMIT)
        self._thread = threading.Thread(target=self._main, name="journal", daemon=True)
        self._failed: str | None = None
        self._stopping = False
        self._since_checkpoint = 0

    async def start(self) -> Database:
        """Open the file on the thread. Raises what `open_database` raises."""
        self._loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[Database] = self._loop.create_future()
        self._closed: asyncio.Future[None] = self._loop.create_future()
        self._thread.start()
        try:
            return await self._opened
        except BaseException:
            self._jobs.put(None)
            raise

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Result of `work(connection)`, run after everything submitted earlier.

        Work that was submitted is done even if the caller is cancelled. Raises JournalError where the disk
        failed or fails now, LedgerRefusedError where a constraint of the schema refused.
        """
        self.refuse_if_failed()
        if self._stopping:
            raise JournalError("the journal is closed")
        try:
            async with asyncio.timeout(ANSWER_DEADLINE_S):
                await self._places.acquire()
                future: asyncio.Future[T] = self._loop.create_future()
                self._jobs.put(partial(self._perform, work, future))
                return await future
        except TimeoutError as error:
            self._latch(f"no answer of the disk in {ANSWER_DEADLINE_S:.0f} s")
            raise JournalError(str(self._failed)) from error

    def refuse_if_failed(self) -> None:
        if self._failed is not None:
            raise JournalError(self._failed)

    async def stop(self) -> None:
        """Finish what is submitted, close the file and let it go."""
        self._stopping = True
        self._jobs.put(None)
        try:
            async with asyncio.timeout(ANSWER_DEADLINE_S):
                await self._closed
        except TimeoutError:
            log.critical("journal: the disk does not answer; left as it is")

    # --- on the thread ---

    def _main(self) -> None:
        try:
            database = self._open()
        except BaseException as error:  # noqa: BLE001 - carried to the caller of start()
            self._post(_settle, self._opened, None, error)
            return
        self._post(_settle, self._opened, database, None)
        while (job := self._jobs.get()) is not None:
            job(database.connection)
            self._checkpoint_if_idle(database.connection)
        database.close()
        self._post(_settle, self._closed, None, None)

    def _perform(
        self, work: Callable[[sqlite3.Connection], T], future: asyncio.Future[T], connection: sqlite3.Connection
    ) -> None:
        try:
            result = self._guarded(work, connection)
        except BaseException as error:  # noqa: BLE001 - carried to the caller of run()
            self._post(self._answer, future, None, error)
        else:
            self._post(self._answer, future, result, None)

    def _guarded(self, work: Callable[[sqlite3.Connection], T], connection: sqlite3.Connection) -> T:
        self.refuse_if_failed()
        try:
            return work(connection)
        except sqlite3.IntegrityError as error:
            raise LedgerRefusedError(str(error)) from error
        except sqlite3.Error as error:
            self._latch(f"{getattr(error, 'sqlite_errorname', type(error).__name__)}: {error}")
            raise JournalError(str(self._failed)) from error

    def _checkpoint_if_idle(self, connection: sqlite3.Connection) -> None:
        self._since_checkpoint += 1
        if self._since_checkpoint < IDLE_CHECKPOINT or not self._jobs.empty() or self._failed is not None:
            return
        self._since_checkpoint = 0
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error as error:
            self._latch(f"checkpoint: {error}")

    def _post(self, callback: Callable[..., None], *arguments: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(callback, *arguments)
        except RuntimeError:
            log.warning("journal: the event loop ended before its answer came")

    # --- either side ---

    def _latch(self, reason: str) -> None:
        if self._failed is None:
            self._failed = reason
            log.critical("journal failed, nothing will be opened any more: %s", reason)

    def _answer(self, future: asyncio.Future[T], result: T, error: BaseException | None) -> None:
        self._places.release()
        _settle(future, result, error)


def _settle(future: asyncio.Future[T], result: T, error: BaseException | None) -> None:
    if future.done():
        return  # the caller was cancelled or gave up
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)
