"""A pseudo-terminal that looks like a serial adapter with a stable name."""

import contextlib
import os
import termios
import tty
from pathlib import Path
from typing import Final

READ_BYTES: Final = 4096
_SPEEDS: Final = {
    getattr(termios, name): int(name[1:]) for name in dir(termios) if name[:1] == "B" and name[1:].isdecimal()
}


class PtyPort:
    """A `HostPort`. `link` becomes a symbolic link to the terminal that a driver opens.

    The slave stays open here, so the master never ends with EIO when a driver is killed, and a new one may open at
    once. No lock is taken on it: pyserial's exclusive mode is an flock on the driver's own descriptor.
    """

    def __init__(self, link: Path) -> None:
        self.link = link
        self._ends: tuple[int, int] | None = None
        self._open()

    @property
    def url(self) -> str:
        return str(self.link)

    def readers(self) -> list[int]:
        return [self._ends[0]] if self._ends else []

    def read(self, number: int) -> bytes:
        try:
            return os.read(number, READ_BYTES)
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> None:
        if self._ends:
            with contextlib.suppress(BlockingIOError):
                os.write(self._ends[0], data)

    def baud(self) -> int:
        return _SPEEDS.get(termios.tcgetattr(self._ends[1])[5], 0) if self._ends else 0

    def unplug(self) -> None:
        """Whoever has it open gets EIO, whoever opens it ENOENT."""
        if self._ends:
            if self.link.is_symlink() and self.link.readlink() == Path(os.ttyname(self._ends[1])):
                self.link.unlink()
            self._close_terminal(self._ends)
            self._ends = None

    def replug(self, name: str | None) -> str:
        self.link = Path(name) if name else self.link
        self._open()
        return self.url

    def close(self) -> None:
        self.unplug()

    def _open(self) -> None:
        link = self.link
        if link.exists() and not link.is_symlink():
            raise FileExistsError(f"{link} is there and is no symbolic link")
        ends = os.openpty()
        try:
            # Before anybody opens it: a fresh pty echoes, and would send our answers back to us.
            tty.setraw(ends[1])
            os.set_blocking(ends[0], False)
            temporary = link.with_name(f".{link.name}.{os.getpid()}")
            temporary.symlink_to(os.ttyname(ends[1]))
            temporary.replace(link)
        except OSError:
            self._close_terminal(ends)
            raise
        self._ends = ends

    @staticmethod
    def _close_terminal(ends: tuple[int, int]) -> None:
        for end in ends:
            os.close(end)
