"""Serves UI, reader and scanners on one Unix socket. A peer that breaks the protocol is cut off and may come again.

Slow peers cannot hold the core up: a UI that does not read gets the newest snapshot when it reads again, never a queue,
and is cut off after two seconds.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from kiosk import __version__
from kiosk.messages import (
    MAX_LINE_BYTES,
    PROTOCOL_VERSION,
    Alive,
    BasketScreen,
    Beat,
    CodeSeen,
    FromCore,
    Hello,
    Intent,
    LookAgain,
    LookFor,
    Painted,
    ReaderStatus,
    ScannersStatus,
    ToCore,
    View,
    Welcome,
    line,
    to_core,
)

log = logging.getLogger(__name__)

_Status = TypeVar("_Status", ReaderStatus, ScannersStatus)
_BEAT_S: Final = 0.5
_HELLO_LIMIT_S: Final = 2.0
_SETTLED_LIMIT_S: Final = 60.0
_SEND_LIMIT_S: Final = 2.0
_SILENCE_S: Final = 5.0
"""A peer that says something every second and has been silent for so long hangs, and is cut off."""


@dataclass(frozen=True)
class Handlers:
    """What the core does with what it is told. All are called on the event loop."""

    intent: Callable[[Intent], None]
    painted: Callable[[int], None]
    code: Callable[[CodeSeen], None]
    reader: Callable[[ReaderStatus | None], None]
    scanners: Callable[[ScannersStatus | None], None] = lambda _: None
    ui: Callable[[bool], None] = lambda _: None
    """A UI is there and turns (True, with each sign of it), or the last one has gone (False)."""


class _ProtocolError(Exception):
    """The peer said something that does not belong here."""


async def _at_once() -> None:
    """There is nothing to wait for."""


class IpcServer:
    """Holds the newest view and the connections.

    `look_again` decides whether a reader that connects is asked to, once `settled` has passed: before that nobody knows
    whose code it may be that is still in view. A reader is kept waiting for it; the UI is not.
    """

    def __init__(
        self,
        welcome: Welcome,
        handlers: Handlers,
        look_again: Callable[[], bool],
        settled: Callable[[], Awaitable[object]] = _at_once,
    ) -> None:
        self._welcome = welcome
        self._handlers = handlers
        self._look_again = look_again
        self._settled = settled
        self._view: View | None = None
        self._notify: set[asyncio.Event] = set()
        self._readers: set[asyncio.StreamWriter] = set()
        self._cameras: set[asyncio.StreamWriter] = set()
        self._goods = False
        self._serving: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    def publish(self, view: View) -> None:
        """Make this the view that every UI gets."""
        self._view = view
        for fresh in self._notify:
            fresh.set()
        if (goods := isinstance(view.screen, BasketScreen)) != self._goods:
            self._goods = goods
            for camera in self._cameras:
                camera.write(line(LookFor(goods)))

    @asynccontextmanager
    async def listen(self, path: Path) -> AsyncIterator[None]:
        """Serve on `path`, for those who may enter its folder; a socket left by a killed core is replaced."""
        await asyncio.to_thread(path.unlink, missing_ok=True)
        server = await asyncio.start_unix_server(self._connected, path, limit=MAX_LINE_BYTES)
        await asyncio.to_thread(path.chmod, await asyncio.to_thread(_socket_mode, path))
        try:
            yield
        finally:
            server.close()
            await self._hang_up()

    def look_again(self) -> None:
        """Ask the reader to report the code in view anew."""
        for reader in self._readers:
            reader.write(line(LookAgain()))

    async def _hang_up(self) -> None:
        """End every connection in order; a cancelled one would be reported as an error by asyncio."""
        for writer in self._serving.values():
            writer.close()
        if self._serving:
            await asyncio.wait(self._serving, timeout=_SEND_LIMIT_S)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving[task] = writer
        try:
            await self._serve(reader, writer)
        except* (_ProtocolError, msgspec.MsgspecError, ValueError, asyncio.LimitOverrunError) as errors:
            log.warning("a peer was cut off: %s", ", ".join(type(error).__name__ for error in errors.exceptions))
        except* (TimeoutError, ConnectionError, asyncio.IncompleteReadError):
            pass  # it went away; the supervisor brings it back
        finally:
            del self._serving[task]
            # Not close(): that would wait for a peer that does not read. When it comes again it gets the newest view.
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(_HELLO_LIMIT_S):
            hello = await _receive(reader)
        if not isinstance(hello, Hello) or hello.protocol != PROTOCOL_VERSION:
            raise _ProtocolError
        mine = Hello(PROTOCOL_VERSION, "core", __version__)
        brings_codes = hello.role in {"reader", "scanners"}
        if brings_codes:
            async with asyncio.timeout(_SETTLED_LIMIT_S):
                await self._settled()
        # In one piece: a reader that has just said hello must not report a code between the two.
        ask = brings_codes and self._look_again()
        await _send(writer, mine, *([LookAgain()] if ask else []))
        match hello.role:
            case "ui":
                await self._serve_ui(reader, writer)
            case "reader":
                await self._serve_camera(reader, writer)
            case "scanners":
                await self._serve_codes(reader, writer, ScannersStatus, self._handlers.scanners)
            case "core":
                raise _ProtocolError

    async def _serve_ui(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _send(writer, self._welcome)
        fresh = asyncio.Event()
        self._notify.add(fresh)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._send_views(writer, fresh))
                tasks.create_task(self._hear_ui(reader))
        finally:
            self._notify.discard(fresh)
            if not self._notify:
                self._handlers.ui(False)

    async def _hear_ui(self, reader: asyncio.StreamReader) -> None:
        turns = False
        while True:
            # From its first sign of life on.
            async with asyncio.timeout(_SILENCE_S if turns else None):
                said = await _receive(reader)
            match said:
                case Alive():
                    turns = True
                case Intent():
                    self._handlers.intent(said)
                case Painted(seq):
                    self._handlers.painted(seq)
                case _:
                    raise _ProtocolError
            self._handlers.ui(True)

    async def _send_views(self, writer: asyncio.StreamWriter, fresh: asyncio.Event) -> None:
        """The newest view whenever it changed, a beat when nothing did."""
        sent = -1
        while True:
            view = self._view
            fresh.clear()
            if view is not None and view.seq != sent:
                sent = view.seq
                await _send(writer, view)
            try:
                # Not wait_for(): up to Python 3.11 it may swallow a cancellation.
                async with asyncio.timeout(_BEAT_S):
                    await fresh.wait()
            except TimeoutError:
                await _send(writer, Beat())

    async def _serve_camera(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._goods:
            writer.write(line(LookFor(goods=True)))
        self._cameras.add(writer)
        try:
            await self._serve_codes(reader, writer, ReaderStatus, self._handlers.reader)
        finally:
            self._cameras.discard(writer)

    async def _serve_codes(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        status: type[_Status],
        heard: Callable[[_Status | None], None],
    ) -> None:
        self._readers.add(writer)
        try:
            turns = False
            while True:
                async with asyncio.timeout(_SILENCE_S if turns else None):
                    said = await _receive(reader)
                match said:
                    case CodeSeen():
                        self._handlers.code(said)
                    case status():
                        turns = True
                        heard(said)
                    case _:
                        raise _ProtocolError
        finally:
            self._readers.discard(writer)
            heard(None)


def _socket_mode(path: Path) -> int:
    """This user's own, and the group's where the folder is the group's (config/deploy: UI and reader have their own
    users).
    """
    return 0o660 if path.parent.stat().st_mode & 0o010 else 0o600


async def _receive(reader: asyncio.StreamReader) -> ToCore:
    message: ToCore = to_core.decode(await reader.readuntil(b"\n"))
    return message


async def _send(writer: asyncio.StreamWriter, *messages: FromCore) -> None:
    writer.write(b"".join(line(message) for message in messages))
    async with asyncio.timeout(_SEND_LIMIT_S):
        await writer.drain()
