"""A backend as a process of its own, on a database that is filled first, and loads put on it."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec
import psutil

from tests.bench.backend_data import Stock, fill
from tests.bench.figures import BenchError
from tests.bench.open_loop import Load, Taken
from tests.bench.settings import BenchSettings

SECRETS: Final = Path("config/profiles/demo-secrets.toml")
PATIENCE_S: Final = 30.0
_ANSWERED: Final = {200, 201}


@dataclass(frozen=True)
class Served:
    """A running backend and the database behind it."""

    url: str
    process: psutil.Process
    database: str

    def cpu_s(self) -> float:
        """Spent so far by the backend's process."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


@dataclass(frozen=True)
class Spent:
    """What a load found, and what the server spent on it."""

    taken: Taken
    cpu_s: float

    @property
    def cpu_ms(self) -> float:
        """Of the server for one request."""
        return self.cpu_s * 1000 / sum(self.taken.statuses.values())


@asynccontextmanager
async def served(settings: BenchSettings, database: str, stock: Stock) -> AsyncIterator[Served]:
    """A backend on a database that is filled first."""
    await asyncio.to_thread(fill, database, stock, settings.profile.secrets)
    with tempfile.TemporaryDirectory(prefix="openluke-") as runtime:
        ready = Path(runtime) / "url"
        arguments = ("--database", database, "--secrets", str(SECRETS), "--ready-file", str(ready))
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "kiosk.backend", *arguments)
        try:
            yield Served(await asyncio.to_thread(_url, ready), psutil.Process(process.pid), database)
        finally:
            process.terminate()
            await process.wait()


def _url(ready: Path) -> str:
    end_s = time.monotonic() + PATIENCE_S
    while not ready.exists():
        if time.monotonic() > end_s:
            raise BenchError(f"the backend was not ready within {PATIENCE_S:g} s")
        time.sleep(0.05)
    return ready.read_text().strip()


async def put_on(served: Served, rate: float, requests: Sequence[str], *, overload: bool = False) -> Spent:
    """Raises BenchError unless every request got what it asked for, or (`overload`) was told to come again."""
    address = urlsplit(served.url)
    load = Load(address.hostname or "", address.port or 0, rate, list(requests))
    before_s = served.cpu_s()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.open_loop", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate(msgspec.json.encode(load))
    if process.returncode:
        raise BenchError("the load could not be put on")
    taken = msgspec.json.decode(said, type=Taken)
    if set(taken.statuses) - (_ANSWERED | {503} if overload else _ANSWERED):
        raise BenchError(f"the backend answered {taken.statuses}")
    return Spent(taken, served.cpu_s() - before_s)
