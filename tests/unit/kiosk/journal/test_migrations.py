"""Journals as older programs left them (tests/data/journals) come to the newest schema with nothing lost."""

import errno
import os
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from kiosk.domain.record import Kind
from kiosk.errors import JournalError, JournalFault
from kiosk.journal import backup
from kiosk.journal.audit import audit
from kiosk.journal.backup import keep_copy
from kiosk.journal.migrate import MIGRATIONS, migrate

GOLDEN = sorted((Path(__file__).parents[3] / "data" / "journals").glob("version-*.sql"))
NEWEST = max(int(file.name[:4]) for file in MIGRATIONS.glob("*.sql"))


@pytest.fixture(params=GOLDEN, ids=lambda file: file.stem)
def golden(request, bench):
    """The path of a journal made from a dump."""
    with closing(sqlite3.connect(bench.path)) as connection:
        connection.executescript(request.param.read_text("utf-8"))
        connection.execute("PRAGMA journal_mode = WAL")
    return bench.path


def contents(path):
    """Every row of every table, by column name."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names}


def known(rows, columns):
    """The values of these columns, in an order of their own."""
    return sorted(repr([row[column] for column in columns]) for row in rows)


def test_nothing_is_lost(golden, bench):
    before = contents(golden)
    bench.run(lambda journal: journal.append())
    after = contents(golden)
    for table, rows in before.items():
        assert rows, f"{table}: the golden file has no row of it"
        if table == "sync_cursor":
            assert after[table] == []  # migration 2: the next sync brings the whole list
            continue
        columns = [column for column in rows[0] if column in after[table][0]]
        assert len(columns) >= 1
        kept = known(after[table], columns)
        assert [row for row in known(rows, columns) if row not in kept] == [], table
    assert list(before["events"][0]) == list(after["events"][0])
    found = audit(golden)
    # What was listed enters the ledger of custody, as events behind the old ones.
    assert (found.broken, found.first, found.head.seq) == (None, 1, len(after["events"]))
    assert after["events"][: len(before["events"])] == before["events"]


def test_what_it_says_is_understood(golden, bench):
    async def scenario(journal):
        listed = await journal.pickup("7KQF2M9X")
        assert [parcel.state.value for parcel in listed.parcels].count("collected") == 1
        assert listed.buyer == "Åse Ødegård"
        assert await journal.credential_used_utc("C-1") is not None
        assert (await journal.account("A-1")).name == "Bygg & Sønn"
        assert (await journal.employee("E-1")).name == "Kåre"
        assert {found.intent.intent: found.state for found in await journal.open_intents()} == {
            "i1": "opened",
            "i2": "unknown",
            "i3": "jammed",
            "i4": "intent",
        }
        assert sorted(await journal.compartments()) == [3, 23]
        assert len((await journal.failures(bench.clock.utc_s()))["typed"]) == 1
        rows = await journal.outbox(1000)
        assert await journal.outbox_size() == len(rows)
        return {row.event.kind for row in rows}

    kinds = bench.run(scenario)
    assert len(kinds) > len(Kind) - 10  # every kind there was, but those that were acknowledged


def test_a_copy_from_before_is_kept_and_is_whole(golden, bench):
    before = contents(golden)
    with closing(sqlite3.connect(golden)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    bench.run(lambda journal: journal.append())
    (copy,) = golden.parent.glob("*.before-*")
    assert contents(copy) == before
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_copy_is_durable_before_anything_changes(golden, bench, monkeypatch):
    happened = []
    real = os.fsync

    def fsync(handle):
        happened.append(Path(f"/proc/self/fd/{handle}").resolve().name)
        real(handle)

    def apply(connection, number, file):
        happened.append(number)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr("kiosk.journal.migrate._apply", apply)
    with closing(sqlite3.connect(golden)) as connection:
        migrate(connection, "journal", partial(keep_copy, connection, golden))
    name = next(golden.parent.glob("*.before-*")).name
    assert happened[:2] == [f"{name}.part", golden.parent.name]
    assert happened[2:]
    assert set(map(type, happened[2:])) == {int}


def test_every_migration_that_fails_half_way_leaves_the_file_as_it_was(golden, tmp_path):
    for broken in sorted(MIGRATIONS.glob("*.sql")):
        with closing(sqlite3.connect(golden)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if int(broken.name[:4]) <= version:
                continue
            before = contents(golden)
            folder = tmp_path / broken.stem
            folder.mkdir()
            (folder / broken.name).write_text(broken.read_text() + "\nSELECT * FROM nowhere;")
            with pytest.raises(JournalError, match=broken.name):
                migrate(connection, "journal", lambda _: None, folder)
            assert connection.execute("PRAGMA user_version").fetchone() == (version,)
            assert connection.execute("PRAGMA writable_schema").fetchone() == (0,)
        assert contents(golden) == before


def test_only_a_few_copies_are_kept(golden):
    with closing(sqlite3.connect(golden)) as connection:
        for number in range(2, 8):
            keep_copy(connection, golden, number)
    kept = sorted(copy.name[-4:] for copy in golden.parent.glob("*.before-*"))
    assert kept == ["0005", "0006", "0007"]


def test_no_room_for_the_copy_is_a_full_disk_and_nothing_changes(golden, bench, monkeypatch):
    before = contents(golden)

    def full(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup, "sync", full)
    with pytest.raises(JournalError, match="before-") as caught:
        bench.run(lambda journal: journal.append())
    assert caught.value.fault is JournalFault.DISK_FULL
    assert contents(golden) == before
    assert list(golden.parent.glob("*.part")) == []
