"""SIGKILL at a chosen sync of the journal or write to the bus: no pulse without its durable intent, none in recovery,
no gap, and nothing lost that the backend has not heard. `--every-kill` tries them all.
"""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.helpers.killed_core import SYNCS, Collection, Stock, collect, stocked
from tests.helpers.witness import check_evidence, journal_rows

pytestmark = pytest.mark.kill

MOST_SYNCS, MOST_WRITES = 12, 10
"""Beyond those of a collection, which the first two tests count."""
SOME = {"sync": (4, 5, 6), "write": (4,)}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    every = {"sync": range(1, MOST_SYNCS + 1), "write": range(1, MOST_WRITES + 1)}
    for name, numbers in (every if metafunc.config.getoption("--every-kill") else SOME).items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, numbers)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return stocked(tmp_path_factory.mktemp("stock"))


def check(collection: Collection, stock: Stock) -> None:
    """What must hold whenever it was killed."""
    rows = journal_rows(collection.data)  # the chain verifies, and has no gap
    intended = Counter(row["compartment"] for row in rows if row["kind"] == "door.intent")
    assert Counter(collection.before) <= intended, "a pulse without a durable intent"
    assert collection.after == collection.before, "a pulse in recovery"
    assert max(intended.values(), default=0) <= 1, "the same parcel was intended twice"
    assert len(check_evidence(rows)) <= 1
    already = len(journal_rows(stock.data))
    with closing(sqlite3.connect(collection.data / "journal.sqlite3")) as connection:
        waiting = {seq for (seq,) in connection.execute("SELECT seq FROM outbox")}
    # A session's beginning is nobody's business but the kiosk's; what happened to doors and parcels is the backend's.
    owed = {row["seq"] for row in rows if row["seq"] > already and row["kind"].startswith(("door.", "parcel."))}
    assert owed <= waiting


def test_a_collection_that_nobody_kills(stock: Stock, tmp_path: Path) -> None:
    collection = asyncio.run(collect(stock, tmp_path, ("-e", f"trace={SYNCS}")))
    check(collection, stock)
    assert not collection.killed
    assert sum(collection.before.values()) == 1
    assert check_evidence(journal_rows(collection.data)) == list(collection.before)
    assert 6 <= collection.calls <= MOST_SYNCS


def test_killed_at_a_sync(stock: Stock, tmp_path: Path, sync: int) -> None:
    killing = f"inject={SYNCS}:signal=SIGKILL:when={sync}"
    collection = asyncio.run(collect(stock, tmp_path, ("-e", f"trace={SYNCS}", "-e", killing)))
    assert collection.killed or sync > 6
    check(collection, stock)


def test_killed_at_a_write_to_the_bus(stock: Stock, tmp_path: Path, write: int) -> None:
    killing = f"inject=write:signal=SIGKILL:when={write}"
    collection = asyncio.run(collect(stock, tmp_path, ("-e", "trace=write", "-e", killing), on_bus=True))
    assert collection.killed or write > 6
    check(collection, stock)
