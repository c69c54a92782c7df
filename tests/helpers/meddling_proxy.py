"""An HTTP proxy between a kiosk and its backend that passes whole exchanges on, and may change an answer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Final

from kiosk.point import PointOptions, children
from kiosk.supervisor import Child

_HEAD_END: Final = b"\r\n\r\n"

Exchange = Callable[[bytes, Callable[[], Awaitable[bytes]]], Awaitable[bytes]]
"""Gets the request, and a function that asks the backend; what it returns is the answer."""


def answer(status: str, media_type: str, body: bytes) -> bytes:
    """A whole HTTP answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\nConnection: close"
    return head.encode() + _HEAD_END + body


def body_of(message: bytes) -> bytes:
    """Of a request or an answer."""
    return message.partition(_HEAD_END)[2]


@asynccontextmanager
async def meddling(port: int, exchange: Exchange) -> AsyncIterator[int]:
    """Listens before the backend on `port`, at the port that is yielded; one connection an exchange."""
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        this = asyncio.current_task()
        assert this is not None
        serving.add(this)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):  # somebody was killed, or is not there yet
                request = await _request(reader)
                writer.write(await exchange(request, lambda: _ask(port, request)))
                await writer.drain()
        finally:
            writer.close()
            serving.discard(this)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)


def through(point: PointOptions, port: int) -> list[Child]:
    """The processes of `point`, its core talking to the backend through `port`."""
    behind = {f"--backend={point.backend_url}": f"--backend=http://127.0.0.1:{port}"}
    return [replace(child, argv=[behind.get(word, word) for word in child.argv]) for child in children(point)]


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(_HEAD_END)
    length = 0
    for field in head.split(b"\r\n")[1:]:
        name, _, value = field.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)


async def _ask(port: int, request: bytes) -> bytes:
    """The backend closes the connection when it has answered."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        first, _, rest = request.partition(b"\r\n")
        writer.write(first + b"\r\nConnection: close\r\n" + rest)
        return await reader.read()
    finally:
        writer.close()
