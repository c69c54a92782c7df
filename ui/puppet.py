"""A hand for demos and tests: JSON lines on a local socket tap the real window and tell what is on it.

{"tap": NAME}, {"screen": true} and {"grab": FILE} are answered in order with {"ok": …} or the screen.
"""

from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from ui import scene
from ui.viewmodels.kiosk import tag_of
from ui.window import KioskWindow, StartError

_decoder = msgspec.json.Decoder(dict[str, str | bool])


class Puppet(QObject):
    """Listens at `path` (absolute); whoever may open that socket may tap the screen."""

    def __init__(self, window: KioskWindow, path: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._peers: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(path)
        if not self._server.listen(path):
            raise StartError(f"--puppet {path}: {self._server.errorString()}")
        self._server.newConnection.connect(self._greet)

    def close(self) -> None:
        self._server.close()
        for peer in list(self._peers):
            peer.abort()

    def _greet(self) -> None:
        while (peer := self._server.nextPendingConnection()) is not None:
            self._peers.append(peer)
            peer.readyRead.connect(self._read)
            peer.disconnected.connect(self._forget)

    def _read(self) -> None:
        for peer in self._peers:
            while peer.canReadLine():
                answer = self._answer(bytes(peer.readLine().data()))
                peer.write(msgspec.json.encode(answer) + b"\n")
                peer.flush()

    def _forget(self) -> None:
        gone = [peer for peer in self._peers if peer.state() == QLocalSocket.LocalSocketState.UnconnectedState]
        for peer in gone:
            self._peers.remove(peer)
            peer.deleteLater()

    def _answer(self, raw: bytes) -> dict[str, Any]:
        try:
            request = _decoder.decode(raw)
        except msgspec.DecodeError as error:
            return {"ok": False, "error": str(error)}
        match request:
            case {"tap": str(name)}:
                return self._tap(name)
            case {"screen": True}:
                return self._screen()
            case {"grab": str(path)}:
                saved = self._window.window.grabWindow().save(path)
                return {"ok": True} if saved else {"ok": False, "error": f"could not write {path}"}
        return {"ok": False, "error": f"unknown request {sorted(request)}"}

    def _tap(self, name: str) -> dict[str, Any]:
        item = scene.controls(self._window.window).get(name)
        if item is None:
            return {"ok": False, "error": f"no control {name} on screen {tag_of(self._window.view)}"}
        place = scene.middle(item)
        glass = self._window.window
        press, release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
        for kind, held in ((press, Qt.MouseButton.LeftButton), (release, Qt.MouseButton.NoButton)):
            event = QMouseEvent(
                kind,
                place,
                glass.mapToGlobal(place),
                Qt.MouseButton.LeftButton,
                held,
                Qt.KeyboardModifier.NoModifier,
            )
            QCoreApplication.sendEvent(glass, event)
        return {"ok": True}

    def _screen(self) -> dict[str, Any]:
        glass = self._window.window
        view = self._window.view
        return {
            "screen": tag_of(view),
            "seq": view.seq,
            "texts": scene.texts(glass),
            "controls": list(scene.controls(glass)),
        }
