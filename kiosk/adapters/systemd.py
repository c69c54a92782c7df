"""Telling the supervisor how one is: the datagrams of sd_notify(3), which systemd and `kiosk.supervisor` understand.

Without NOTIFY_SOCKET nothing is told and nothing is watched.
"""

import logging
import os
import socket
from collections.abc import Mapping
from typing import Final, Self

PINGS: Final = 4
"""So many pings fall into one watchdog time: one that is late, or one look in which a sign was between two states,
ends nothing.
"""

log = logging.getLogger(__name__)


class Notifier:
    """`watchdog_s`: a ping has to come this often, None when nobody watches."""

    def __init__(self, address: str = "", watchdog_s: float | None = None) -> None:
        # A leading "@" stands for the null byte of Linux's abstract sockets.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.watchdog_s = watchdog_s
        self._last = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """As the supervisor has set it for this very process."""
        address, micros = environ.get("NOTIFY_SOCKET", ""), environ.get("WATCHDOG_USEC", "")
        meant = environ.get("WATCHDOG_PID") in {None, "", str(os.getpid())}
        watched = address and meant and micros.isdecimal() and int(micros) > 0
        return cls(address, int(micros) / 1e6 if watched else None)

    def ready(self) -> None:
        """Started, and serving."""
        self._tell("READY=1")

    def ping(self) -> None:
        """Still alive, as far as the one who calls this knows."""
        self._tell("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`; told when it has changed."""
        if text != self._last:
            self._last = text
            self._tell(f"STATUS={text}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """On the way out, and no longer to be watched."""
        self._tell("STOPPING=1")

    def _tell(self, line: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
                sender.setblocking(False)
                sender.sendto(line.encode(), self._address)
        except OSError as error:
            log.info("the supervisor does not listen: %s", error)
