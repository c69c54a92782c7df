"""A connection of apsw that looks like one of the standard library, which is what the journal's code speaks to."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import apsw

Row = tuple[Any, ...]
Bindings = Sequence[Any] | Mapping[str, Any]

_CACHED_STATEMENTS: Final = 1024
# Before the first connection, and for whoever imports this alone: nobody asks SQLite how much memory it has.
apsw.shutdown()
apsw.config(apsw.SQLITE_CONFIG_MEMSTATUS, False)
apsw.config(apsw.SQLITE_CONFIG_SINGLETHREAD)


class Rows:
    """What a statement gave, whole. `rowcount`: how many rows the last change touched."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Row], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())


class ApswConnection:
    """`committed` is called after every COMMIT that succeeded."""

    def __init__(self, path: str, vfs: str, committed: Callable[[], None] = lambda: None) -> None:
        self._committed = committed
        self.raw = self._translated(lambda: apsw.Connection(path, vfs=vfs, statementcachesize=_CACHED_STATEMENTS))
        # apsw's SQLite is built with STAT4 and would plan a statement anew for each value bound; Debian's does not.
        self.raw.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
        self._run, self._changes = self.raw.execute, self.raw.changes
        # Before the log is opened: with exclusive locking it needs no shared memory (https://www.sqlite.org/wal.html).
        self.execute("PRAGMA locking_mode = EXCLUSIVE")

    @property
    def in_transaction(self) -> bool:
        return bool(self.raw.in_transaction)

    def execute(self, sql: str, bindings: Bindings = (), /) -> Any:
        try:
            rows = self._run(sql, bindings).fetchall()
        except apsw.Error as error:
            raise _as_standard(error) from error
        if sql == "COMMIT":
            self._committed()
        return Rows(rows, self._changes())

    def executemany(self, sql: str, bindings: Iterable[Bindings], /) -> Any:
        for each in bindings:
            self.execute(sql, each)
        return Rows([], self.raw.changes())

    def executescript(self, script: str, /) -> Any:
        rows = self.execute(script)
        self._committed()
        return rows

    def rollback(self) -> None:
        self.execute("ROLLBACK")

    def backup(self, target: "ApswConnection", /) -> None:
        with target.raw.backup("main", self.raw, "main") as copy:
            copy.step()

    def close(self) -> None:
        self._translated(self.raw.close)

    def abandon(self) -> None:
        """Its process is gone: nothing of it reaches the disk any more, whatever SQLite still wants to tidy up."""
        with suppress(apsw.Error):
            self.raw.close(True)

    @staticmethod
    def _translated(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except apsw.Error as error:
            raise _as_standard(error) from error


_KINDS: Final[Mapping[type[apsw.Error], tuple[type[sqlite3.Error], str]]] = {
    apsw.ConstraintError: (sqlite3.IntegrityError, "SQLITE_CONSTRAINT"),
    apsw.CorruptError: (sqlite3.DatabaseError, "SQLITE_CORRUPT"),
    apsw.NotADBError: (sqlite3.DatabaseError, "SQLITE_NOTADB"),
    apsw.FullError: (sqlite3.OperationalError, "SQLITE_FULL"),
    apsw.ReadOnlyError: (sqlite3.OperationalError, "SQLITE_READONLY"),
    apsw.IOError: (sqlite3.OperationalError, "SQLITE_IOERR"),
    apsw.CantOpenError: (sqlite3.OperationalError, "SQLITE_CANTOPEN"),
}


def _as_standard(error: apsw.Error) -> sqlite3.Error:
    """By its class: an error that the disk raised itself carries no code."""
    kind, name = _KINDS.get(type(error), (sqlite3.OperationalError, "SQLITE_ERROR"))
    made = kind(str(error))
    made.sqlite_errorname = name
    return made
