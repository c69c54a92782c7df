"""The hands of the people on stage. They do what a person could do and no more: show, touch, take, close."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_CONNECT_LIMIT_S: Final = 15.0
_ANSWER_LIMIT_S: Final = 5.0
_RETRY_S: Final = 0.05
_FINGER_S: Final = 0.1
"""Nobody touches what has not been on the glass for a moment; a control that was just made has no place yet."""
_LOOKS: Final = 60
"""A person waits about three seconds for a button to appear."""
_MAX_LINE: Final = 1 << 20

Message = dict[str, Any]


class StageError(Exception):
    """A hand could not do what it was told, or nothing came of it in time."""


class Lines:
    """JSON lines over a Unix socket: a request has one answer; a line with "event" is nobody's answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._answers: asyncio.Queue[Message] = asyncio.Queue(100)
        self.events: asyncio.Queue[Message] = asyncio.Queue(10_000)

    async def ask(self, **request: object) -> Message:
        """Send one request and return its answer. Raises StageError for an answer that says no, or none."""
        self._writer.write(json.dumps(request).encode() + b"\n")
        await self._writer.drain()
        try:
            answer = await asyncio.wait_for(self._answers.get(), _ANSWER_LIMIT_S)
        except TimeoutError:
            raise StageError(f"no answer to {request}") from None
        if answer.get("ok") is False or "error" in answer:
            raise StageError(f"{request}: {answer.get('error')}")
        return answer

    async def listen(self) -> None:
        """Sort what comes in, until the other side goes away."""
        while line := await self._reader.readline():
            message = json.loads(line)
            queue = self.events if "event" in message else self._answers
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(message)


@asynccontextmanager
async def connect(path: Path) -> AsyncIterator[Lines]:
    """A connection to a process of the point that may still be starting. Raises StageError."""
    reader, writer = await _open(path)
    lines = Lines(reader, writer)
    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(lines.listen())
        try:
            yield lines
        finally:
            listening.cancel()
            writer.close()


async def _open(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    loop = asyncio.get_running_loop()
    end_s = loop.time() + _CONNECT_LIMIT_S
    while True:
        try:
            return await asyncio.open_unix_connection(path, limit=_MAX_LINE)
        except OSError as error:
            if loop.time() > end_s:
                raise StageError(f"{path.name}: {error}") from error
        await asyncio.sleep(_RETRY_S)


@dataclass(frozen=True)
class Screen:
    """What the person sees: the kind of screen, its words, the controls that can be touched."""

    kind: str
    seq: int
    texts: tuple[str, ...]
    controls: frozenset[str]


class Finger:
    """Touches the glass of the real UI. Each touch is a connection of its own: the UI may have been restarted."""

    def __init__(self, puppet: Path) -> None:
        self._puppet = puppet

    async def _ask(self, **request: object) -> Message:
        reader, writer = await _open(self._puppet)
        try:
            writer.write(json.dumps(request).encode() + b"\n")
            answer: Message = json.loads(await asyncio.wait_for(reader.readline(), _ANSWER_LIMIT_S) or "{}")
        except (OSError, TimeoutError) as error:
            raise StageError(f"no answer to {request}") from error
        finally:
            writer.close()
        if not answer or answer.get("ok") is False:
            raise StageError(f"{request}: {answer.get('error', 'the UI went away')}")
        return answer

    async def tap(self, control: str) -> None:
        """Press and release in the middle of a control, once it is there. Raises StageError."""
        await asyncio.sleep(_FINGER_S)
        for _ in range(_LOOKS):
            with suppress(StageError):
                await self._ask(tap=control)
                return
            await asyncio.sleep(_RETRY_S)
        await self._ask(tap=control)

    async def look(self) -> Screen:
        """What is on the glass now. A space that holds two words together looks like any other."""
        seen = await self._ask(screen=True)
        texts = tuple(text.replace("\u00a0", " ") for text in seen["texts"])
        return Screen(seen["screen"], seen["seq"], texts, frozenset(seen["controls"]))

    async def picture(self, path: Path) -> None:
        """Save what is on the glass as PNG."""
        await self._ask(grab=str(path))

    async def type(self, text: str) -> None:
        """One key after the other."""
        for symbol in text:
            await self.tap(f"key-{symbol}")


class Doors:
    """Stands at the wall: closes doors, and can spoil things."""

    def __init__(self, control: Lines) -> None:
        self._control = control

    async def close(self, door: int) -> None:
        """Take what is inside and close the door."""
        await self._control.ask(do="close", door=door)

    async def jam(self, door: int, *, jammed: bool) -> None:
        """Let something press on the door from inside, or take it away."""
        await self._control.ask(do="fault", door=door, fault="jam" if jammed else "none")

    async def silence(self, board: int, *, silent: bool) -> None:
        """Cut a board's line, or mend it."""
        await self._control.ask(do="fault", board=board, fault="silent" if silent else "none")

    async def opened(self, limit_s: float) -> int:
        """The next door that springs open, or has since it was last asked. Raises StageError."""
        while True:
            try:
                event = await asyncio.wait_for(self._control.events.get(), limit_s)
            except TimeoutError:
                raise StageError(f"no door opened within {limit_s} s") from None
            if event["event"] == "opened":
                return int(event["door"])
