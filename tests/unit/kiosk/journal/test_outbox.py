import sqlite3
from contextlib import closing

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.journal import LedgerRefusedError
from kiosk.journal.migrate import MIGRATIONS
from kiosk.journal.outbox import put

STARTED = Entry(Kind.SESSION_STARTED, {"entry": "scanned"}, "s1")
QUIET = Entry(Kind.DEVICE_BACK, {"device": "camera", "away_s": 1.5}, send=False)


def seqs(rows):
    return [row.event.seq for row in rows]


def test_only_what_is_to_be_sent_waits_in_order(bench):
    async def scenario(journal):
        await journal.append(STARTED, QUIET, STARTED)
        await journal.append(STARTED)
        return seqs(await journal.outbox(2)), seqs(await journal.outbox(10)), await journal.outbox_size()

    assert bench.run(scenario) == ([1, 3], [1, 3, 4], 3)


def test_a_row_is_the_event_with_its_hash(bench):
    async def scenario(journal):
        await journal.append(Entry(Kind.DEVICE_LOST, {"device": "bus", "detail": None, "n": [1, 2.5, True]}, "s1"))
        return await journal.outbox(1)

    ((event, number),) = [(row.event, row.number) for row in bench.run(scenario)]
    assert (event.seq, event.kind, event.utc, event.boot, event.session, number) == (
        1,
        Kind.DEVICE_LOST,
        1000.0,
        "boot-1",
        "s1",
        1,
    )
    assert event.body == {"device": "bus", "detail": None, "n": [1, 2.5, True]}
    assert len(event.hash) == 64


def test_half_a_surrogate_pair_comes_back_as_it_was_told(bench):
    name = "USB \ud800 Reader"

    async def scenario(journal):
        await journal.append(Entry(Kind.DEVICE_LOST, {"device": name}))
        return await journal.outbox(1)

    (row,) = bench.run(scenario)
    assert row.event.body == {"device": name}


def test_a_row_leaves_only_when_told_sent_and_the_event_stays(bench):
    async def scenario(journal):
        await journal.append(STARTED, STARTED, STARTED)
        await journal.outbox(10)
        await journal.sent([1, 3, 99])

    bench.run(scenario)

    async def later(journal):
        return (
            seqs(await journal.outbox(10)),
            await journal.outbox_size(),
            await journal.verify(),
            await journal.append(),
        )

    assert bench.run(later) == ([2], 1, None, 3)


def test_numbers_have_no_gap_and_are_never_given_twice(bench):
    async def scenario(journal):
        await journal.append(STARTED, QUIET, STARTED)
        await journal.sent([1, 3])
        await journal.append(QUIET, STARTED, STARTED)
        return [(row.number, row.event.seq) for row in await journal.outbox(10)]

    assert bench.run(scenario) == [(3, 5), (4, 6)]
    bench.run(lambda journal: journal.sent([5, 6]))
    bench.run(lambda journal: journal.append(STARTED))
    assert [row.number for row in bench.run(lambda journal: journal.outbox(10))] == [5]


def test_only_what_was_not_sent_yet_is_marked_as_late(bench):
    async def scenario(journal):
        await journal.append(STARTED, STARTED, STARTED)
        await journal.outbox_waits(1)
        first = [row.offline for row in await journal.outbox(10)]
        await journal.append(STARTED)
        return first, [row.offline for row in await journal.outbox(10)]

    assert bench.run(scenario) == ([False, True, True], [False, True, True, False])


def test_what_the_backend_said_is_written_with_the_deletion_or_not_at_all(bench):
    async def scenario(journal):
        await journal.append(STARTED, STARTED)
        with pytest.raises(LedgerRefusedError):
            await journal.sent([1, 2], Entry(Kind.ATTEMPT_FAILED, {}))
        kept = seqs(await journal.outbox(10))
        await journal.sent([1, 2], Entry(Kind.HANDOVER_CONFLICT, {"reason": "cancelled"}))
        return kept, seqs(await journal.outbox(10))

    assert bench.run(scenario) == ([1, 2], [3])


def test_what_is_set_aside_is_said_kept_and_sent_again_under_its_number(bench):
    async def scenario(journal):
        await journal.append(STARTED, STARTED, STARTED)
        await journal.outbox_waits(1)
        poison = (await journal.outbox(10))[1]
        await journal.set_aside(poison, 422, "invalid-request")
        rows = await journal.outbox(10)
        sizes = await journal.set_aside_size(), await journal.outbox_size()
        return rows, sizes, await journal.requeue_set_aside(), await journal.outbox(10), await journal.set_aside_size()

    rows, sizes, requeued, again, left = bench.run(scenario)
    assert [(row.number, row.event.seq) for row in rows] == [(1, 1), (3, 3), (4, 4)]
    assert rows[-1].event.kind is Kind.EVENT_SET_ASIDE
    assert rows[-1].event.body == {
        "event_seq": 2,
        "event_kind": "session.started",
        "status": 422,
        "code": "invalid-request",
    }
    assert (sizes, requeued, left) == ((1, 3), 1, 0)
    assert [(row.number, row.event.seq, row.offline) for row in again] == [
        (1, 1, False),
        (2, 2, True),
        (3, 3, True),
        (4, 4, False),
    ]


def test_setting_aside_does_not_breed(bench):
    async def scenario(journal):
        await journal.append(STARTED)
        for _ in range(3):
            for row in await journal.outbox(10):
                await journal.set_aside(row, 400, "no")
        return await journal.set_aside_size(), await journal.outbox_size(), await journal.append()

    assert bench.run(scenario) == (2, 0, 2)


def test_the_outbox_says_when_there_is_something_new(bench):
    heard = []

    async def scenario(journal):
        journal.watch_outbox(lambda: heard.append(1))
        await journal.append(QUIET)
        await journal.save_session(b"{}")
        assert heard == []
        await journal.append(QUIET, STARTED)
        await journal.sent([2])
        assert heard == [1]
        await journal.requeue_set_aside()
        assert heard == [1, 1]

    bench.run(scenario)


def test_rows_of_an_older_journal_are_numbered_in_their_order(tmp_path):
    """A file of the first schema with two rows left, one of them tried before."""
    first, newer = (MIGRATIONS / name for name in ("0001_initial.sql", "0005_outbox.sql"))
    with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as connection:
        connection.executescript(first.read_text())
        for seq in range(1, 5):
            connection.execute("INSERT INTO events VALUES (?, 0.0, 'b', '', 'session.started', '{}', '')", (seq,))
        connection.executemany("INSERT INTO outbox VALUES (?, ?)", [(2, 3), (4, 0)])
        connection.executescript(newer.read_text())
        put(connection, 3)
        rows = connection.execute("SELECT number, seq, offline FROM outbox ORDER BY number").fetchall()
    assert rows == [(1, 2, 1), (2, 4, 0), (3, 3, 0)]


def test_an_event_that_was_refused_is_not_sent(bench):
    async def scenario(journal):
        with pytest.raises(LedgerRefusedError):
            await journal.append(STARTED, Entry(Kind.ATTEMPT_FAILED, {}))
        return await journal.outbox_size()

    assert bench.run(scenario) == 0
