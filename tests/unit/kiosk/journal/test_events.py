import asyncio
import hashlib
import sqlite3
import struct
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.record import Entry, Kind
from kiosk.errors import JournalError
from kiosk.journal import LedgerRefusedError, events, verify_file
from kiosk.journal.migrate import migrate

STARTED = Entry(Kind.SESSION_STARTED, {"entry": "scanned"}, "s1")
TRIGGERS = ("events_follow_without_gap", "events_are_never_changed", "events_are_deleted_only_once_archived")
COLUMNS = ("seq", "utc", "boot", "session", "kind", "body", "hash")


def rows(bench, query="SELECT * FROM events ORDER BY seq"):
    with closing(sqlite3.connect(bench.path)) as connection:
        return connection.execute(query).fetchall()


def as_attacker(connection):
    for trigger in TRIGGERS:
        connection.execute(f"DROP TRIGGER {trigger}")
    return connection


def test_an_event_stands_in_the_file_as_it_was_told(bench):
    bench.clock.now_s = 1234.5
    entry = Entry(Kind.DEVICE_LOST, {"device": "kamera æ", "detail": None, "a": [1, 2.5, True]}, "s9")

    assert bench.run(lambda journal: journal.append(entry)) == 1

    ((seq, utc, boot, session, kind, body, digest),) = rows(bench)
    assert (seq, utc, boot, session, kind) == (1, 1234.5, "boot-1", "s9", "device.lost")
    assert body == '{"a":[1,2.5,true],"detail":null,"device":"kamera \\u00e6"}'
    assert digest == events.chain_hash(events.GENESIS, 1, 1234.5, "boot-1", "s9", "device.lost", body)


def test_the_documented_encoding_of_the_chain(bench):
    """Computed by hand as the module says, so that a backend can do the same."""
    fields = [b"0" * 64, b"1", struct.pack(">d", 2.5), b"b", "sø".encode(), b"k", b"{}"]
    raw = b"".join(str(len(field)).encode() + b":" + field + b"," for field in fields)
    assert events.chain_hash(events.GENESIS, 1, 2.5, "b", "sø", "k", "{}") == hashlib.sha256(raw).hexdigest()


def test_seq_has_no_gap_under_many_concurrent_appends(bench):
    async def scenario(journal):
        return await asyncio.gather(*(journal.append(STARTED, STARTED) for _ in range(300)))

    assert bench.run(scenario) == list(range(2, 601, 2))
    assert [row[0] for row in rows(bench)] == list(range(1, 601))
    assert verify_file(bench.path) is None


def test_the_chain_goes_on_after_a_restart(bench):
    assert bench.run(lambda journal: journal.append(STARTED)) == 1
    assert bench.run(lambda journal: journal.append(STARTED)) == 2
    assert bench.run(lambda journal: journal.verify()) is None


def test_append_of_nothing_returns_the_last_seq(bench):
    async def scenario(journal):
        first = await journal.append()
        await journal.append(STARTED)
        return first, await journal.append(session_state=b"x"), await journal.load_session()

    assert bench.run(scenario) == (0, 1, b"x")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET body = '{}' WHERE seq = 1",
        "DELETE FROM events WHERE seq = 2",
        "INSERT INTO events VALUES (4, 0.0, '', '', '', '', '')",
        "INSERT INTO events VALUES (0, 0.0, '', '', '', '', '')",
        "INSERT OR REPLACE INTO events VALUES (1, 0.0, '', '', '', '', '')",
    ],
)
def test_the_file_itself_refuses_change_deletion_and_gaps(bench, statement):
    bench.run(lambda journal: journal.append(STARTED, STARTED))
    before = rows(bench)
    with closing(sqlite3.connect(bench.path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    assert rows(bench) == before


def test_a_body_that_is_no_json_is_refused_and_nothing_is_stored(bench):
    async def scenario(journal):
        for body in ({"x": float("nan")}, {"x": object()}):
            with pytest.raises(LedgerRefusedError, match=r"device\.lost"):
                await journal.append(STARTED, Entry(Kind.DEVICE_LOST, body))
        return await journal.append(STARTED)

    assert bench.run(scenario) == 1


@pytest.fixture
def chain():
    """A connection to a chain of six events, open to tampering."""
    connection = sqlite3.connect(":memory:")
    migrate(connection, "journal", lambda _: None)
    for number in range(6):
        entry = Entry(Kind.DEVICE_BACK, {"device": f"bus-{number}", "away_s": number * 0.5}, f"s{number}")
        events.append(connection, entry, events.head(connection), utc=1e9 + number / 3, boot="boot-1")
    connection.commit()
    yield as_attacker(connection)
    connection.close()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 6), st.sampled_from(COLUMNS), st.data())
