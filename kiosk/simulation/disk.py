"""A disk that forgets what was not synced when the power goes, and fails on command.

It honours what file systems promise to SQLite and no more: a write that was not followed by a sync may be there after a
power cut, or not, or in part (torn at a sector); bytes beside it stay as they were (powersafe overwrite).
"""

import random
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

SECTOR: Final = 512

Write = tuple[int, bytes]
"""Offset and bytes; no bytes: the file was cut off at this offset."""


class DiskFault(StrEnum):
    """What every further operation of a kind comes to."""

    NONE = "none"
    WRITE_ERROR = "disk_write_error"
    SYNC_ERROR = "disk_sync_error"
    FULL = "disk_full"
    READ_ONLY = "disk_read_only"
    READ_ERROR = "disk_read_error"


class PowerGoneError(Exception):
    """The power went in the middle of an operation of the disk."""


class File:
    """`data` is what a process reads; `durable` what is left of it when the power goes before the next sync."""

    __slots__ = ("data", "durable", "pending")

    def __init__(self, content: bytes = b"") -> None:
        self.data = bytearray(content)
        self.durable = bytearray(content)
        self.pending: list[Write] = []

    def write(self, offset: int, chunk: bytes) -> None:
        if offset <= len(self.data):
            self.data[offset : offset + len(chunk)] = chunk  # as in sync()
        else:
            _put(self.data, offset, chunk)
        self.pending.append((offset, chunk))

    def truncate(self, size: int) -> None:
        del self.data[size:]
        self.pending.append((size, b""))

    def sync(self) -> None:
        durable = self.durable
        for offset, chunk in self.pending:
            if chunk and offset <= len(durable):
                durable[offset : offset + len(chunk)] = chunk  # _apply() without the calls: nothing runs more often
            else:
                _apply(durable, offset, chunk)
        self.pending.clear()

    def lose_power(self, dice: random.Random) -> None:
        """What was on its way is there, or not, or torn, each by itself: the order of writes means nothing."""
        keep = dice.choice((0.0, 0.5, 0.9, 1.0))
        for offset, chunk in self.pending:
            if dice.random() < keep:
                _apply(self.durable, offset, chunk)
            elif chunk and dice.random() < 0.2:
                _put(self.durable, offset, chunk[: dice.randrange(len(chunk) // SECTOR + 1) * SECTOR])
        self.pending.clear()
        self.data = bytearray(self.durable)


class Disk:
    """Files by path. `cut_in` counts operations down to a power cut in the middle of one; `went` is called then."""

    def __init__(self, dice: random.Random) -> None:
        self.files: dict[str, File] = {}
        self.fault = DiskFault.NONE
        self.dead = False
        self.failed = False
        self.cut_in: int | None = None
        self.went: Callable[[], None] = lambda: None
        self.syncs = 0
        self._dice = dice
        self._unlinked: dict[str, File] = {}

    def operation(self) -> None:
        """Before every write and sync."""
        if self.dead:
            raise PowerGoneError
        if self.cut_in is not None:
            self.cut_in -= 1
            if self.cut_in <= 0:
                self.cut_in = None
                self.dead = True
                self.went()
                raise PowerGoneError

    def sync(self, file: File) -> None:
        """Journaling file systems (ext4, XFS) take the changes of folders along with the next sync."""
        self.syncs += 1
        self._unlinked.clear()
        file.sync()

    def pending(self) -> bool:
        """Whether anything would be lost now."""
        return any(file.pending for file in self.files.values())

    def image(self) -> dict[str, bytes]:
        """A copy as it would be found after a power cut."""
        return {path: bytes(file.durable) for path, file in self.files.items()}

    def put_back(self, image: Mapping[str, bytes]) -> None:
        """Everything is as it was when `image` was made. The power is off."""
        self._unlinked.clear()
        self.files = {path: File(content) for path, content in image.items()}

    def unlink(self, path: str, *, durable: bool) -> None:
        file = None if self.dead else self.files.pop(path, None)
        if file is not None and not durable:
            self._unlinked[path] = file

    def lose_power(self) -> None:
        """Everything that was not synced is in the hands of chance."""
        for path, file in self._unlinked.items():
            if path not in self.files and self._dice.random() < 0.5:
                self.files[path] = file
        self._unlinked.clear()
        for file in self.files.values():
            file.lose_power(self._dice)


def _apply(content: bytearray, offset: int, chunk: bytes) -> None:
    if chunk:
        _put(content, offset, chunk)
    else:
        del content[offset:]


def _put(content: bytearray, offset: int, chunk: bytes) -> None:
    if not chunk:
        return
    gap = offset - len(content)
    if gap > 0:
        content.extend(bytes(gap))
    content[offset : offset + len(chunk)] = chunk
