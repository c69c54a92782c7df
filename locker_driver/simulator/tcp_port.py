"""A TCP port that looks like a serial device server: raw bytes, one client at a time."""

import contextlib
import socket
import struct
from typing import Final

READ_BYTES: Final = 4096
_RESET: Final = struct.pack("ii", 1, 0)
"""SO_LINGER that ends a connection at once, as a device does that loses its power."""


class TcpPort:
    """A `HostPort`. Port 0: any free one; it keeps that when it is plugged in again."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self._listen()

    @property
    def url(self) -> str:
        return f"tcp://{self._host}:{self._port}"

    def readers(self) -> list[int]:
        return [one.fileno() for one in (self._listener, self._client) if one is not None]

    def read(self, number: int) -> bytes:
        if self._listener is not None and number == self._listener.fileno():
            self._accept(self._listener)
            return b""
        if self._client is None or number != self._client.fileno():
            return b""
        try:
            data = self._client.recv(READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def write(self, data: bytes) -> None:
        if self._client is not None:
            # A client that left is noticed when it is read from.
            with contextlib.suppress(OSError):
                self._client.send(data)

    def baud(self) -> int:
        return 0

    def unplug(self) -> None:
        if self._client is not None:
            self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def replug(self, name: str | None) -> str:
        if name is not None:
            if not name.isdecimal() or int(name) > 65535:
                raise OSError(f"{name!r} is no TCP port")
            self._port = int(name)
        self._listen()
        return self.url

    def close(self) -> None:
        self.unplug()

    def _listen(self) -> None:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self._host, self._port))
            listener.listen()
        except OSError as error:
            listener.close()
            raise OSError(f"{self._host}:{self._port}: {error.strerror or error}") from error
        self._port = listener.getsockname()[1]
        self._listener = listener

    def _accept(self, listener: socket.socket) -> None:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        if self._client is not None and _has_left(self._client):
            self._hang_up()  # and may be the one who calls again
        if self._client is not None:
            client.close()
            return
        client.setblocking(False)
        # Each byte leaves when it is due on the line behind.
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client = client

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def _has_left(client: socket.socket) -> bool:
    try:
        return client.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
