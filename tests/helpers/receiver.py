"""A receiver of webhooks on a loopback port that does what it is told to: any status, silence, half an answer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["_Handler"], None]


@dataclass
class Receiver:
    """`behave` is done for each request in turn; the last one stays."""

    port: int = 0
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    behave: list[Behaviour] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?of=shop"

    def then(self) -> Behaviour:
        return self.behave.pop(0) if len(self.behave) > 1 else self.behave[0]


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.receiver.heard.append(({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}}, body))
        self.receiver.arrived.set()
        self.receiver.then()(self)

    def log_message(self, *_: Any) -> None:
        pass


def says(status: int, **headers: str) -> Behaviour:
    def behave(handler: _Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return behave


def hangs_up(handler: _Handler) -> None:
    handler.close_connection = True
    handler.connection.close()


def is_silent(handler: _Handler) -> None:
    handler.receiver.release.wait(20)
    handler.close_connection = True


def speaks_nonsense(handler: _Handler) -> None:
    handler.wfile.write(b"\x00\xff not HTTP at all\r\n\r\n")
    handler.close_connection = True


def never_ends(handler: _Handler) -> None:
    """A status, and a body without an end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    try:
        while not handler.receiver.release.is_set():
            handler.wfile.write(b"x" * 65_536)
    except OSError:
        pass
    handler.close_connection = True


@contextmanager
def receiving(context: Any = None) -> Iterator[Receiver]:
    receiver = Receiver(behave=[says(204)])
    handler = type("Handler", (_Handler,), {"receiver": receiver})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.release.set()
        server.shutdown()
        thread.join(5)
        server.server_close()
