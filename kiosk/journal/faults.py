"""What an error of SQLite or of the file system says about the disk."""

import errno
import sqlite3
from typing import Final

from kiosk.errors import JournalError, JournalFault

# The first word after SQLITE_ is the primary result code. https://www.sqlite.org/rescode.html
_BY_CODE: Final = {
    "FULL": JournalFault.DISK_FULL,
    "READONLY": JournalFault.DISK_READ_ONLY,
    "CORRUPT": JournalFault.DAMAGED,
    "NOTADB": JournalFault.DAMAGED,
}
_BY_ERRNO: Final = {
    errno.ENOSPC: JournalFault.DISK_FULL,
    errno.EDQUOT: JournalFault.DISK_FULL,
    errno.EROFS: JournalFault.DISK_READ_ONLY,
    errno.EACCES: JournalFault.DISK_READ_ONLY,
    errno.EPERM: JournalFault.DISK_READ_ONLY,
}


def fault_of(error: sqlite3.Error | OSError) -> JournalFault:
    """What staff have to look at."""
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0, JournalFault.FAILED)
    code = _name(error).removeprefix("SQLITE_").partition("_")[0]
    return _BY_CODE.get(code, JournalFault.FAILED)


def of_sqlite(error: sqlite3.Error) -> JournalError:
    """The failure as the rest of the core knows it."""
    return JournalError(f"{_name(error) or type(error).__name__}: {error}", fault_of(error))


def _name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", None) or ""
