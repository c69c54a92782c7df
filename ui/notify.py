"""Telling whoever started this process that it runs: sd_notify(3), which systemd and our own supervisor hear."""

import logging
import os
import socket

_log = logging.getLogger(__name__)


class Notifier:
    """Datagrams to `address`, or nothing without one. A lost ping is no reason to stop: another follows."""

    def __init__(self, address: str | None) -> None:
        self._address = "\0" + address[1:] if address and address.startswith("@") else address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
        self._failed = False

    @classmethod
    def from_environment(cls) -> "Notifier":
        """$NOTIFY_SOCKET names a socket in the file system, or with "@" one in the abstract namespace."""
        return cls(os.environ.get("NOTIFY_SOCKET"))

    def ready(self) -> None:
        """The first picture is on the glass."""
        self._say(b"READY=1")

    def alive(self) -> None:
        """The event loop has turned."""
        self._say(b"WATCHDOG=1")

    def close(self) -> None:
        self._socket.close()

    def _say(self, state: bytes) -> None:
        if not self._address:
            return
        try:
            self._socket.sendto(state, self._address)
        except OSError as error:
            if not self._failed:
                _log.warning("nobody hears %s at %s: %s", state.decode(), self._address, error)
            self._failed = True
        else:
            self._failed = False
