"""What the journal costs: a durable INTENT, a start with a million events, a decision from them, ten years of disk."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Final

from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.journal import SqliteJournal, ledger
from kiosk.ports import AskedCode, Permit
from tests.bench.figures import Figure, Section, percentile
from tests.bench.settings import BenchSettings
from tests.helpers.fakes import NOW_UTC, SetClock
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
    """Write parcels as the journal does, `EVENTS_A_PARCEL` events each, but in one transaction; all were sent."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        (last,) = connection.execute("SELECT max(seq) FROM events").fetchone()
        for number in range((count - last) // EVENTS_A_PARCEL):
            entries = [replace(entry, send=False) for entry in _parcel(number)]
            ledger.append(connection, entries, ledger.Record(entries, 1.7e9 + number * 864.0, "b0" * 8, None))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _parcel(number: int) -> tuple[Entry, ...]:
    door, session, pickup = number % 60 + 1, f"{number:010d}", f"P{number:07d}"
    intent = DoorIntent(f"{session}-{door}-1", session, f"{number:016x}", pickup, f"{pickup}-1", door, "", "token", 1)
    about = {"intent": intent.intent, "compartment": door}
    whose = {"credential": intent.credential, "pickup": pickup, "parcel": intent.parcel, "actor": "", "reference": ""}
    return (
        Entry.of(Kind.SESSION_STARTED, session, entry="scanned"),
        ledger.intent_entry(intent),
        Entry.of(Kind.DOOR_OPENED, session, **about, already_open=False),
        Entry.of(Kind.DOOR_CLOSED, session, **about, recovered=False),
        Entry.of(Kind.PARCEL_COLLECTED, session, **about, **whose, pulse=1, opened_utc=1.7e9 + number * 864.0),
        Entry.of(Kind.SESSION_ENDED, session, reason="done"),
        Entry.of(Kind.DEVICE_LOST, device="backend", detail="away"),
        Entry.of(Kind.DEVICE_BACK, device="backend", away_s=12),
    )


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
    asked = AskedCode(NOW_UTC, digests=(code("tc:12345678").digest,))
    took = []
    for _ in range(_DECISIONS):
        before_s = time.perf_counter()
        assert (await journal.facts_for(asked)).credential
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
        for _ in range(200):
            writer.execute("UPDATE checkpoint SET seq = seq")
            writer.commit()
        wal = path.with_name(f"{path.name}-wal").read_bytes()
        reader.execute("SELECT 1").fetchone()
    path.with_name(f"{path.name}-wal").write_bytes(wal)
