"""Numbered migrations: `NNNN_name.sql` is applied once, in one transaction, and leaves user_version = NNNN."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk.errors import JournalError
from kiosk.journal.connection import Connection
from kiosk.journal.faults import fault_of

MIGRATIONS: Final = Path(__file__).parent / "migrations"


Keep = Callable[[int], None]
"""Called before a file that already holds something is brought to schema NNNN."""


def migrate(connection: Connection, name: str, keep: Keep, folder: Path = MIGRATIONS) -> None:
    """Bring the journal `name` to the newest schema in `folder`.

    Raises JournalError for a file that is newer than this program or is no journal.
    """
    steps = [(int(file.name[:4]), file) for file in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))]
    newest = steps[-1][0]
    version = user_version(connection)
    if version > newest:
        raise JournalError(
            f"{name}: schema {version} is newer than this program knows ({newest}); install the newer program again"
        )
    if version == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,):
        raise JournalError(f"{name}: is a database but not a journal; give another path")
    due = [(number, file) for number, file in steps if number > version]
    if due and version > 0:
        keep(due[0][0])
    for number, file in due:
        _apply(connection, number, file)


def user_version(connection: Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _apply(connection: Connection, number: int, file: Path) -> None:
    script = f"BEGIN IMMEDIATE;\n{file.read_text('utf-8')}\nPRAGMA user_version = {number};\nCOMMIT;"
    try:
        connection.executescript(script)
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.rollback()
        raise JournalError(f"migration {file.name} failed: {error}", fault_of(error)) from error
