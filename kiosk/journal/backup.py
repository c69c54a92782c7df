"""Copies of the journal from before a migration, beside it."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from kiosk.errors import JournalError
from kiosk.journal.faults import fault_of

KEPT: Final = 3


def keep_copy(connection: sqlite3.Connection, path: Path, number: int) -> None:
    """`<name>.before-NNNN`, durable when this returns; of older copies the newest stay. Raises JournalError."""
    target = path.with_name(f"{path.name}.before-{number:04d}")
    part = path.with_name(f"{target.name}.part")  # a copy that was cut short must not pass for one
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(part)) as copy:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        sync(part)
        part.replace(target)
        sync(path.parent)
        for old in sorted(path.parent.glob(f"{path.name}.before-[0-9][0-9][0-9][0-9]"))[:-KEPT]:
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise JournalError(f"{target}: the copy before a migration failed: {error}", fault_of(error)) from error


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
