import asyncio
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from functools import partial

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.errors import JournalError
from kiosk.journal import database
from kiosk.journal.backup import keep_copy
from kiosk.journal.migrate import MIGRATIONS, migrate

NEWEST = max(int(file.name[:4]) for file in MIGRATIONS.glob("*.sql"))
STARTED = Entry(Kind.SESSION_STARTED, {"entry": "scanned"}, "s1")


async def nothing(journal):
    return journal.clean_stop


def raw(bench):
    return closing(sqlite3.connect(bench.path))


def test_commits_are_durable_and_constraints_hold(bench):
    async def scenario(journal):
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "user_version")
        return await journal._writer.run(
            lambda connection: [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
        )

    assert bench.run(scenario) == ["wal", 2, 1, 5000, NEWEST]
    assert bench.path.stat().st_mode & 0o777 == 0o600


def test_every_table_is_strict(bench):
    bench.run(nothing)
    with raw(bench) as connection:
        tables = connection.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    loose = {name for name, strict in tables if not strict}
    assert loose == {"sqlite_schema"}
    assert {"events", "intents", "outbox", "pickups", "session_state"} <= {name for name, _ in tables}


def test_a_second_opening_of_the_file_is_refused(bench):
    async def scenario(journal):
        with pytest.raises(JournalError, match="another process"):
            async with bench.open():
                pass
        return await journal.append(STARTED)

    assert bench.run(scenario) == 1
    assert bench.run(lambda journal: journal.append(STARTED)) == 2  # the lock was let go


def test_a_second_process_is_refused(bench):
    program = f"""
from pathlib import Path
from kiosk.journal.database import open_database
open_database(Path({str(bench.path)!r}))
"""

    async def scenario(journal):
        return await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", program], capture_output=True, text=True, check=False
        )

    second = bench.run(scenario)
    assert second.returncode == 1
    assert "JournalError" in second.stderr
    assert "another process" in second.stderr


def test_a_missing_folder_is_named(bench, tmp_path):
    bench.path = tmp_path / "nowhere" / "journal.db"
    with pytest.raises(JournalError, match="nowhere"):
        bench.run(nothing)


def test_an_old_sqlite_is_refused(bench, monkeypatch):
    monkeypatch.setattr(database, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(JournalError, match="too old"):
        bench.run(nothing)


def test_a_file_that_is_no_database_is_refused_with_what_to_do_and_left_alone(bench):
    bench.path.write_bytes(b"not a database at all" * 500)
    with pytest.raises(JournalError, match=r"move journal\.db.* aside"):
        bench.run(nothing)
    assert bench.path.read_bytes() == b"not a database at all" * 500


def test_a_damaged_page_is_found_at_start(bench):
    bench.run(lambda journal: journal.append(*[STARTED] * 500))
    damaged = bytearray(bench.path.read_bytes())
    damaged[-4096 * 4 : -4096] = b"\xa5" * (4096 * 3)
    bench.path.write_bytes(damaged)
    with pytest.raises(JournalError, match="damaged"):
        bench.run(nothing)
    bench.path.unlink()
    assert bench.run(nothing) is True  # moved aside as told: a new one begins


def test_an_unclean_stop_is_seen_and_checked_more_closely(bench, tmp_path):
    """A copy of file and WAL while the journal is open is what a power cut leaves."""

    async def scenario(journal):
        await journal.append(STARTED)
        for name in ("journal.db", "journal.db-wal"):
            shutil.copy(tmp_path / name, tmp_path / f"cut-{name}")
        return journal.clean_stop

    assert bench.run(scenario) is True
    assert bench.run(nothing) is True
    bench.path = tmp_path / "cut-journal.db"
    asked = []
    real = sqlite3.connect

    def tracing(*arguments, **options):
        connection = real(*arguments, **options)
        connection.set_trace_callback(asked.append)
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", tracing)
        assert bench.run(nothing) is False
        assert bench.run(nothing) is True
    checks = [line.removeprefix("PRAGMA ") for line in asked if "check('" in line]
    small = ["outbox", "session_state", "blocked_compartments", "failed_attempts", "pickups"]
    assert {f"{kind}_check('{table}')" for kind in ("integrity", "quick") for table in small} <= set(checks)
    assert bench.run(lambda journal: journal.append()) == 1


# --- migrations ---


def test_a_newer_schema_is_refused_and_left_alone(bench):
    bench.run(nothing)
    with raw(bench) as connection:
        connection.execute(f"PRAGMA user_version = {NEWEST + 1}")
    with pytest.raises(JournalError, match=f"schema {NEWEST + 1} is newer"):
        bench.run(nothing)
    with raw(bench) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (NEWEST + 1,)


def test_another_programs_database_is_refused(bench):
    with raw(bench) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    with pytest.raises(JournalError, match="not a journal"):
        bench.run(nothing)


def test_a_file_is_copied_before_it_is_migrated(bench, tmp_path):
    bench.run(lambda journal: journal.append(STARTED))
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "9999_colour.sql").write_text("ALTER TABLE pickups ADD COLUMN colour TEXT;")
    with raw(bench) as connection:
        migrate(connection, str(bench.path), partial(keep_copy, connection, bench.path), folder)
        assert connection.execute("PRAGMA user_version").fetchone() == (9999,)
        assert connection.execute("SELECT colour FROM pickups").fetchall() == []
    with closing(sqlite3.connect(tmp_path / "journal.db.before-9999")) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        assert copy.execute("SELECT seq FROM events").fetchall() == [(1,)]


def test_a_new_file_needs_no_copy(bench, tmp_path):
    bench.run(nothing)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journal.db", "journal.db.lock"]


def test_a_migration_that_fails_leaves_the_file_as_it_was(bench, tmp_path):
    bench.run(nothing)
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "9999_bad.sql").write_text("CREATE TABLE half (id INTEGER); SELECT * FROM nowhere;")
    with raw(bench) as connection:
        with pytest.raises(JournalError, match=r"9999_bad\.sql.*nowhere"):
            migrate(connection, str(bench.path), partial(keep_copy, connection, bench.path), folder)
        assert connection.execute("PRAGMA user_version").fetchone() == (NEWEST,)
        assert connection.execute("SELECT * FROM sqlite_schema WHERE name = 'half'").fetchall() == []
    assert bench.run(nothing) is True


@pytest.mark.allow_warnings
def test_a_start_that_was_cancelled_lets_the_file_go(bench):
    async def main():
        async def start():
            async with bench.open():
                pass

        async with asyncio.TaskGroup() as tasks:
            starting = tasks.create_task(start())
            await asyncio.sleep(0)
            starting.cancel()

    asyncio.run(main())
    for thread in threading.enumerate():
        if thread.name == "journal":
            thread.join(5)
            assert not thread.is_alive()
    assert bench.run(nothing) is True
