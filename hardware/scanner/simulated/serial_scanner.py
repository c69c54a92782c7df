"""A USB-COM scanner on a pty."""

import os
import pty
import tty
from pathlib import Path


class SimulatedSerialScanner:
    """Appears at `link`, as udev's links do; can be unplugged in mid-code and plugged in again."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._master = -1

    def plug_in(self) -> None:
        """Under whatever name the kernel has free now."""
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        self._link.symlink_to(os.ttyname(slave))
        os.close(slave)

    def scan(self, payload: bytes, *, aim: bytes = b"", suffix: bytes = b"\r") -> None:
        """One code, as a scanner transmits it."""
        self.send(aim + payload + suffix)

    def send(self, data: bytes) -> None:
        """Any bytes."""
        while data:
            data = data[os.write(self._master, data) :]

    def unplug(self) -> None:
        """At once, whatever was being said."""
        if self._master >= 0:
            self._link.unlink()
            os.close(self._master)
            self._master = -1
