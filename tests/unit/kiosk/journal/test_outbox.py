import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.journal import LedgerRefusedError

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

    ((event, tries),) = [(row.event, row.tries) for row in bench.run(scenario)]
    assert (event.seq, event.kind, event.utc, event.boot, event.session, tries) == (
        1,
        Kind.DEVICE_LOST,
        1000.0,
        "boot-1",
        "s1",
        0,
    )
    assert event.body == {"device": "bus", "detail": None, "n": [1, 2.5, True]}
    assert len(event.hash) == 64


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


def test_tries_count_how_often_a_row_was_handed_out_before(bench):
    async def scenario(journal):
        await journal.append(STARTED, STARTED)
        return [[row.tries for row in await journal.outbox(limit)] for limit in (1, 2, 2)]

    assert bench.run(scenario) == [[0], [1, 0], [2, 1]]
    assert [row.tries for row in bench.run(lambda journal: journal.outbox(2))] == [3, 2]


def test_an_event_that_was_refused_is_not_sent(bench):
    async def scenario(journal):
        with pytest.raises(LedgerRefusedError):
            await journal.append(STARTED, Entry(Kind.ATTEMPT_FAILED, {}))
        return await journal.outbox_size()

    assert bench.run(scenario) == 0
