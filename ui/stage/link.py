"""JSON lines to a process of the demo: a request has one answer, in order; a line with "event" is nobody's answer."""

import json
import logging
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

log = logging.getLogger(__name__)

RECONNECT_MS: Final = 200
MAX_LINE_BYTES: Final = 1 << 20
MAX_PENDING: Final = 1000

Message = dict[str, Any]
Answered = Callable[[Message], None]


class Link(QObject):
    """Owns the socket and its reconnecting. What was asked of a peer that went away is never asked again."""

    connected = Signal()
    lost = Signal()
    told = Signal(object)
    """A Message with "event"."""

    def __init__(self, path: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._pending: deque[Answered] = deque()
        self._buffer = bytearray()
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self.connected)
        self._socket.disconnected.connect(self._lost)
        self._socket.errorOccurred.connect(self._again)
        self._socket.readyRead.connect(self._read)
        self._retry = QTimer(self, interval=RECONNECT_MS, singleShot=True)
        self._retry.timeout.connect(self.start)

    def start(self) -> None:
        """Connect, and again whenever the connection ends."""
        self._buffer.clear()
        self._socket.connectToServer(self._path)

    def stop(self) -> None:
        """Hang up for good."""
        self._retry.stop()
        self._socket.blockSignals(True)
        self._socket.abort()

    def ask(self, request: Message, answered: Answered) -> None:
        """Nothing happens when nobody is connected."""
        up = self._socket.state() == QLocalSocket.LocalSocketState.ConnectedState
        if up and len(self._pending) < MAX_PENDING:
            self._pending.append(answered)
            self._socket.write(json.dumps(request).encode() + b"\n")

    def _lost(self) -> None:
        self._pending.clear()
        self.lost.emit()
        self._again()

    def _again(self) -> None:
        if not self._retry.isActive():
            self._retry.start()

    def _read(self) -> None:
        self._buffer += self._socket.readAll().data()
        while (end := self._buffer.find(b"\n")) >= 0:
            raw = bytes(self._buffer[:end])
            del self._buffer[: end + 1]
            if not self._heard(raw):
                self._socket.abort()
                return
        if len(self._buffer) > MAX_LINE_BYTES:
            log.error("%s: a line of more than %d bytes", self._path, MAX_LINE_BYTES)
            self._socket.abort()

    def _heard(self, raw: bytes) -> bool:
        """False when the connection has to end."""
        try:
            message = json.loads(raw)
        except ValueError as error:
            log.error("%s: a line that is not JSON: %s", self._path, error)  # noqa: TRY400 - the trace says no more
            return False
        if not isinstance(message, dict):
            log.error("%s: a line that is no JSON object", self._path)
            return False
        if "event" in message:
            self.told.emit(message)
        elif self._pending:
            self._pending.popleft()(message)
        return True
