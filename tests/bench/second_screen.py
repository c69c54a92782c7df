"""A second screen at the core: it sees every view, and may touch what the first one may.

The UI itself stays as `openluke play` runs it: no puppet in it that would cost time and memory of its own.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from kiosk.messages import MAX_LINE_BYTES, PROTOCOL_VERSION, Action, Hello, Intent, View, from_core, line
from tests.bench.figures import BenchError

_RETRY_S: Final = 0.05
_LIMIT_S: Final = 30.0


class SecondScreen:
    """`view` is the newest one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._changed = asyncio.Event()
        self.view: View | None = None

    async def look(self) -> None:
        """Until the core goes away."""
        self._writer.write(line(Hello(PROTOCOL_VERSION, "ui", "bench")))
        while raw := await self._reader.readline():
            message = from_core.decode(raw)
            if isinstance(message, View):
                self.view = message
                self._changed.set()

    async def first(self) -> View:
        """What the core shows when one comes. Raises BenchError."""
        while self.view is None:
            await self._next()
        return self.view

    async def touch(self, action: Action) -> None:
        """As soon as it is offered. Raises BenchError."""
        while action not in (view := await self.first()).actions:
            await self._next()
        self._writer.write(line(Intent(view.session, action)))

    async def go_home(self) -> None:
        """Back when the screen belongs to nobody. Raises BenchError."""
        await self.touch("home")
        while (await self.first()).session:
            await self._next()

    async def _next(self) -> None:
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), _LIMIT_S)
        except TimeoutError:
            raise BenchError(f"the core showed nothing new for {_LIMIT_S:g} s") from None


@asynccontextmanager
async def second_screen(core: Path) -> AsyncIterator[SecondScreen]:
    """Connected to the core's socket, for which it waits. Raises BenchError."""
    reader, writer = await _connected(core)
    screen = SecondScreen(reader, writer)
    async with asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(screen.look())
        try:
            yield screen
        finally:
            looking.cancel()
            writer.close()


async def _connected(core: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    end_s = asyncio.get_running_loop().time() + _LIMIT_S
    while asyncio.get_running_loop().time() < end_s:
        try:
            return await asyncio.open_unix_connection(core, limit=MAX_LINE_BYTES)
        except OSError:
            await asyncio.sleep(_RETRY_S)
    raise BenchError(f"no core within {_LIMIT_S:g} s")
