"""The core's end of the socket that codes come from, for tests of the processes that bring them."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.messages import PROTOCOL_VERSION, CodeSeen, Hello, ToCore, line, to_core


class CoreSocket:
    """Listens where the core would, and speaks one connection at a time."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(1)
        self.listener.settimeout(10)
        self.connection: socket.socket | None = None
        self.buffer = b""

    def accept(self, hello: bytes | None = None) -> Hello:
        """Greets the reader and returns its own greeting."""
        self.close_connection()
        self.connection, _ = self.listener.accept()
        self.connection.settimeout(10)
        self.connection.sendall(line(Hello(PROTOCOL_VERSION, "core", "test")) if hello is None else hello)
        greeting = self.receive()
        assert isinstance(greeting, Hello)
        return greeting

    def close_connection(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.buffer = b""

    def receive(self) -> ToCore:
        assert self.connection is not None
        while b"\n" not in self.buffer:
            data = self.connection.recv(4096)
            if not data:
                raise EOFError
            self.buffer += data
        first, _, self.buffer = self.buffer.partition(b"\n")
        return to_core.decode(first)

    def until(self, wanted: type[CodeSeen] | Callable[[ToCore], bool], timeout_s: float = 10) -> list[ToCore]:
        """Everything up to and with the first message that is wanted."""
        matches = (lambda m: isinstance(m, wanted)) if isinstance(wanted, type) else wanted
        deadline_s = time.monotonic() + timeout_s
        heard: list[ToCore] = []
        while time.monotonic() < deadline_s:
            heard.append(self.receive())
            if matches(heard[-1]):
                return heard
        raise TimeoutError(heard)

    def code(self) -> CodeSeen:
        message = self.until(CodeSeen)[-1]
        assert isinstance(message, CodeSeen)
        return message

    def during(self, duration_s: float) -> list[ToCore]:
        """Everything that arrives within a time."""
        assert self.connection is not None
        end_s = time.monotonic() + duration_s
        heard: list[ToCore] = []
        try:
            while (left_s := end_s - time.monotonic()) > 0:
                self.connection.settimeout(left_s)
                heard.append(self.receive())
        except TimeoutError:
            pass
        self.connection.settimeout(10)
        return heard

    def vanish(self) -> None:
        """As a killed core does: the socket's file stays."""
        assert self.connection is not None
        self.connection.close()
        self.listener.close()
