"""A core on a real Unix socket that says what a test tells it and keeps what it hears."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from kiosk.messages import (
    PROTOCOL_VERSION,
    Beat,
    FromCore,
    Hello,
    Intent,
    Painted,
    Site,
    ToCore,
    View,
    Welcome,
    to_core,
)
from kiosk.messages import line as as_line


class FakeCore(QObject):
    """`start`, `say` and `kill` as often as wanted."""

    def __init__(self, path: str, site: Site, view: View, protocol: int = PROTOCOL_VERSION) -> None:
        super().__init__()
        self.path, self.site, self.view, self.protocol = path, site, view, protocol
        self.heard: list[ToCore] = []
        self.greetings = 0
        self.polite = True
        self.peers: list[QLocalSocket] = []
        self.server: QLocalServer | None = None
        self.beats = QTimer(self, interval=500)
        self.beats.timeout.connect(self._beat)

    def start(self) -> None:
        QLocalServer.removeServer(self.path)
        self.server = QLocalServer(self)
        assert self.server.listen(self.path), self.server.errorString()
        self.server.newConnection.connect(self._greet)
        self.beats.start()

    def kill(self) -> None:
        self.beats.stop()
        peers, self.peers = self.peers, []
        for peer in peers:
            peer.abort()
            peer.deleteLater()
        if self.server is not None:
            self.server.close()
            self.server.deleteLater()
            self.server = None

    def say(self, view: View) -> None:
        self.view = view
        self.send(view)

    def send(self, message: FromCore) -> None:
        self.send_raw(as_line(message))

    def send_raw(self, raw: bytes) -> None:
        for peer in self.peers:
            peer.write(raw)
            peer.flush()

    def _beat(self) -> None:
        self.send(Beat())

    @property
    def intents(self) -> list[Intent]:
        return [message for message in self.heard if isinstance(message, Intent)]

    @property
    def painted(self) -> list[int]:
        return [message.seq for message in self.heard if isinstance(message, Painted)]

    def _greet(self) -> None:
        assert self.server is not None
        peer = self.server.nextPendingConnection()
        self.greetings += 1
        self.peers.append(peer)
        peer.readyRead.connect(self._read)
        hello = (Hello(self.protocol, "core", "test"),) if self.polite else ()
        for message in (*hello, Welcome(self.site), self.view):
            peer.write(as_line(message))
        peer.flush()

    def _read(self) -> None:
        for peer in self.peers:
            while peer.canReadLine():
                self.heard.append(to_core.decode(peer.readLine().data()))
