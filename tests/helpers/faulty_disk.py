"""SQLite on a disk that fails at a chosen write, sync or truncation, through a VFS of apsw."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import apsw

from kiosk.journal.database import prepare

VFS: Final = "faulty"

FAULTS: Final[dict[str, type[apsw.Error]]] = {
    "SQLITE_FULL": apsw.FullError,
    "SQLITE_IOERR": apsw.IOError,
    "SQLITE_READONLY": apsw.ReadOnlyError,
    "SQLITE_CORRUPT": apsw.CorruptError,
    "SQLITE_NOTADB": apsw.NotADBError,
    "SQLITE_CANTOPEN": apsw.CantOpenError,
}
_NAMES: Final = {error: name for name, error in FAULTS.items()}


@dataclass
class Disk:
    """Counts what is done to it. The operation number `fails_at` ends in `fault`; those after it work again."""

    fault: str = ""
    fails_at: int = 0
    operations: int = 0

    @property
    def failed(self) -> bool:
        return bool(self.fails_at) and self.operations >= self.fails_at

    def operation(self) -> None:
        self.operations += 1
        if self.operations == self.fails_at:
            raise FAULTS[self.fault]


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - apsw's name
        self._disk.operation()
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802 - apsw's name
        self._disk.operation()  # no power cut here: nothing has to reach a real disk

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - apsw's name
        self._disk.operation()
        super().xTruncate(newsize)


class _Vfs(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        super().__init__(VFS, "")
        self._disk = disk

    def xOpen(self, name: Any, flags: list[int]) -> _File:  # noqa: N802 - apsw's name
        return _File(self._disk, name, flags)


class _Rows:
    def __init__(self, cursor: apsw.Cursor, rowcount: int) -> None:
        self._cursor = cursor
        self.rowcount = rowcount

    def fetchone(self) -> Any:
        return as_sqlite3(self._cursor.fetchone)

    def fetchall(self) -> list[Any]:
        return as_sqlite3(self._cursor.fetchall)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())


class Connection:
    """An apsw connection as the journal wants one."""

    def __init__(self, path: Path) -> None:
        self._connection = apsw.Connection(str(path), vfs=VFS)

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, sql: str, parameters: Any = (), /) -> _Rows:
        cursor = as_sqlite3(lambda: self._connection.execute(sql, parameters))
        return _Rows(cursor, self._connection.changes())

    def executemany(self, sql: str, parameters: Any, /) -> _Rows:
        cursor = as_sqlite3(lambda: self._connection.executemany(sql, parameters))
        return _Rows(cursor, self._connection.changes())

    def executescript(self, sql_script: str, /) -> _Rows:
        return self.execute(sql_script)

    def rollback(self) -> None:
        self.execute("ROLLBACK")

    def close(self) -> None:
        as_sqlite3(self._connection.close)


@dataclass
class Opened:
    """What `kiosk.journal.connection.Opened` asks for."""

    connection: Connection
    clean: bool

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self.connection.close()


def as_sqlite3(work: Callable[[], Any]) -> Any:
    """`work()`, with the exceptions that the module of the standard library would raise."""
    try:
        return work()
    except apsw.Error as error:
        kind = sqlite3.IntegrityError if isinstance(error, apsw.ConstraintError) else sqlite3.OperationalError
        translated = kind(str(error))
        # The very exception that the file raised comes through, without SQLite's code for it.
        translated.sqlite_errorname = _NAMES.get(type(error), "SQLITE_ERROR")
        raise translated from error


@contextmanager
def faulty(disk: Disk) -> Iterator[Callable[[Path], Opened]]:
    """Opens journals on this disk as long as the block lasts."""

    def opened(path: Path) -> Opened:
        clean = not path.with_name(f"{path.name}-wal").exists()
        connection = Connection(path)
        try:
            prepare(connection, str(path), clean=clean)
        except BaseException:
            Opened(connection, clean).close()
            raise
        return Opened(connection, clean)

    vfs = _Vfs(disk)
    try:
        yield opened
    finally:
        vfs.unregister()
