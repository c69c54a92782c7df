"""A simulator in a thread of the test, on a real pty at its real speed, and a line to its control socket."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from locker_driver.simulator.board import BoardSettings
from locker_driver.simulator.installation import Place
from locker_driver.simulator.pty_port import PtyPort
from locker_driver.simulator.server import Server

PULSE_S = 0.05


class Control:
    """Blocking client of the control socket; keeps the events that pass by."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(5)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")
        self.events: list[dict[str, object]] = []

    def ask(self, do: str, **fields: object) -> dict[str, object]:
        self._socket.sendall(json.dumps({"do": do, **fields}).encode() + b"\n")
        while True:
            message = json.loads(self._lines.readline())
            if "event" not in message:
                return message
            self.events.append(message)

    def wait_for(self, event: str) -> dict[str, object]:
        while True:
            message = json.loads(self._lines.readline())
            self.events.append(message)
            if message.get("event") == event:
                return message

    def seen(self, event: str) -> list[dict[str, object]]:
        self.ask("state")
        return [message for message in self.events if message["event"] == event]

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


@contextmanager
def simulator(folder: Path, boards: int = 1, before: Callable[[], None] = lambda: None) -> Iterator[Control]:
    """`folder`/tty is the port. Door 1 to 24 on board 1, 25 to 48 on board 2 and so on.

    `before` is called when the sockets are there and nobody serves them yet.
    """
    places = {board * 24 + way: Place(board + 1, way) for board in range(boards) for way in range(1, 25)}
    server = Server(
        PtyPort(folder / "tty"), folder / "control", range(1, boards + 1), BoardSettings(pulse_s=PULSE_S), places
    )
    thread = threading.Thread(target=server.run)
    before()
    thread.start()
    control = Control(folder / "control")
    try:
        yield control
    finally:
        control.close()
        server.stop()
        thread.join()
