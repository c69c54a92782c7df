"""The receiving end of sd_notify(3): one socket for one process, and what happens when it falls silent."""

import asyncio
import logging
import os
import signal
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

log = logging.getLogger(__name__)

_MAX_DATAGRAM: Final = 4096
_CREDENTIALS: Final = struct.Struct("iII")  # struct ucred of unix(7): pid, uid, gid
_LAST_WORDS_S: Final = 1.0
"""From SIGABRT, which writes a traceback, to SIGKILL, which ends a stopped process too."""
NOTIFY_VARIABLES: Final = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")


class Watchdog:
    """Ends its process when it has said READY and then nothing for `limit_s`. Use on the event loop; `close` it.

    Only what the process itself sends counts: the kernel says who it was.
    """

    def __init__(self, name: str, limit_s: float) -> None:
        self._name = name
        self._limit_s = limit_s
        self._pid = 0
        self._timer: asyncio.TimerHandle | None = None
        self.status = ""
        """What the process said last of itself. What comes after a ";" are figures that change all the time."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._socket.bind("")  # the kernel chooses an abstract name (unix(7), autobind)
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._heard)

    @property
    def environment(self) -> Mapping[str, str]:
        """What the process is started with."""
        address = self._socket.getsockname().decode().replace("\0", "@", 1)
        return {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(round(self._limit_s * 1e6))}

    def watch(self, pid: int) -> None:
        """The process that was started with `environment`."""
        self._pid = pid

    def close(self) -> None:
        """It has ended."""
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()
        self._set(None)

    def _heard(self) -> None:
        with suppress(BlockingIOError):
            while True:
                data, ancillary, _, _ = self._socket.recvmsg(_MAX_DATAGRAM, socket.CMSG_SPACE(_CREDENTIALS.size))
                if self._pid and any(_CREDENTIALS.unpack(raw)[0] == self._pid for _, _, raw in ancillary):
                    for line in data.decode(errors="replace").splitlines():
                        self._said(line)

    def _said(self, line: str) -> None:
        watched = self._timer is not None
        match line:
            case "READY=1":
                self._set(self._limit_s)
            case "WATCHDOG=1" if watched:
                self._set(self._limit_s)
            case "STOPPING=1":
                self._set(None)
            case _ if line.startswith("STATUS="):
                self._says(line.removeprefix("STATUS="))
            case _:
                pass

    def _says(self, status: str) -> None:
        if _words(status) != _words(self.status):
            log.info("%s: %s", self._name, status)
        self.status = status

    def _set(self, after_s: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(after_s, self._silent) if after_s else None

    def _silent(self) -> None:
        log.error("%s has shown no sign of life for %g s, ending it", self._name, self._limit_s)
        self._send(signal.SIGABRT)
        self._timer = asyncio.get_running_loop().call_later(_LAST_WORDS_S, self._send, signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, number)


def _words(status: str) -> str:
    return status.partition(";")[0]
