"""uvicorn around the application: one process, one socket, no access log."""

import logging
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from kiosk.backend.faults import AbortableProtocol
from kiosk.errors import ConfigError

GRACE_S: Final = 2


def listen(address: str) -> socket.socket:
    """A listening socket on `host:port`; port 0 takes a free one. Raises ConfigError."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ConfigError("--listen", f"{address!r} is not host:port")
    try:
        listener = socket.create_server((host, int(port)))
    except OSError as error:
        raise ConfigError("--listen", f"{address}: {error.strerror or error}") from None
    # asyncio switches Nagle off only on sockets that name TCP as their protocol, which this one does not: each answer
    # of two segments would wait 40 ms for a delayed acknowledgement. Accepted connections inherit the option.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def url_of(listener: socket.socket) -> str:
    """Where a client on this machine finds it."""
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


class Server(uvicorn.Server):
    """Serves until SIGTERM or SIGINT; `on_ready` is called once connections are accepted, `on_stop` before they end."""

    def __init__(self, app: ASGIApp, on_ready: Callable[[], None], on_stop: Callable[[], None] = lambda: None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http=AbortableProtocol,
                ws="none",
                lifespan="off",
                log_config=None,
                log_level=logging.WARNING,
                access_log=False,  # the log of a shop's codes would be one more place to guard
                server_header=False,
                timeout_graceful_shutdown=GRACE_S,
            )
        )
        self._on_ready = on_ready
        self._on_stop = on_stop

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """As inherited, but a signal that asked for the end has been served by it and is not raised again."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)
