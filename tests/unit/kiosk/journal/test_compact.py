"""Old events leave the journal for the archive, and nothing that counts is lost with them."""

import asyncio
import gzip
import sqlite3
from contextlib import closing, suppress

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.errors import ChainBrokenError
from kiosk.journal import archive, compact, database, events
from kiosk.journal.audit import audit, rows
from kiosk.journal.chain import Link
from kiosk.journal.database import open_database

DAY_S = 86_400.0


def parcels(bench, intent, count, *, first=0, sent=True):
    """`count` collections, one a day, each acknowledged by the backend."""

    async def scenario(journal):
        for number in range(first, first + count):
            bench.clock.now_s = number * DAY_S
            name, door = f"i{number}", number % 24 + 1
            facts = {"intent": name, "compartment": door}
            decided = intent(name, credential=f"c{number}", pickup=f"p{number}", compartment=door)
            await journal.append(Entry(Kind.ATTEMPT_FAILED, {"entry": "typed"}))
            await journal.intend(decided)
            await journal.append(
                Entry(Kind.DOOR_OPENED, facts),
                Entry(Kind.PARCEL_COLLECTED, {**facts, "pickup": f"p{number}", "parcel": "p1"}),
                Entry(Kind.DOOR_CLOSED, facts),
            )
        if sent:
            await journal.sent([row.event.seq for row in await journal.outbox(10_000)])
        return await journal._writer.run(events.head)

    return bench.run(scenario)


def compacted(bench, older_than_utc, keep_events=1):
    with closing(open_database(bench.path)) as opened:
        last = compact.last_movable(opened.connection, older_than_utc, keep_events)
        while compact.step(opened.connection, archive.archive_of(bench.path), last):
            pass
        compact.forget(opened.connection)


