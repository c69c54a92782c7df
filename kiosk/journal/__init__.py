"""The durable memory of the core: one SQLite file, one connection, one writer thread."""

from kiosk.journal.errors import LedgerRefusedError
from kiosk.journal.journal import SqliteJournal, verify_file

__all__ = ["LedgerRefusedError", "SqliteJournal", "verify_file"]
