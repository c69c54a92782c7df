"""What the journal asks of a database connection.

`sqlite3.Connection` satisfies it. So may any other way into SQLite that raises the exceptions of `sqlite3`, with
`sqlite_errorname` on those of the disk: a simulated disk needs one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

Parameters = Sequence[Any] | Mapping[str, Any]


class Rows(Protocol):
    """What a statement answers. `rowcount` of one that changes: how many rows it changed."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """In autocommit mode: a transaction begins with BEGIN and ends with COMMIT, `rollback` or an error that says so."""

    @property
    def in_transaction(self) -> bool: ...

    def execute(self, sql: str, parameters: Parameters = ..., /) -> Rows: ...

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Rows: ...

    def executescript(self, sql_script: str, /) -> Rows: ...

    def rollback(self) -> None: ...

    def close(self) -> None: ...


class Opened(Protocol):
    """An open journal file. `clean` False: the process that had it before did not close it."""

    @property
    def connection(self) -> Connection: ...

    @property
    def clean(self) -> bool: ...

    def close(self) -> None:
        """Never raises."""
        ...


Open = Callable[[], Opened]
"""Raises JournalError with what to do."""