def test_any_changed_byte_is_found_at_its_seq(chain, seq, column, data):
    (value,) = chain.execute(f"SELECT {column} FROM events WHERE seq = ?", (seq,)).fetchone()
    raw = value.encode() if isinstance(value, str) else None
    if raw is not None:
        place = data.draw(st.integers(0, len(raw) - 1))
        flipped = raw[place] ^ data.draw(st.integers(1, 255))
        changed = f"CAST(x'{(raw[:place] + bytes([flipped]) + raw[place + 1 :]).hex()}' AS TEXT)"
    elif column == "seq":
        changed = str(value ^ (1 << data.draw(st.integers(3, 60))))
    else:
        changed = repr(data.draw(st.floats(allow_nan=False, allow_infinity=False).filter(lambda utc: utc != value)))
    chain.execute("SAVEPOINT tampered")
    chain.execute(f"UPDATE events SET {column} = {changed} WHERE seq = ?", (seq,))
    assert events.verify(chain).seq == seq
    chain.execute("ROLLBACK TO tampered")
    assert events.verify(chain) is None


@pytest.mark.parametrize(
    ("statements", "bad"),
    [
        (["DELETE FROM events WHERE seq = 3"], 3),
        (["DELETE FROM events WHERE seq = 1"], 1),
        (["DELETE FROM events WHERE seq = 3", "UPDATE events SET seq = seq - 1 WHERE seq > 3"], 3),
        (
            [
                "UPDATE events SET seq = 99 WHERE seq = 2",
                "UPDATE events SET seq = 2 WHERE seq = 3",
                "UPDATE events SET seq = 3 WHERE seq = 99",
            ],
            2,
        ),
    ],
)
def test_deleted_and_reordered_events_are_found(chain, statements, bad):
    for statement in statements:
        chain.execute(statement)
    assert events.verify(chain).seq == bad


def test_a_chain_that_was_computed_anew_over_a_gap_is_found(chain):
    """Whoever deletes an event and mends every later hash still leaves its seq missing."""
    chain.execute("DELETE FROM events WHERE seq = 3")
    (previous,) = chain.execute("SELECT hash FROM events WHERE seq = 2").fetchone()
    for seq, *fields in chain.execute(
        "SELECT seq, utc, boot, session, kind, body FROM events WHERE seq > 3"
    ).fetchall():
        previous = events.chain_hash(previous, seq, *fields)
        chain.execute("UPDATE events SET hash = ? WHERE seq = ?", (previous, seq))
    assert events.verify(chain).seq == 3


def test_verify_of_a_journal_in_use_and_of_a_file_that_is_none(bench, tmp_path):
    async def scenario(journal):
        await journal.append(STARTED, STARTED)
        return verify_file(bench.path)

    assert bench.run(scenario) is None
    as_attacker(connection := sqlite3.connect(bench.path)).execute("UPDATE events SET boot = 'x' WHERE seq = 2")
    connection.commit()
    connection.close()
    assert verify_file(bench.path).seq == 2
    with pytest.raises(JournalError, match=r"nothing\.db"):
        verify_file(tmp_path / "nothing.db")
