"""The line to the core: snapshots in, intents out, and the news that nobody is there."""

import logging

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalSocket

from kiosk.messages import (
    MAX_LINE_BYTES,
    PROTOCOL_VERSION,
    Alive,
    Beat,
    Hello,
    Intent,
    Painted,
    Site,
    ToCore,
    View,
    Welcome,
    from_core,
    line,
)

_log = logging.getLogger(__name__)

RECONNECT_MS = 100
SILENCE_MS = 950
"""The screen says "no core" within a second of the last beat; beats come twice a second."""
ALIVE_MS = 1000


class CoreLink(QObject):
    """Owns the socket and its reconnecting. A line that does not decode ends the connection."""

    viewed = Signal(object, object)
    """View, Site."""
    lost = Signal()
    """Nothing was heard for a second. The next `viewed` ends it."""
    turned = Signal()
    """Once a second from the loop that draws, with a core or without."""

    def __init__(self, path: str, version: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._version = version
        self._greeted = False
        self._site: Site | None = None
        self._buffer = bytearray()
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self._connected)
        self._socket.disconnected.connect(self._again)
        self._socket.errorOccurred.connect(self._again)
        self._socket.readyRead.connect(self._read)
        self._retry = QTimer(self, interval=RECONNECT_MS, singleShot=True)
        self._retry.timeout.connect(self._connect)
        self._silence = QTimer(self, interval=SILENCE_MS, singleShot=True)
        self._silence.timeout.connect(self._silent)
        self._turn = QTimer(self, interval=ALIVE_MS)
        self._turn.timeout.connect(self._turned)

    def start(self) -> None:
        self._silence.start()
        self._turn.start()
        self._connect()

    def stop(self) -> None:
        self._silence.stop()
        self._turn.stop()
        self._socket.blockSignals(True)
        self._socket.abort()
        self._retry.stop()

    def intend(self, intent: Intent) -> None:
        """Lost when nobody is connected: a tap is never kept for later."""
        self._send(intent)

    def painted(self, seq: int) -> None:
        self._send(Painted(seq))

    def _send(self, message: ToCore) -> None:
        if self._socket.state() == QLocalSocket.LocalSocketState.ConnectedState:
            self._socket.write(line(message))
            self._socket.flush()

    def _connect(self) -> None:
        if self._socket.state() != QLocalSocket.LocalSocketState.UnconnectedState:
            self._socket.abort()
        self._greeted, self._site = False, None
        self._buffer.clear()
        self._socket.connectToServer(self._path)

    def _connected(self) -> None:
        self._send(Hello(PROTOCOL_VERSION, "ui", self._version))

    def _again(self) -> None:
        if not self._retry.isActive():
            self._retry.start()

    def _turned(self) -> None:
        self._send(Alive())
        self.turned.emit()

    def _silent(self) -> None:
        self.lost.emit()
        self._again()

    def _read(self) -> None:
        self._buffer += self._socket.readAll().data()
        while (end := self._buffer.find(b"\n")) >= 0:
            raw = bytes(self._buffer[:end])
            del self._buffer[: end + 1]
            if not self._heard(raw):
                self._hang_up()
                return
        if len(self._buffer) > MAX_LINE_BYTES:
            _log.error("core sent a line of more than %d bytes", MAX_LINE_BYTES)
            self._hang_up()

    def _hang_up(self) -> None:
        self._buffer.clear()
        self._socket.abort()
        self._again()

    def _heard(self, raw: bytes) -> bool:
        """False when the connection has to end."""
        try:
            message = from_core.decode(raw)
        except msgspec.DecodeError as error:
            _log.error("core sent a line that does not decode: %s", error)
            return False
        match message:
            case Hello(protocol=protocol, role=role):
                self._greeted = protocol == PROTOCOL_VERSION and role == "core"
                if not self._greeted:
                    _log.error("%s speaks protocol %d, not %d of a core", role, protocol, PROTOCOL_VERSION)
                return self._greeted
            case _ if not self._greeted:
                _log.error("core did not say hello first")
                return False
            case Welcome(site=site):
                self._site = site
            case View():
                self._silence.start()
                if self._site is not None:
                    self.viewed.emit(message, self._site)
            case Beat():
                if self._site is not None:
                    self._silence.start()
        return True