def count(bench, table):
    with closing(sqlite3.connect(bench.path)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(compact, "STEP_EVENTS", 7)


def test_what_is_old_leaves_the_journal_and_the_chain_goes_on(bench, intent):
    head = parcels(bench, intent, 20)
    compacted(bench, 10 * DAY_S)

    with closing(sqlite3.connect(bench.path)) as connection:
        assert connection.execute("SELECT min(seq), max(seq) FROM events").fetchone() == (51, 100)
    found = audit(bench.path)
    assert (found.first, found.head, found.broken) == (1, Link(*head), None)
    assert [row[0] for row in rows(bench.path, 1)] == list(range(1, 101))
    assert [row[0] for row in rows(bench.path, 49)] == list(range(49, 101))
    assert bench.run(lambda journal: journal.verify()) is None
    assert bench.run(lambda journal: journal.append(Entry(Kind.SESSION_STARTED, {"entry": "scanned"}))) == 101
    assert audit(bench.path).events == 101


def test_a_used_credential_stays_used_and_what_nothing_needs_is_forgotten(bench, intent):
    parcels(bench, intent, 60)
    compacted(bench, 30 * DAY_S)
    assert bench.run(lambda journal: journal.credential_used_utc("c3")) == 3 * DAY_S
    assert [count(bench, table) for table in ("openings", "collected_parcels", "failed_attempts")] == [30, 30, 30]
    assert count(bench, "intents") == 30
    assert count(bench, "acknowledged") == count(bench, "events")
    assert count(bench, "credential_uses") == 60


def test_a_parcel_that_the_list_still_names_stays_collected(bench, intent):
    parcels(bench, intent, 20)
    with closing(sqlite3.connect(bench.path)) as connection:
        connection.execute("INSERT INTO pickups VALUES ('p3', '', 1, '{}')")
        connection.commit()
    compacted(bench, 10 * DAY_S)
    with closing(sqlite3.connect(bench.path)) as connection:
        kept = connection.execute("SELECT pickup FROM collected_parcels ORDER BY utc").fetchall()
        assert kept[:2] == [("p3",), ("p10",)]
        connection.execute("DELETE FROM pickups")
        connection.commit()
    compacted(bench, 10 * DAY_S)
    assert count(bench, "collected_parcels") == 10


def test_what_the_backend_has_not_heard_stays(bench, intent):
    parcels(bench, intent, 4)
    parcels(bench, intent, 10, first=4, sent=False)
    compacted(bench, 1e12)
    with closing(sqlite3.connect(bench.path)) as connection:
        assert connection.execute("SELECT min(seq) FROM events").fetchone() == (21,)
    assert len(bench.run(lambda journal: journal.outbox(1000))) == 50


def test_an_open_intent_holds_back_what_came_after_it(bench, intent):
    parcels(bench, intent, 2)

    async def left_open(journal):
        await journal.intend(intent("open", compartment=24))
        await journal.sent([row.event.seq for row in await journal.outbox(100)])

    bench.run(left_open)
    parcels(bench, intent, 10, first=3)
    compacted(bench, 1e12)
    (found,) = bench.run(lambda journal: journal.open_intents())
    assert (found.intent.intent, found.seq) == ("open", 11)
    with closing(sqlite3.connect(bench.path)) as connection:
        assert connection.execute("SELECT min(seq) FROM events").fetchone() == (11,)


def test_the_newest_stay_whatever_the_clock_says(bench, intent):
    parcels(bench, intent, 20)
    compacted(bench, 1e12, keep_events=40)
    assert count(bench, "events") == 40
    compacted(bench, 1e12, keep_events=0)
    assert count(bench, "events") == 1  # the next event chains over it


def test_only_what_holds_an_event_back_refers_to_it(bench):
    """A foreign key to `events` keeps its event in the journal. A table that is a projection must not have one."""
    bench.run(lambda journal: journal.append())
    with closing(sqlite3.connect(bench.path)) as connection:
        tables = connection.execute(
            "SELECT tables.name FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys "
            "WHERE keys.\"table\" = 'events'"
        ).fetchall()
    assert {name for (name,) in tables} <= {"outbox", "set_aside"}
    assert "outbox" in {name for (name,) in tables}


def test_the_file_itself_refuses_to_delete_what_is_not_archived(bench, intent):
    parcels(bench, intent, 20)
    compacted(bench, 10 * DAY_S)
    with closing(sqlite3.connect(bench.path)) as connection:
        for statement in (
            "DELETE FROM events WHERE seq = 51",
            "UPDATE checkpoint SET seq = 3",
            "UPDATE checkpoint SET archive_bytes = 0",
            "DELETE FROM checkpoint",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)


class PowerCutError(Exception):
    pass


@pytest.mark.parametrize("moment", ["before the commit", "torn append"])
def test_a_power_cut_between_archive_and_journal_loses_and_doubles_nothing(bench, intent, moment, monkeypatch):
    parcels(bench, intent, 20)
    compacted(bench, 3 * DAY_S)
    real = archive.append

    def cut(path, valid, moved):
        real(path, valid, moved)
        if moment == "torn append":
            path.write_bytes(path.read_bytes()[:-9])
        raise PowerCutError

    monkeypatch.setattr(archive, "append", cut)
    with suppress(PowerCutError):
        compacted(bench, 10 * DAY_S)
    monkeypatch.setattr(archive, "append", real)
    assert audit(bench.path).broken is None
    assert [row[0] for row in rows(bench.path, 1)] == list(range(1, 101))
    compacted(bench, 10 * DAY_S)
    assert audit(bench.path).broken is None
    assert [row[0] for row in rows(bench.path, 1)] == list(range(1, 101))


def test_a_broken_chain_is_not_moved(bench, intent, monkeypatch):
    monkeypatch.setattr(database, "_NEWEST_EVENTS", 10)  # a start does not see it
    parcels(bench, intent, 20)
    with closing(sqlite3.connect(bench.path)) as connection:
        connection.execute("DROP TRIGGER events_are_never_changed")
        connection.execute("UPDATE events SET body = '{}' WHERE seq = 9")
        connection.commit()
    with pytest.raises(ChainBrokenError, match="event 9"):
        compacted(bench, 10 * DAY_S)
    assert count(bench, "events") == 93


# --- the archive ---


def test_the_archive_is_plain_text_behind_zcat(bench, intent):
    parcels(bench, intent, 20)
    compacted(bench, 10 * DAY_S)
    lines = gzip.decompress(archive.archive_of(bench.path).read_bytes()).splitlines()
    assert len(lines) == 50
    assert archive.archive_of(bench.path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("spoil", ["edit", "cut", "other", "gone"])
def test_an_archive_that_was_tampered_with_is_found(bench, intent, spoil):
    parcels(bench, intent, 20)
    compacted(bench, 10 * DAY_S)
    file = archive.archive_of(bench.path)
    text = gzip.decompress(file.read_bytes())
    match spoil:
        case "edit":
            file.write_bytes(gzip.compress(text.replace(b'"typed', b'"tiped', 1).replace(b"typed", b"tiped", 1)))
        case "cut":
            file.write_bytes(gzip.compress(b"\n".join(text.splitlines()[:30]) + b"\n"))
        case "other":
            file.write_bytes(b"no archive")
        case "gone":
            file.unlink()
    found = audit(bench.path)
    if spoil == "gone":
        assert (found.first, found.events, found.broken) == (51, 50, None)
    else:
        assert str(file) in found.broken.what


def test_an_archive_that_is_too_short_is_not_written_over(bench, intent):
    parcels(bench, intent, 20)
    compacted(bench, 5 * DAY_S)
    file = archive.archive_of(bench.path)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(OSError, match="shorter"):
        compacted(bench, 10 * DAY_S)


def test_a_start_after_everything_was_moved(bench, intent):
    parcels(bench, intent, 3)
    compacted(bench, 1e12)
    assert asyncio.run(_appended(bench)) == 16
    assert audit(bench.path).broken is None


async def _appended(bench):
    async with bench.open() as journal:
        return await journal.append(Entry(Kind.SESSION_STARTED, {"entry": "scanned"}))
