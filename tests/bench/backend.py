"""The embedded backend: what a code is for, a thousand kiosks that keep their lists, a whole list; and ten times that.

Server, database and load are processes of their own on this machine; the load is `tests.bench.open_loop`.
"""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import httpx2

from tests.bench.backend_data import Stock, key_of
from tests.bench.backend_requests import handovers, resolve, sync
from tests.bench.backend_server import Spent, put_on, served
from tests.bench.figures import BenchError, Figure, Section, percentile
from tests.bench.settings import BenchSettings
from tests.helpers.postgres import postgres

ONE_SITE: Final = Stock(sites=1, pickups=1_000)
THOUSAND_SITES: Final = Stock(sites=1_000, pickups=10_000)
RESOLVES_A_S: Final = 50.0
INTERVAL_S: Final = 30.0
HANDOVERS_A_S: Final = 5.0
_SECONDS: Final = 20.0
_FULL_SYNCS: Final = 5
_WHOLE_LIST_LIMIT_S: Final = 120.0


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
        async with served(settings, url, stock) as backend:
            numbers = [place * 7 % stock.pickups for place in range(int(RESOLVES_A_S * _SECONDS))]
            spent = await put_on(backend, RESOLVES_A_S, [resolve(number) for number in numbers])
        figures += _figures(f"resolve, {stock.pickups} pickups", spent, 15.0)
        samples[f"resolve_{stock.pickups}_ms"] = spent.taken.latencies_ms
    remark = f"SQLite, {RESOLVES_A_S:g} a second at random for {_SECONDS:g} s, from when each was due"
    return Section("backend-resolve", "What a code is for", remark, tuple(figures), samples)


async def _syncing(settings: BenchSettings, urls: Sequence[str]) -> Section:
    figures: list[Figure] = []
    samples = {}
    for url, times in zip(urls, (1, 10), strict=True):
        stock = Stock(THOUSAND_SITES.sites, THOUSAND_SITES.pickups * times)
        async with served(settings, url, stock) as backend:
            cursor = await asyncio.to_thread(_cursor, backend.url)
            await put_on(backend, 0, [sync(site, cursor) for site in range(1, stock.sites + 1, 50)])
            rate = stock.sites / INTERVAL_S
            syncs = [sync(site, cursor) for site in range(1, stock.sites + 1)]
            writing = asyncio.create_task(
                put_on(backend, HANDOVERS_A_S, handovers(stock, int(HANDOVERS_A_S * INTERVAL_S)))
            )
            spent = await put_on(backend, rate, syncs)
            await writing
            burst = await put_on(backend, 0, syncs, overload=True)
        name = f"{stock.sites} kiosks, {stock.pickups} pickups"
        figures += _figures(name, spent, 200.0)
        figures += _burst(burst)
        samples[f"sync_{stock.pickups}_ms"] = spent.taken.latencies_ms
    remark = (
        f"PostgreSQL, a difference every {INTERVAL_S:g} s each, with {HANDOVERS_A_S:g} hand-overs a second among them"
    )
    return Section("backend-sync", "A thousand kiosks", remark, tuple(figures), samples)


async def _whole_lists(settings: BenchSettings, urls: Sequence[str]) -> Section:
    figures: list[Figure] = []
    samples = {}
    for url, times, target in zip(urls, (1, 10), (None, 2000.0), strict=True):
        stock = Stock(ONE_SITE.sites, ONE_SITE.pickups * times)
        async with served(settings, url, stock) as backend:
            took = [await asyncio.to_thread(_whole_list, backend.url, stock) for _ in range(_FULL_SYNCS)]
        figures.append(Figure(f"whole list of {stock.pickups}, worst of {_FULL_SYNCS}", max(took), "ms", target))
        samples[f"whole_{stock.pickups}_ms"] = took
    remark = "SQLite, one kiosk, each pickup with a parcel and a code; a kiosk takes 20000 rows at most"
    return Section("backend-list", "A whole list", remark, tuple(figures), samples)


def _burst(burst: Spent) -> list[Figure]:
    """Everybody at once, as after an outage: kiosks that are told 503 come again after the seconds they are told."""
    return [
        Figure("all at one moment: the last answer after", max(burst.taken.latencies_ms) / 1000, "s"),
        Figure("all at one moment: told to come again", burst.taken.statuses.get(503, 0), ""),
    ]


def _figures(name: str, spent: Spent, target_ms: float) -> list[Figure]:
    latencies = spent.taken.latencies_ms
    return [
        Figure(f"{name}, p50", percentile(latencies, 50), "ms"),
        Figure(f"{name}, p99", percentile(latencies, 99), "ms", target_ms),
        Figure(f"{name}, CPU of the server", spent.cpu_ms, "ms"),
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
        base_url=url, headers={"Authorization": f"Bearer {key_of(1)}"}, trust_env=False, timeout=_WHOLE_LIST_LIMIT_S
    )
