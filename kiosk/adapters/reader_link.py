"""The end of the core's socket that codes come from. Never blocks: the loop of the reader or the scanners owns it."""

import logging
import socket
import time
from pathlib import Path
from typing import Final, Literal

import msgspec

from kiosk.messages import (
    MAX_LINE_BYTES,
    PROTOCOL_VERSION,
    CodeSeen,
    Hello,
    LookAgain,
    LookFor,
    ReaderStatus,
    ScannersStatus,
    from_core,
    line,
)

log = logging.getLogger(__name__)

RETRY_S: Final = 0.1
REFUSED_RETRY_S: Final = 1.0
HELLO_WITHIN_S: Final = 2.0
_RECEIVE_BYTES: Final = 1 << 16
_NO_CORE: Final = "what listens there does not speak like a core"


class CoreLink:
    """Connects and connects again. `ready` once the core has said hello, until it is gone.

    What is sent while not ready is dropped, on purpose: a code must not act on a core that comes up later. A core
    that lets the socket's buffer fill up is dropped too.
    """

    def __init__(self, path: Path, version: str, role: Literal["reader", "scanners"] = "reader") -> None:
        self._path = path
        self._hello = Hello(PROTOCOL_VERSION, role, version)
        self._socket: socket.socket | None = None
        self._received = b""
        self._deadline_s = 0.0
        self._next_try_s = 0.0
        self._last_said = ""
        self._look_again = False
        self.ready = False
        self.goods = False
        """Whether the core wants labels of goods too; not while there is none."""

    def look_again(self) -> bool:
        """Whether the core has asked, since the last call, to hear of the code in view anew."""
        asked, self._look_again = self._look_again, False
        return asked

    def tick(self) -> bool:
        """Connects when it is time, and hears what the core says. True when the core has just become ready."""
        now_s = time.monotonic()
        if self._socket is None and now_s >= self._next_try_s:
            self._connect(now_s)
        if self._socket is None:
            return False
        was_ready = self.ready
        self._hear(self._socket, now_s)
        return self.ready and not was_ready

    def send(self, message: CodeSeen | ReaderStatus | ScannersStatus) -> bool:
        """False when it was dropped."""
        if not self.ready or self._socket is None:
            return False
        try:
            self._socket.sendall(line(message))
        except BlockingIOError:
            self._drop("the core does not read", REFUSED_RETRY_S)
        except OSError:
            self._drop("the core is gone", RETRY_S)
        return self.ready

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self.ready = self.goods = False

    def _connect(self, now_s: float) -> None:
        self._next_try_s = now_s + RETRY_S
        self._deadline_s = now_s + HELLO_WITHIN_S
        self._received = b""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.setblocking(False)
        try:
            connection.connect(str(self._path))
            connection.sendall(line(self._hello))
        except OSError:
            connection.close()
        else:
            self._socket = connection

    def _hear(self, connection: socket.socket, now_s: float) -> None:
        try:
            data = connection.recv(_RECEIVE_BYTES)
        except BlockingIOError:
            if not self.ready and now_s > self._deadline_s:
                self._drop("the core does not say hello", REFUSED_RETRY_S)
            return
        except OSError:
            data = b""
        if not data:
            self._drop("the core is gone", RETRY_S)
        else:
            self._received += data
            self._take_lines()

    def _take_lines(self) -> None:
        """Hello first, later only what to look for."""
        *lines, self._received = self._received.split(b"\n")
        for data in lines:
            try:
                message = from_core.decode(data)
            except msgspec.DecodeError:
                message = None
            objection = self._objection(message)
            if objection:
                self._drop(objection, REFUSED_RETRY_S)
                return
            if isinstance(message, LookFor):
                self.goods = message.goods
            elif self.ready:
                self._look_again = True
            else:
                self.ready = True
                self._say("connected to the core")
        if len(self._received) > MAX_LINE_BYTES:
            self._drop(_NO_CORE, REFUSED_RETRY_S)

    def _objection(self, message: object) -> str:
        """Why the connection has to end, "" when the message is one that belongs here now."""
        if self.ready:
            return "" if isinstance(message, LookAgain | LookFor) else _NO_CORE
        if not isinstance(message, Hello) or message.role != "core":
            return _NO_CORE
        if message.protocol != PROTOCOL_VERSION:
            return f"the core speaks protocol {message.protocol}, not {PROTOCOL_VERSION}"
        return ""

    def _drop(self, reason: str, retry_s: float) -> None:
        self.close()
        self._next_try_s = time.monotonic() + retry_s
        self._say(reason)

    def _say(self, text: str) -> None:
        """One line a change, however often the same thing is tried."""
        if text != self._last_said:
            log.info("%s", text)
            self._last_said = text
