"""Room held back on the disk of the journal: given up when the disk is full, so that what counts can still be written.

After the restart that a full disk brings, recovery writes the outcome of a pulse under way, and a technician can work.
"""

import logging
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

MIB: Final = 1 << 20


class Ballast:
    """`<name>.ballast` beside the journal. Neither method raises: this is a help, not a need."""

    def __init__(self, journal: Path, size_mb: int) -> None:
        self._file = journal.with_name(f"{journal.name}.ballast")
        self._size = size_mb * MIB

    def lay(self, spare_mb: int) -> None:
        """Take the room, unless it is taken already or less than `spare_mb` would be left."""
        with suppress(OSError):
            if self._file.exists() and self._file.stat().st_size == self._size:
                return
            if (free := free_mb(self._file.parent)) is None or free * MIB - self._size < spare_mb * MIB:
                return
            self._take()

    def drop(self) -> bool:
        """Give the room back; whether there was any."""
        try:
            self._file.unlink()
        except OSError:
            return False
        log.warning("journal: the disk is full, %s was given up", self._file)
        return True

    def _take(self) -> None:
        handle = os.open(self._file, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(handle, 0, self._size)  # real blocks, not a hole
        except OSError:
            self._file.unlink()
            raise
        finally:
            os.close(handle)


def free_mb(folder: Path) -> int | None:
    """What this user may still write there; None: it cannot be said."""
    try:
        disk = os.statvfs(folder)
    except OSError:
        return None
    return disk.f_bavail * disk.f_frsize // MIB
