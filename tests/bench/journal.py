"""What the journal costs: a durable INTENT, a start with a million events, a decision from them, ten years of disk."""

import asyncio
import json
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from statistics import median
from typing import Final

from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.journal import SqliteJournal
from kiosk.journal.chain import chain_hash
from kiosk.ports import Permit
from tests.bench.figures import Figure, Section, percentile
from tests.bench.settings import BenchSettings
from tests.helpers.fakes import SetClock
from tests.helpers.stock import code, page

MILLION: Final = 1_000_000
EVENTS_A_PARCEL: Final = 8
PARCELS_IN_TEN_YEARS: Final = 365_000
_INTENTS: Final = 300
_DECISIONS: Final = 400
_GIB: Final = 1 << 30


async def measure(settings: BenchSettings) -> list[Section]:
    """On the disk that the settings name."""
    with tempfile.TemporaryDirectory(prefix="journal-", dir=settings.disk) as folder:
        empty, large = Path(folder) / "empty.sqlite3", Path(folder) / "large.sqlite3"
        async with _open(empty) as journal:
            await _list_one(journal)
            intents = await _intents(journal)
            decisions_small = await _decisions(journal)
        await _open_once(large)
        await asyncio.to_thread(fill, large, MILLION)
        async with _open(large) as journal:
            await _list_one(journal)
        clean_s, unclean_s = await _starts(large)
        async with _open(large) as journal:
            decisions_large = await _decisions(journal)
        size = large.stat().st_size
    parcel_bytes = size / (MILLION / EVENTS_A_PARCEL)
    figures = (
        Figure("durable INTENT, p50", percentile(intents, 50), "ms"),
        Figure("durable INTENT, p99", percentile(intents, 99), "ms", at_most=10.0),
        Figure("start with a million events", max(clean_s) * 1000, "ms", at_most=2000.0),
        Figure("start with them after a kill", max(unclean_s) * 1000, "ms", at_most=2000.0),
        Figure("decision from them", median(decisions_large), "ms"),
        Figure("as against an empty journal", median(decisions_large) / median(decisions_small), "x", at_most=1.2),
        Figure("disk for a parcel", parcel_bytes / 1024, "KiB"),
        Figure("ten years, 100 parcels a day", parcel_bytes * PARCELS_IN_TEN_YEARS / _GIB, "GiB", at_most=4.0),
    )
    remark = f"{_INTENTS} intents, {_DECISIONS} decisions; {EVENTS_A_PARCEL} events a parcel, nothing archived"
    return [Section("journal", "The journal", remark, figures, {"intent_ms": intents})]


