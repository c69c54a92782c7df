"""A pseudo-terminal that looks like a serial adapter with a stable name."""

import contextlib
import os
import tty
from pathlib import Path
from typing import Final

READ_BYTES: Final = 4096


class PtyPort:
    """The line's end in the host. `link` becomes a symbolic link to the terminal that a driver opens.

    The slave stays open here, so the master never ends with EIO when a driver is killed, and a new one may open at
    once. No lock is taken on it: pyserial's exclusive mode is an flock on the driver's own descriptor.
    """

    def __init__(self, link: Path) -> None:
        if link.exists() and not link.is_symlink():
            raise FileExistsError(f"{link} is there and is no symbolic link")
        self._master, self._slave = os.openpty()
        # Before anybody opens it: a fresh pty echoes, and would send our answers back to us.
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.link = link
        try:
            temporary = link.with_name(f".{link.name}.{os.getpid()}")
            temporary.symlink_to(os.ttyname(self._slave))
            temporary.replace(link)
        except OSError:
            self._close_terminal()
            raise

    def fileno(self) -> int:
        return self._master

    def read(self) -> bytes:
        try:
            return os.read(self._master, READ_BYTES)
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> None:
        """Bytes that nobody reads are lost, as on a wire."""
        with contextlib.suppress(BlockingIOError):
            os.write(self._master, data)

    def close(self) -> None:
        if self.link.is_symlink():
            self.link.unlink()
        self._close_terminal()

    def _close_terminal(self) -> None:
        os.close(self._master)
        os.close(self._slave)
