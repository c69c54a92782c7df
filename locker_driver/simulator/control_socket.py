"""The Unix socket of the simulator: lines in, answers out, events to everyone who is connected."""

import contextlib
import json
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

MAX_LINE: Final = 4096
MAX_UNSENT: Final = 1 << 18

Obey = Callable[[bytes], Mapping[str, object]]


class _Client:
    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.received = b""
        self.unsent = b""


class ControlSocket:
    """Non-blocking; a client that does not read, or sends endless lines, is dropped."""

    def __init__(self, path: Path, obey: Obey) -> None:
        self._obey = obey
        self._path = path
        if path.is_socket():
            path.unlink()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        try:
            self._listener.bind(str(path))
        except OSError as error:
            self._listener.close()
            raise OSError(f"{path}: {error.strerror or error}") from error
        path.chmod(0o600)
        self._listener.listen()
        self._clients: dict[int, _Client] = {}

    def readers(self) -> list[int]:
        return [self._listener.fileno(), *self._clients]

    def writers(self) -> list[int]:
        return [number for number, client in self._clients.items() if client.unsent]

    def readable(self, number: int) -> None:
        if number == self._listener.fileno():
            connection, _ = self._listener.accept()
            connection.setblocking(False)
            self._clients[connection.fileno()] = _Client(connection)
        elif number in self._clients:
            self._read(number, self._clients[number])

    def writable(self, number: int) -> None:
        client = self._clients.get(number)
        if client is not None:
            self._write(number, client)

    def broadcast(self, event: Mapping[str, object]) -> None:
        for number, client in list(self._clients.items()):
            self._send(number, client, event)

    def close(self) -> None:
        for number in list(self._clients):
            self._drop(number)
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _read(self, number: int, client: _Client) -> None:
        try:
            data = client.connection.recv(MAX_LINE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        *lines, client.received = (client.received + data).split(b"\n")
        for line in lines:
            self._send(number, client, self._obey(line))
        if not data or len(client.received) > MAX_LINE:
            self._drop(number)

    def _send(self, number: int, client: _Client, message: Mapping[str, object]) -> None:
        if number not in self._clients:
            return
        client.unsent += json.dumps(message).encode() + b"\n"
        self._write(number, client)

    def _write(self, number: int, client: _Client) -> None:
        with contextlib.suppress(BlockingIOError):
            try:
                sent = client.connection.send(client.unsent)
            except (BrokenPipeError, ConnectionError):
                self._drop(number)
                return
            client.unsent = client.unsent[sent:]
        if len(client.unsent) > MAX_UNSENT:
            self._drop(number)

    def _drop(self, number: int) -> None:
        client = self._clients.pop(number, None)
        if client is not None:
            client.connection.close()
