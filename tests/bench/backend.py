"""The embedded backend: what a code is for, a thousand kiosks that keep their lists, a whole list; and ten times that.

Server, database and load are processes of their own on this machine; the load is `tests.bench.open_loop`.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import httpx2
import msgspec
import psutil

from tests.bench.backend_data import Stock, code_of, fill, key_of
from tests.bench.figures import BenchError, Figure, Section, percentile
from tests.bench.open_loop import Load, Taken
from tests.bench.settings import BenchSettings
from tests.helpers.postgres import postgres

SECRETS: Final = Path("config/profiles/demo-secrets.toml")
ONE_SITE: Final = Stock(sites=1, pickups=1_000)
LARGE_SITE: Final = Stock(sites=1, pickups=10_000)
THOUSAND_SITES: Final = Stock(sites=1_000, pickups=30_000)
RESOLVES_A_S: Final = 50.0
INTERVAL_S: Final = 30.0
HANDOVERS_A_S: Final = 5.0
_SECONDS: Final = 20.0
_PATIENCE_S: Final = 30.0
_FULL_SYNCS: Final = 5


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


async def measure(settings: BenchSettings) -> list[Section]:
    """On SQLite on the disk that the settings name, and on a PostgreSQL of its own (fsync off)."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="backend-", dir=settings.disk)))
        cluster = await asyncio.to_thread(stack.enter_context, postgres())
        return [
            await _resolving(settings, [f"sqlite:///{folder / name}" for name in ("small.db", "large.db")]),
            await _syncing(settings, [cluster.create(name) for name in ("small", "large")]),
            await _whole_lists(settings, [f"sqlite:///{folder / name}" for name in ("list.db", "long.db")]),
        ]


async def _resolving(settings: BenchSettings, urls: Sequence[str]) -> Section:
    figures: list[Figure] = []
    samples = {}
    for url, times in zip(urls, (1, 10), strict=True):
        stock = Stock(ONE_SITE.sites, ONE_SITE.pickups * times)
        async with _served(settings, url, stock) as served:
            numbers = [place * 7 % stock.pickups for place in range(int(RESOLVES_A_S * _SECONDS))]
            spent = await _load(served, RESOLVES_A_S, [_resolve(number) for number in numbers])
        figures += _figures(f"resolve, {stock.pickups} pickups", spent, 15.0)
        samples[f"resolve_{stock.pickups}_ms"] = spent.taken.latencies_ms
    remark = f"SQLite, {RESOLVES_A_S:g} a second at random for {_SECONDS:g} s, from when each was due"
    return Section("backend-resolve", "What a code is for", remark, tuple(figures), samples)


async def _syncing(settings: BenchSettings, urls: Sequence[str]) -> Section:
    figures: list[Figure] = []
    samples = {}
    for url, times in zip(urls, (1, 10), strict=True):
        stock = Stock(THOUSAND_SITES.sites, THOUSAND_SITES.pickups * times)
        async with _served(settings, url, stock) as served:
            cursor = await asyncio.to_thread(_cursor, served.url)
            await _load(served, 0, [_sync(site, cursor) for site in range(1, stock.sites + 1, 50)])
            rate = stock.sites / INTERVAL_S
            syncs = [_sync(site, cursor) for site in range(1, stock.sites + 1)]
            writing = asyncio.create_task(_load(served, HANDOVERS_A_S, _handovers(stock)))
            spent = await _load(served, rate, syncs)
            await writing
            burst = await _load(served, 0, syncs)
        name = f"{stock.sites} kiosks, {stock.pickups} pickups"
        figures += _figures(name, spent, 200.0)
        figures.append(Figure(f"{name}, all at one moment: the last after", max(burst.taken.latencies_ms) / 1000, "s"))
        samples[f"sync_{stock.pickups}_ms"] = spent.taken.latencies_ms
    remark = (
        f"PostgreSQL, a difference every {INTERVAL_S:g} s each, with {HANDOVERS_A_S:g} hand-overs a second among them"
    )
    return Section("backend-sync", "A thousand kiosks", remark, tuple(figures), samples)


