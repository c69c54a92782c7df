"""What the backend acknowledged and has lost goes back into the outbox, and nothing else does."""

from dataclasses import replace

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.domain.site_list import JournalAnchor, ListFault, SiteListPage, checksum_of
from kiosk.journal import again

STARTED = Entry(Kind.SESSION_STARTED, {"entry": "scanned"}, "s1")
QUIET = replace(STARTED, send=False)


def whole(epoch, journal=None):
    return SiteListPage(f"{epoch}-1", True, 1.0, epoch=epoch, version=1, checksum=checksum_of(()), journal=journal)


async def told(journal, *entries):
    """Append and have all of it acknowledged; the anchors by seq."""
    await journal.append(*entries)
    rows = await journal.outbox(10_000)
    await journal.sent([row.event.seq for row in rows])
    return {row.event.seq: JournalAnchor(row.event.seq, row.event.hash) for row in rows}


async def waiting(journal):
    return [(row.number, row.event.seq, row.event.kind) for row in await journal.outbox(10_000)]


def sent(*rows):
    return [(number, seq, Kind.SESSION_STARTED) for number, seq in rows]


@pytest.fixture
def exact(monkeypatch):
    """Nothing is told again to be on the safe side."""
    monkeypatch.setattr(again, "LEAST", 0)


def test_what_came_after_the_event_that_is_named_is_sent_again_under_its_number(bench):
    async def scenario(journal):
        anchors = await told(journal, STARTED, QUIET, STARTED, STARTED)
        await journal.append(STARTED)
        assert await journal.send_again(anchors[1])
        return await waiting(journal)

    *rows, (number, _, said) = bench.run(scenario)
    assert rows == sent((2, 3), (3, 4), (4, 5))
    assert (number, said) == (5, Kind.EVENTS_SENT_AGAIN)


def test_it_is_the_same_event_and_was_late_or_not_as_before(bench):
    async def scenario(journal):
        await journal.append(STARTED, STARTED)
        await journal.outbox_waits(1)
        before = await journal.outbox(10)
        await journal.sent([1, 2])
        await journal.send_again(JournalAnchor(1, before[0].event.hash))
        return before[1], (await journal.outbox(10))[0]

    before, after = bench.run(scenario)
    assert before == after
    assert before.offline


def test_what_has_gone_once_more_is_known_as_acknowledged_once_more(bench):
    async def scenario(journal):
        anchors = await told(journal, STARTED, STARTED)
        await journal.send_again(anchors[1])
        await journal.sent([2, 3])
        assert await journal.outbox(10) == []
        assert await journal.send_again(anchors[1])
        return await waiting(journal)

    assert bench.run(scenario)[:1] == sent((2, 2))


def test_what_the_backend_has_refused_stays_where_it_is(bench):
    async def scenario(journal):
        anchors = await told(journal, STARTED)
        await journal.append(STARTED)
        await journal.set_aside((await journal.outbox(1))[0], 422, "invalid-request")
        await told(journal, STARTED)
        await journal.send_again(anchors[1])
        return [seq for _, seq, _ in await waiting(journal)], await journal.set_aside_size()

    assert bench.run(scenario) == ([3, 4, 5], 1)


def test_a_backend_that_has_all_is_told_nothing_again(bench):
    async def scenario(journal):
        anchors = await told(journal, STARTED, STARTED)
        assert not await journal.send_again(anchors[2])
        return await journal.outbox_size(), await journal.append()

    assert bench.run(scenario) == (0, 2)


def test_an_event_that_was_set_aside_and_came_later_is_the_last_one(bench):
    """The order is that of the acknowledgements, not of the numbers: it is so that a backend counts."""

    async def scenario(journal):
        await journal.append(STARTED, STARTED)
        [late, _] = await journal.outbox(10)
        await journal.set_aside(late, 422, "no")
        anchors = await told(journal)
        await journal.requeue_set_aside()
        anchors |= await told(journal)
        last = await journal.last_acknowledged()
        assert not await journal.is_before(anchors[1], last)
        assert await journal.is_before(anchors[3], last)
        await journal.send_again(anchors[3])
        return [seq for _, seq, _ in await waiting(journal)]

    assert bench.run(scenario) == [1, 4]


def test_an_event_that_is_not_acknowledged_yet_is_no_older_than_any(bench):
    async def scenario(journal):
        await told(journal, STARTED)
        await journal.append(STARTED)
        known = JournalAnchor(2, (await journal.outbox(1))[0].event.hash)
        return await journal.is_before(known, 99), await journal.send_again(known)

    assert bench.run(scenario) == (False, False)


def test_hand_overs_are_not_the_last_event(bench, intent):
    """Not every backend names one as an event."""

    async def scenario(journal):
        await journal.intend(intent())
        facts = {"intent": "i1", "compartment": 7}
        await journal.append(
            Entry(Kind.DOOR_OPENED, facts),
            Entry(Kind.PARCEL_COLLECTED, {**facts, "pickup": "PICKUP01", "parcel": "p1"}),
        )
        anchors = await told(journal)
        return await journal.is_before(anchors[2], await journal.last_acknowledged())

    assert bench.run(scenario) is False


def test_another_epoch_is_told_what_it_does_not_name(bench, exact):
    heard = []

    async def scenario(journal):
        assert await journal.apply_list(whole("e1")) is None
        anchors = await told(journal, STARTED, STARTED, STARTED)
        journal.watch_outbox(lambda: heard.append(1))
        assert await journal.apply_list(whole("e2", anchors[1])) is None
        return await waiting(journal)

    assert bench.run(scenario)[:-1] == sent((2, 2), (3, 3))
    assert heard == [1]


def test_another_epoch_is_told_the_newest_again_even_if_it_names_a_newer(bench, monkeypatch):
    """It may have been told that one after it was put back, before it was asked for its list."""
    monkeypatch.setattr(again, "LEAST", 2)

    async def scenario(journal):
        await journal.apply_list(whole("e1"))
        anchors = await told(journal, STARTED, STARTED, STARTED)
        await journal.apply_list(whole("e2", anchors[3]))
        return await waiting(journal)

    assert bench.run(scenario)[:-1] == sent((2, 2), (3, 3))


@pytest.mark.parametrize("named", [None, "same"])
def test_a_database_that_was_built_anew_and_the_same_epoch_are_told_nothing(bench, named):
    async def scenario(journal):
        await journal.apply_list(whole("e1"))
        anchors = await told(journal, STARTED, STARTED)
        await journal.apply_list(whole("e2") if named is None else whole("e1", anchors[1]))
        return await journal.outbox_size()

    assert bench.run(scenario) == 0


def test_the_first_list_of_all_tells_nothing_again(bench):
    async def scenario(journal):
        anchors = await told(journal, STARTED, STARTED)
        await journal.apply_list(whole("e1", anchors[1]))
        return await journal.outbox_size()

    assert bench.run(scenario) == 0


def test_a_page_that_is_refused_changes_nothing(bench):
    async def scenario(journal):
        await journal.apply_list(whole("e1"))
        anchors = await told(journal, STARTED, STARTED)
        bad = replace(whole("e2", anchors[1]), checksum="0")
        return await journal.apply_list(bad), await journal.outbox_size()

    assert bench.run(scenario) == (ListFault.CHECKSUM, 0)
