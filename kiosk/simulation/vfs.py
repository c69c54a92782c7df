"""SQLite's way to the simulated disk. https://www.sqlite.org/vfs.html"""

import random
from typing import Any, Final

import apsw

from kiosk.simulation.disk import Disk, DiskFault, File, PowerGoneError

NAME: Final = "openluke-simulated"
_PAGE: Final = 4096
_OK_TO_OVERWRITE: Final = 0x1000
"""SQLITE_IOCAP_POWERSAFE_OVERWRITE, what the VFS for Unix claims too."""
# A member of an enumeration is found through a descriptor in Python.
_NONE: Final = DiskFault.NONE
_READ_ERROR: Final = DiskFault.READ_ERROR


class DiskVfs(apsw.VFS):
    """The default VFS while it lives, so that SQLite's own random numbers (salts) come from the seed too."""

    def __init__(self, disk: Disk, dice: random.Random) -> None:
        super().__init__(NAME, base="", makedefault=True)
        self.disk = disk
        self._dice = dice
        apsw.randomness(0)

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802 - SQLite's name
        flags[1] = flags[0]
        if name is None:
            return DiskFile(self.disk, File())  # a temporary file: nobody will look for it after a power cut
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        file = self.disk.files.get(path)
        if file is None:
            if not flags[0] & apsw.SQLITE_OPEN_CREATE:
                raise apsw.CantOpenError(path)
            file = self.disk.files[path] = File()
        return DiskFile(self.disk, file)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self.disk.unlink(filename, durable=syncdir)

    def xAccess(self, pathname: str, _flags: int) -> bool:  # noqa: N802
        return pathname in self.disk.files

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name

    def xRandomness(self, count: int) -> bytes:  # noqa: N802
        return self._dice.randbytes(count)

    def excepthook(self, *_: object) -> bool:
        """What fails while a dead connection is let go is nobody's concern."""
        return True

    def xSleep(self, _microseconds: int) -> int:  # noqa: N802
        return 0


class DiskFile(apsw.VFSFile):
    """One open file."""

    def __init__(self, disk: Disk, file: File) -> None:
        # Not the base class's constructor: there is no file of the operating system behind it.
        self._disk = disk
        self._file = file

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        if self._disk.fault is _READ_ERROR:
            self._disk.failed = True
            raise apsw.IOError("simulated: the medium cannot be read")
        return bytes(self._file.data[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        disk, file = self._disk, self._file
        if disk.dead or disk.cut_in is not None:
            _operation(disk)
        if disk.fault is not _NONE:
            _refuse_write(disk)
        if offset > len(file.data):
            file.write(offset, data)
        else:
            # As File.write() does it, without the call: nothing runs more often.
            file.data[offset : offset + len(data)] = data
            file.pending.append((offset, data))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        _operation(self._disk)
        self._file.truncate(size)

    def xSync(self, _flags: int) -> None:  # noqa: N802
        disk = self._disk
        _operation(disk)
        if disk.fault is DiskFault.SYNC_ERROR:
            # The kernel has dropped the pages and calls them clean (Rebello et al., ATC 2020).
            disk.failed = True
            self._file.pending.clear()
            raise apsw.IOError("simulated: sync failed")
        disk.sync(self._file)

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._file.data)

    def xClose(self) -> None:  # noqa: N802
        """Nothing is held."""

    def xLock(self, _level: int) -> None:  # noqa: N802
        """One process has the disk to itself."""

    def xUnlock(self, _level: int) -> None:  # noqa: N802
        """As xLock."""

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, _operation: int, _pointer: int) -> bool:  # noqa: N802
        return False

    def excepthook(self, *_: object) -> bool:
        """As DiskVfs.excepthook."""
        return True

    def xSectorSize(self) -> int:  # noqa: N802
        return _PAGE

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return _OK_TO_OVERWRITE


def _operation(disk: Disk) -> None:
    try:
        disk.operation()
    except PowerGoneError as error:
        raise apsw.IOError("simulated: no power") from error


def _refuse_write(disk: Disk) -> None:
    match disk.fault:
        case DiskFault.FULL:
            disk.failed = True
            raise apsw.FullError("simulated: no space left")
        case DiskFault.READ_ONLY:
            disk.failed = True
            raise apsw.ReadOnlyError("simulated: remounted read-only")
        case DiskFault.WRITE_ERROR:
            disk.failed = True
            raise apsw.IOError("simulated: the medium cannot be written")
        case _:
            pass
