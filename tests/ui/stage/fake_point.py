"""Whoever runs the point, as the stage meets it: answers requests, tells what the kiosk says."""

import json
from typing import Any

from PySide6.QtNetwork import QLocalServer, QLocalSocket


class FakePoint:
    """`requests` are what was asked; all of it is done, unless `mute`."""

    def __init__(self, path: str) -> None:
        self.mute = False
        self.requests: list[dict[str, Any]] = []
        self._visitors: list[QLocalSocket] = []
        self._server = QLocalServer()
        assert self._server.listen(path)
        self._server.newConnection.connect(self._greet)

    @property
    def visited(self) -> bool:
        return bool(self._visitors)

    def say(self, raw: bytes) -> None:
        for visitor in self._visitors:
            visitor.write(raw)
            visitor.flush()

    def tell(self, **happening: object) -> None:
        self.say(json.dumps(happening).encode() + b"\n")

    def hang_up(self) -> None:
        visitors, self._visitors = self._visitors, []
        for visitor in visitors:
            visitor.abort()

    def close(self) -> None:
        self.hang_up()
        self._server.close()

    def _greet(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            self._visitors.append(visitor)
            visitor.readyRead.connect(lambda visitor=visitor: self._read(visitor))

    def _read(self, visitor: QLocalSocket) -> None:
        while visitor.canReadLine():
            self.requests.append(json.loads(visitor.readLine().data()))
            if not self.mute:
                visitor.write(b'{"ok": true}\n')
                visitor.flush()
