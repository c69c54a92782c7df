"""One collection on real processes, with strace killing the core at a chosen system call; no backend, no screen."""

import asyncio
import os
import shutil
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.backend.catalogue import seed_of
from kiosk.codes import write_codes
from kiosk.domain.record import Kind
from kiosk.messages import CORE_SOCKET, PROTOCOL_VERSION, CodeSeen, Hello, ReaderStatus, line
from kiosk.point import PointOptions, children, free_port, prepare
from kiosk.settings import load_profile
from kiosk.stage.player import code_sheet
from tests.helpers.core import durable
from tests.helpers.witness import Witness

SYNCS: Final = "fdatasync,fsync"
"""strace counts for each thread; the journal's is the only one that syncs."""
_ANSWERS_S: Final = 20.0
_NOTHING_MORE_S: Final = 0.4
_COLLECTED_S: Final = 15.0


@dataclass(frozen=True)
class Stock:
    """A point that has synced its list once, and the code of one parcel."""

    data: Path
    token: str


def stocked(scratch: Path) -> Stock:
    """Made once; each collection starts from a copy."""
    point = _point(scratch)
    codes = scratch / "codes"
    write_codes(seed_of(point.profile.file.backend.seed, point.profile.secrets), codes)
    asyncio.run(_sync(point))
    return Stock(point.data, code_sheet(codes)["token:one-parcel"].text)


async def collect(stock: Stock, scratch: Path, strace: Sequence[str] = (), *, on_bus: bool = False) -> "Collection":
    """Show the code to a core under `strace`, until it is killed or the parcel collected; then start it anew."""
    point = _point(scratch)
    shutil.copytree(stock.data, point.data, dirs_exist_ok=True)
    witness = Witness()
    async with _child(point, "bus-main"), asyncio.TaskGroup() as tasks:
        bus = point.runtime / "bus-main"
        await _until(bus.exists)
        watching = tasks.create_task(witness.watch(point))
        on_the_bus = ("-P", str(bus.resolve())) if on_bus else ()
        traced = ("strace", "-f", "-qq", "-o", str(scratch / "trace"), *strace, *on_the_bus)
        async with _child(point, "core", traced) as core:
            try:
                async with _reader(point, core, stock.token):
                    await _until(lambda: core.returncode is not None or _collected(point), _COLLECTED_S)
            except (ConnectionError, asyncio.IncompleteReadError):
                async with asyncio.timeout(_ANSWERS_S):
                    await core.wait()  # it hung up because it was killed
            killed = core.returncode is not None
        await asyncio.sleep(_NOTHING_MORE_S)  # what was on the wire has been heard
        before = dict(witness.pulses)
        async with _child(point, "core") as core, _reader(point, core, ""):
            await asyncio.sleep(_NOTHING_MORE_S)
        watching.cancel()
    return Collection(point.data, scratch / "trace", killed, before, dict(witness.pulses))


@dataclass(frozen=True)
class Collection:
    """What came of it. `before` and `after` the second start: pulses that the board saw."""

    data: Path
    trace: Path
    killed: bool
    before: dict[int, int]
    after: dict[int, int]

    @property
    def calls(self) -> int:
        """How many of the traced system calls there were."""
        return sum("= " in call for call in self.trace.read_text().splitlines())


def _point(scratch: Path) -> PointOptions:
    point = PointOptions(
        profile=load_profile("demo"),
        runtime=scratch / "run",
        data=scratch / "data",
        camera="stage:",
        backend_port=free_port(),
        closes_after_s=0.8,
        window=False,
    )
    prepare(point)
    return point


async def _sync(point: PointOptions) -> None:
    async with _child(point, "bus-main"), _child(point, "backend"), _child(point, "core") as core:
        await _until(lambda: core.returncode is not None or _rows(point, "SELECT count(*) FROM pickups") > 0)
        assert core.returncode is None


def _collected(point: PointOptions) -> bool:
    return bool(durable(point.data / "journal.sqlite3", Kind.PARCEL_COLLECTED))


def _rows(point: PointOptions, query: str) -> int:
    if not (path := point.data / "journal.sqlite3").exists():
        return 0
    with suppress(sqlite3.Error), closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(query).fetchone()[0])
    return 0


@asynccontextmanager
async def _child(
    point: PointOptions, name: str, under: Sequence[str] = ()
) -> AsyncIterator[asyncio.subprocess.Process]:
    (child,) = [child for child in children(point) if child.name == name]
    argv = [*under, *child.argv]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *argv, env={**os.environ, **child.env}, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGTERM)
            await process.wait()


@asynccontextmanager
async def _reader(point: PointOptions, core: asyncio.subprocess.Process, payload: str) -> AsyncIterator[None]:
    """A reader that holds a code up, if any, to a core that answers."""
    reader, writer = await _connected(point.runtime / CORE_SOCKET, core)
    try:
        writer.write(line(Hello(PROTOCOL_VERSION, "reader", "test")))
        await reader.readuntil(b"\n")
        writer.write(line(ReaderStatus("ok", "stage:", 1280, 720, 15.0, 8.0, 3)))
        if payload:
            now_s = time.monotonic()
            writer.write(line(CodeSeen(payload.encode(), "qr", now_s, now_s)))
        yield
    finally:
        writer.transport.abort()


async def _connected(path: Path, core: asyncio.subprocess.Process) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(_ANSWERS_S):
        while core.returncode is None:
            with suppress(OSError):
                return await asyncio.open_unix_connection(path)
            await asyncio.sleep(0.01)
    raise ConnectionRefusedError


async def _until(condition: Callable[[], bool], limit_s: float = _ANSWERS_S) -> None:
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)
