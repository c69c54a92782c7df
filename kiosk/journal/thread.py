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
from kiosk.journal.connection import Connection, Open, Opened
from kiosk.journal.faults import of_sqlite
from kiosk.journal.writer import IDLE_CHECKPOINT, Latch, fold

log = logging.getLogger(__name__)

T = TypeVar("T")

QUEUE_LIMIT: Final = 256
ANSWER_DEADLINE_S: Final = 30.0
"""A disk that is silent for so long has failed. Worn SD cards pause for a few seconds."""


class WriterThread:
    """Satisfies `kiosk.journal.writer.Writer`, on a thread of its own."""

    def __init__(self, open_database: Open) -> None:
        self._open = open_database
        self._jobs: SimpleQueue[Callable[[Connection], None] | None] = SimpleQueue()
        self._places = asyncio.Semaphore(QUEUE_LIMIT)
        self._thread = threading.Thread(target=self._main, name="journal", daemon=True)
        self._latch = Latch()
        self._stopping = False
        self._since_checkpoint = 0

    async def start(self) -> bool:
        """Open the file on the thread. Raises what `open_database` raises."""
        self._loop = asyncio.get_running_loop()
        self._opened: asyncio.Future[Opened] = self._loop.create_future()
        self._closed: asyncio.Future[None] = self._loop.create_future()
        self._thread.start()
        try:
            return (await self._opened).clean
        except BaseException:
            self._jobs.put(None)
            raise

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Result of `work(connection)`. Work that was submitted is done even if the caller is cancelled."""
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
            failure = self._latch.fail(JournalError(f"no answer of the disk in {ANSWER_DEADLINE_S:.0f} s"))
            raise JournalError(str(failure), failure.fault) from error

    def refuse_if_failed(self) -> None:
        """As `Writer` says."""
        self._latch.refuse_if_failed()

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

    def _perform(self, work: Callable[[Connection], T], future: asyncio.Future[T], connection: Connection) -> None:
        try:
            result = self._latch.guard(work, connection)
        except BaseException as error:  # noqa: BLE001 - carried to the caller of run()
            self._post(self._answer, future, None, error)
        else:
            self._post(self._answer, future, result, None)

    def _checkpoint_if_idle(self, connection: Connection) -> None:
        self._since_checkpoint += 1
        if self._since_checkpoint < IDLE_CHECKPOINT or not self._jobs.empty() or self._latch.failure is not None:
            return
        self._since_checkpoint = 0
        try:
            fold(connection)
        except sqlite3.Error as error:
            self._latch.fail(of_sqlite(error))

    def _post(self, callback: Callable[..., None], *arguments: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(callback, *arguments)
        except RuntimeError:
            log.warning("journal: the event loop ended before its answer came")

    # --- either side ---

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
