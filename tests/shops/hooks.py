"""Where shops send their webhooks in tests."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

SECRET = "whsec_b3Blbmx1a2UtdGVzdC1zZWNyZXQtMzItYnl0ZXM="


class Hooks:
    """Keeps every message with its headers."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, str], bytes]] = []
        hooks = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hooks.received.append((dict(self.headers.items()), body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook"

    def since(self, count: int, within_s: float = 10) -> list[tuple[dict[str, str], bytes]]:
        """What came after the first `count`; at least one."""
        deadline = time.monotonic() + within_s
        while len(self.received) <= count and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.received[count:]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()