def fill(path: Path, count: int) -> None:
    """Write parcels as the journal would, `EVENTS_A_PARCEL` events each, faster than through its door."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        last, previous = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        for number in range((count - last) // EVENTS_A_PARCEL):
            last, previous = _parcel(connection, number, last, previous)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _parcel(connection: sqlite3.Connection, number: int, last: int, previous: str) -> tuple[int, str]:
    door, utc = number % 60 + 1, 1.7e9 + number * 864.0
    name, pickup, parcel = f"{number:010d}-{door}-1", f"P{number:07d}", f"P{number:07d}-1"
    ids = {"intent": name, "compartment": door}
    intent = {**ids, "credential": f"{number:016x}", "pickup": pickup, "parcel": parcel, "actor": "", "pulse": 1}
    bodies = [
        (Kind.SESSION_STARTED, {"entry": "scanned"}),
        (Kind.DOOR_INTENT, {**intent, "decision": "token", "reference": "", "consumes": True}),
        (Kind.DOOR_OPENED, {**ids, "already_open": False}),
        (Kind.DOOR_CLOSED, {**ids, "recovered": False}),
        (Kind.PARCEL_COLLECTED, {**intent, "opened_utc": utc, "reference": ""}),
        (Kind.SESSION_ENDED, {"reason": "done"}),
        (Kind.DEVICE_LOST, {"device": "backend", "detail": "away"}),
        (Kind.DEVICE_BACK, {"device": "backend", "away_s": 12}),
    ]
    for kind, values in bodies:
        last += 1
        body = json.dumps(values, sort_keys=True, separators=(",", ":"))
        previous = chain_hash(previous, last, utc, "b0b0b0b0b0b0b0b0", f"{number:010d}", kind, body)
        row = (last, utc, "b0b0b0b0b0b0b0b0", f"{number:010d}", kind, body, previous)
        connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        if kind is Kind.DOOR_INTENT:
            connection.execute(
                "INSERT INTO intents VALUES (?, ?, ?, ?, ?, ?, '', 'token', 1, '', 1, 'closed', ?)",
                (name, f"{number:010d}", f"{number:016x}", pickup, parcel, door, last),
            )
            connection.execute("INSERT INTO credential_uses VALUES (?, ?, ?)", (f"{number:016x}", last, utc))
    connection.execute("INSERT INTO openings VALUES (?, ?, ?, ?, ?)", (name, pickup, parcel, door, last))
    connection.execute("INSERT INTO collected_parcels VALUES (?, ?, ?, ?, ?)", (pickup, parcel, door, name, utc))
    return last, previous


@asynccontextmanager
async def _open(path: Path) -> AsyncIterator[SqliteJournal]:
    async with SqliteJournal.open(path, boot="bench", clock=SetClock(), issue=_Issued) as journal:
        yield journal


class _Issued(Permit):
    def __init__(self, door: int, _: str) -> None:
        self._door = door

    @property
    def door(self) -> int:
        return self._door


async def _open_once(path: Path) -> None:
    async with _open(path) as journal:
        await journal.append(Entry.of(Kind.CORE_STARTED, boot="bench", version="", clean=True))


async def _list_one(journal: SqliteJournal) -> None:
    await journal.apply_list(page(code("tc:12345678")))


async def _intents(journal: SqliteJournal) -> list[float]:
    took = []
    for number in range(_INTENTS):
        intent = DoorIntent(f"bench-{number}", "s", f"c{number}", "p", "p-1", number % 60 + 1, "", "token", 1)
        started = Entry.of(Kind.SESSION_STARTED, "s", entry="scanned")
        before_s = time.perf_counter()
        await journal.intend(intent, started, session_state=b"x" * 400)
        took.append((time.perf_counter() - before_s) * 1000)
        await journal.append(Entry.of(Kind.DOOR_CLOSED, intent=intent.intent, compartment=intent.compartment))
    return took


async def _decisions(journal: SqliteJournal) -> list[float]:
    """What the checker reads for one code."""
    took = []
    for _ in range(_DECISIONS):
        before_s = time.perf_counter()
        await journal.failed_attempts("scanned", 0.0)
        await journal.credential_by_id("C-tc:12345678")
        await journal.pickup("P0000007")
        await journal.credential_used_utc("nobody")
        await journal.compartments()
        took.append((time.perf_counter() - before_s) * 1000)
    return took


async def _starts(path: Path) -> tuple[list[float], list[float]]:
    """Seconds until it is open: after an orderly stop, and with a WAL that somebody left behind."""
    return [await _start(path) for _ in range(3)], [await _start(path, _leave_a_wal) for _ in range(3)]


async def _start(path: Path, before: Callable[[Path], None] | None = None) -> float:
    if before:
        await asyncio.to_thread(before, path)
    before_s = time.perf_counter()
    async with _open(path) as journal:
        took = time.perf_counter() - before_s
        assert journal.clean_stop is (before is None)
    return took


def _leave_a_wal(path: Path) -> None:
    with closing(sqlite3.connect(path)) as reader, closing(sqlite3.connect(path)) as writer:
        for number in range(200):
            writer.execute("INSERT OR REPLACE INTO sync_cursor VALUES (1, ?, 0.0)", (str(number),))
            writer.commit()
        wal = path.with_name(f"{path.name}-wal").read_bytes()
        reader.execute("SELECT 1").fetchone()
    path.with_name(f"{path.name}-wal").write_bytes(wal)
