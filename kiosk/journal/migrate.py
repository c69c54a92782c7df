"""Numbered migrations: `NNNN_name.sql` is applied once, in one transaction, and leaves user_version = NNNN."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from kiosk.errors import JournalError

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def migrate(connection: sqlite3.Connection, path: Path, folder: Path = MIGRATIONS) -> None:
    """Bring the file at `path` to the newest schema in `folder`.

    A file that already holds something is copied to `<name>.before-NNNN` first. Raises JournalError for a file
    that is newer than this program or is no journal.
    """
    steps = [(int(file.name[:4]), file) for file in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))]
    newest = steps[-1][0]
    version = user_version(connection)
    if version > newest:
        raise JournalError(
            f"{path}: schema {version} is newer than this program knows ({newest}); install the newer program again"
        )
    if version == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,):
        raise JournalError(f"{path}: is a database but not a journal; give another path")
    holds_something = version > 0
    for number, file in steps:
        if number <= version:
            continue
        if holds_something:
            _copy(connection, path.with_name(f"{path.name}.before-{number:04d}"))
        _apply(connection, number, file)
        version = number


def user_version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)


def _apply(connection: sqlite3.Connection, number: int, file: Path) -> None:
    script = f"BEGIN IMMEDIATE;\n{file.read_text('utf-8')}\nPRAGMA user_version = {number};\nCOMMIT;"
    try:
        connection.executescript(script)
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.rollback()
        raise JournalError(f"migration {file.name} failed: {error}") from error
