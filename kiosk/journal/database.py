"""The journal's file: taken by one process, checked, at the newest schema, with durable commits."""

import fcntl
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.errors import JournalError, JournalFault
from kiosk.journal import events
from kiosk.journal.backup import keep_copy
from kiosk.journal.connection import Connection
from kiosk.journal.faults import fault_of
from kiosk.journal.migrate import Keep, migrate

log = logging.getLogger(__name__)

OLDEST_SQLITE: Final = (3, 37, 0)
"""The first with STRICT tables. The WAL-reset race of versions before 3.51.3 needs a second writing connection."""

# FULL: with NORMAL the last commits of a WAL may vanish on power loss, which is not acceptable between "unlocked"
# and "recorded". https://www.sqlite.org/pragma.html#pragma_synchronous
_PRAGMAS: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA trusted_schema = OFF",
    # The writer thread checkpoints when it has nothing else to do; this is the bound where it never is idle.
    "PRAGMA wal_autocheckpoint = 8192",
)

_GROWING: Final = frozenset({"events", "intents", "openings", "collected_parcels", "credential_uses", "acknowledged"})
"""Tables that have a row for every parcel there ever was."""
_NEWEST_EVENTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Database:
    """An open journal file. `clean` False: the process that had it before did not close it."""

    connection: sqlite3.Connection
    clean: bool
    lock: int

    def close(self) -> None:
        """Never raises: a disk that fails now has been reported, and the lock must be let go."""
        with suppress(sqlite3.Error):
            self.connection.close()
        os.close(self.lock)


def open_database(path: Path) -> Database:
    """Raises JournalError with what to do: file in use, damaged, newer, unreachable, or SQLite too old."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise JournalError(f"SQLite {sqlite3.sqlite_version} is too old: 3.37 or newer is needed")
    lock = _take(path)
    try:
        # SQLite deletes the WAL when the last connection is closed in order.
        clean = not path.with_name(f"{path.name}-wal").exists()
        connection = _connect(path, clean=clean)
    except BaseException:
        os.close(lock)
        raise
    log.info("journal %s: SQLite %s, last stop %s", path, sqlite3.sqlite_version, "clean" if clean else "unclean")
    return Database(connection, clean, lock)


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """A connection that only reads and sees one moment, also while a kiosk writes. Raises JournalError."""
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        ) as connection:
            connection.execute("BEGIN")
            yield connection
    except sqlite3.Error as error:
        raise JournalError(f"{path}: cannot be read: {error}", fault_of(error)) from error


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Everything inside is durable when the outermost returns, or nothing of it is there.

    One inside another that raises leaves what the outer one did before it.
    """
    begin, commit, undo = _OUTER if not connection.in_transaction else _INNER
    connection.execute(begin)
    try:
        yield
        connection.execute(commit)
    except BaseException:
        if connection.in_transaction:
            for statement in undo:
                connection.execute(statement)
        raise


_OUTER: Final = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_INNER: Final = ("SAVEPOINT part", "RELEASE part", ("ROLLBACK TO part", "RELEASE part"))


def _take(path: Path) -> int:
    """The lock stands beside the file: POSIX locks on the file itself are SQLite's own."""
    try:
        lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise JournalError(f"{path}: cannot be opened: {error.strerror} ({error.filename})", fault_of(error)) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise JournalError(f"{path}: another process has this journal open; stop it first") from error
    return lock


def _connect(path: Path, *, clean: bool) -> sqlite3.Connection:
    try:
        path.touch(mode=0o600)  # it holds digests of codes; SQLite gives the WAL the same mode
        connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
    except (sqlite3.Error, OSError) as error:
        raise JournalError(f"{path}: cannot be opened: {error}", fault_of(error)) from error
    try:
        prepare(connection, str(path), clean=clean, keep=lambda number: keep_copy(connection, path, number))
    except BaseException:
        connection.close()
        raise
    return connection


def prepare(connection: Connection, name: str, *, clean: bool, keep: Keep = lambda _: None) -> None:
    """Make a fresh connection fit for the journal: durable commits, checked, at the newest schema.

    `name` is for what people read; `keep` is called before a migration of a file that holds something. Raises
    JournalError with what to do.
    """
    try:
        if connection.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
            raise JournalError(f"{name}: this file system cannot hold a write-ahead log; use a local disk")
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        _check(connection, name, clean=clean)
        migrate(connection, name, keep)
    except sqlite3.Error as error:
        if fault_of(error) is not JournalFault.DAMAGED:
            raise JournalError(f"{name}: cannot be used: {error}", fault_of(error)) from error
        raise _damaged(name, str(error)) from error


def _check(connection: Connection, name: str, *, clean: bool) -> None:
    """What a decision and recovery read, and the newest part of the chain.

    All of a file that grows for years would take too long while somebody waits: that is for `openluke journal verify`
    and the daily check.
    """
    check = "quick_check" if clean else "integrity_check"
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    for (table,) in tables:
        if table not in _GROWING:
            (answer,) = connection.execute(f"PRAGMA {check}('{table}')").fetchone()
            if answer != "ok":
                raise _damaged(name, answer)
    if ("events",) in tables and (broken := events.verify_newest(connection, _NEWEST_EVENTS)):
        raise _damaged(name, broken.what)


def _damaged(name: str, what: str) -> JournalError:
    file = Path(name).name
    return JournalError(
        f"{name}: damaged ({what}); move {file}, {file}-wal and {file}-shm aside and keep them: "
        "they hold what the backend may not have heard yet",
        JournalFault.DAMAGED,
    )
