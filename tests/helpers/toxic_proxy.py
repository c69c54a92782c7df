"""A TCP proxy that does to each connection what a bad network does. The names are those of toxiproxy."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

TOXICS: Final = ("reset_peer", "drop_answer", "limit_data", "half_open", "latency")


@dataclass
class ToxicProxy:
    """`toxicity`: the share of exchanges that are spoilt, `toxics` how. `done` counts what was done."""

    target: str
    dice: random.Random
    toxicity: float = 0.0
    toxics: tuple[str, ...] = TOXICS
    done: dict[str, int] = field(default_factory=dict)
    url: str = ""
    _serving: list[asyncio.Task[None]] = field(default_factory=list)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["ToxicProxy"]:
        """At `url` for as long as the block lasts."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            for task in self._serving:
                task.cancel()
            await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        this = asyncio.current_task()
        assert this is not None
        self._serving.append(this)
        host, port = urlsplit(self.target).hostname, urlsplit(self.target).port
        far_reader, far_writer = await asyncio.open_connection(host, port)
        toxic = self.dice.choice(self.toxics) if self.dice.random() < self.toxicity else ""
        self.done[toxic] = self.done.get(toxic, 0) + 1
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._ask(toxic, reader, far_writer))
                tasks.create_task(self._answer(toxic, far_reader, writer))
        except* ConnectionError:
            pass  # either side has left, or was made to
        finally:
            for end in (writer, far_writer):
                end.transport.abort()

    async def _ask(self, toxic: str, reader: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(65536):
            if toxic == "reset_peer":
                raise ConnectionResetError
            far.write(chunk)
            await far.drain()
        raise ConnectionResetError

    async def _answer(self, toxic: str, far: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await far.read(65536):
            match toxic:
                case "drop_answer":  # the backend has stored it, and the kiosk never hears of it
                    raise ConnectionResetError
                case "limit_data":
                    writer.write(chunk[: len(chunk) // 2])
                    await writer.drain()
                    raise ConnectionResetError
                case "half_open":
                    continue
                case "latency":
                    await asyncio.sleep(0.02)
            writer.write(chunk)
            await writer.drain()
        raise ConnectionResetError