async def _whole_lists(settings: BenchSettings, urls: Sequence[str]) -> Section:
    figures: list[Figure] = []
    samples = {}
    for url, times, target in zip(urls, (1, 10), (2000.0, None), strict=True):
        stock = Stock(LARGE_SITE.sites, LARGE_SITE.pickups * times)
        async with _served(settings, url, stock) as served:
            took = [await asyncio.to_thread(_whole_list, served.url, stock) for _ in range(_FULL_SYNCS)]
        figures.append(Figure(f"whole list of {stock.pickups}, worst of {_FULL_SYNCS}", max(took), "ms", target))
        samples[f"whole_{stock.pickups}_ms"] = took
    remark = "SQLite, one kiosk; a kiosk takes 20000 rows at most, ten times that is for the growth"
    return Section("backend-list", "A whole list", remark, tuple(figures), samples)


def _figures(name: str, spent: Spent, target_ms: float) -> list[Figure]:
    latencies = spent.taken.latencies_ms
    return [
        Figure(f"{name}, p50", percentile(latencies, 50), "ms"),
        Figure(f"{name}, p99", percentile(latencies, 99), "ms", target_ms),
        Figure(f"{name}, CPU of the server", spent.cpu_ms, "ms"),
    ]


# --- requests -----------------------------------------------------------------------------------------------------


def _request(site: int, line: str, body: object = None, key: str = "") -> str:
    text = "" if body is None else json.dumps(body)
    headers = f"Host: bench\r\nAuthorization: Bearer {key_of(site)}\r\nConnection: close\r\n"
    if body is not None:
        headers += f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n"
    if key:
        headers += f"Idempotency-Key: {key}\r\n"
    return f"{line} HTTP/1.1\r\n{headers}\r\n{text}"


def _resolve(number: int) -> str:
    return _request(1, "POST /v1/pickups:resolve", {"code": code_of(number), "entry": "typed"})


def _sync(site: int, cursor: str) -> str:
    return _request(site, f"GET /v1/pickups?site={site}&changed_after={quote(cursor)}")


def _handovers(stock: Stock) -> list[str]:
    at = {"opened_at": "2026-11-23T12:00:00Z", "closed_at": "2026-11-23T12:00:20Z", "credential": "c"}
    return [
        _request(
            number % stock.sites + 1,
            f"POST /v1/pickups/P{number:07d}/handovers",
            {"parcel": f"P{number:07d}-1", "compartment": number // stock.sites + 1, **at},
            f"bench-handover-{number}",
        )
        for number in range(0, int(HANDOVERS_A_S * INTERVAL_S) * 7, 7)
    ]


def _cursor(url: str) -> str:
    with _client(url) as client:
        return str(client.get("/v1/pickups", params={"site": 1}).json()["cursor"])


def _whole_list(url: str, stock: Stock) -> float:
    with _client(url) as client:
        before_s = time.perf_counter()
        page = client.get("/v1/pickups", params={"site": 1})
        took_s = time.perf_counter() - before_s
    if len(page.json()["pickups"]) != stock.pickups:
        raise BenchError("the whole list was not whole")
    return took_s * 1000


def _client(url: str) -> httpx2.Client:
    return httpx2.Client(
        base_url=url, headers={"Authorization": f"Bearer {key_of(1)}"}, trust_env=False, timeout=_PATIENCE_S
    )


# --- processes ----------------------------------------------------------------------------------------------------


@asynccontextmanager
async def _served(settings: BenchSettings, database: str, stock: Stock) -> AsyncIterator[Served]:
    """A backend on a database that is filled first."""
    await asyncio.to_thread(fill, database, stock, settings.profile.secrets)
    with tempfile.TemporaryDirectory(prefix="openluke-") as runtime:
        ready = Path(runtime) / "url"
        arguments = ("--database", database, "--secrets", str(SECRETS), "--ready-file", str(ready))
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "kiosk.backend", *arguments)
        try:
            yield Served(await _url(ready), psutil.Process(process.pid), database)
        finally:
            process.terminate()
            await process.wait()


async def _url(ready: Path) -> str:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while not ready.exists():
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise BenchError(f"the backend was not ready within {_PATIENCE_S:g} s") from None
    return ready.read_text().strip()


async def _load(served: Served, rate: float, requests: Sequence[str]) -> Spent:
    """Raises BenchError unless every request got what it asked for."""
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
    if set(taken.statuses) - {200, 201}:
        raise BenchError(f"the backend answered {taken.statuses}")
    return Spent(taken, served.cpu_s() - before_s)
