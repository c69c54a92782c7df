"""Invariant E6 at every single write, sync and truncation of a journey: the first failure is the last."""

import asyncio
import sqlite3
from contextlib import closing
from functools import partial

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.errors import JournalError, JournalFault
from kiosk.journal import SqliteJournal
from kiosk.journal.inline import InlineWriter
from tests.helpers import stock
from tests.helpers.faulty_disk import FAULTS, Disk, faulty

EXPECTED = {
    "SQLITE_FULL": JournalFault.DISK_FULL,
    "SQLITE_IOERR": JournalFault.FAILED,
    "SQLITE_READONLY": JournalFault.DISK_READ_ONLY,
    "SQLITE_CORRUPT": JournalFault.DAMAGED,
    "SQLITE_NOTADB": JournalFault.DAMAGED,
    "SQLITE_CANTOPEN": JournalFault.FAILED,
}

pytestmark = [
    pytest.mark.allow_warnings,
    # What fails while the file is closed can be told to nobody.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


async def journey(journal, intent):
    """Everything that writes, as in a day: list, attempt, hand-out, acknowledgement, technician's block."""
    await journal.append(Entry(Kind.CORE_STARTED, {"boot": "b"}))
    await journal.apply_list(stock.page(stock.code("tc:12345678"), stock.badge("B", "E-1")))
    await journal.append(Entry(Kind.ATTEMPT_FAILED, {"entry": "typed"}), session_state=b"typing")
    for number in range(2):
        facts = {"intent": f"i{number}", "compartment": number}
        started = Entry(Kind.SESSION_STARTED, {"entry": "scanned"})
        decided = intent(f"i{number}", compartment=number, parcel=f"p{number}")
        await journal.intend(decided, started, session_state=b"x" * 5000)
        await journal.append(Entry(Kind.DOOR_OPENED, facts), session_state=b"open")
        collected = {**facts, "pickup": "PICKUP01", "parcel": f"p{number}"}
        await journal.append(Entry(Kind.DOOR_CLOSED, facts), Entry(Kind.PARCEL_COLLECTED, collected))
    await journal.save_session(None)
    await journal.sent([row.event.seq for row in await journal.outbox(4)])
    await journal.append(Entry(Kind.COMPARTMENT_BLOCKED, {"compartment": 3, "reason": "dirty", "actor": "t"}))
    await journal._writer.run(lambda connection: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())


async def refuses_everything(journal, intent, disk):
    """Nothing that is asked for later reaches the disk, which works again by now."""
    before = disk.operations
    for call in (
        lambda: journal.intend(intent("later")),
        lambda: journal.append(Entry(Kind.CORE_STARTED)),
        lambda: journal.save_session(b"x"),
        lambda: journal.apply_list(stock.page()),
        lambda: journal.sent([1]),
        lambda: journal.outbox(5),
        journal.open_intents,
    ):
        with pytest.raises(JournalError):
            await call()
    assert disk.operations == before


def play(bench, intent, disk):
    """The fault that was told, or None if all went well."""

    async def main(open_journal):
        writer = InlineWriter(partial(open_journal, bench.path))
        async with SqliteJournal.on(writer, boot="boot", clock=bench.clock, issue=bench.issue) as journal:
            try:
                await journey(journal, intent)
            except JournalError as error:
                await refuses_everything(journal, intent, disk)
                return error.fault
            return None

    with faulty(disk) as open_journal:
        try:
            return asyncio.run(main(open_journal))
        except JournalError as error:  # it could not even be opened
            return error.fault


def check_what_is_durable(bench):
    """The disk is well again: each permit has its intent, and what was refused left nothing behind."""
    permits = {permit.intent for permit in bench.permits}

    async def look(open_journal):
        writer = InlineWriter(partial(open_journal, bench.path))
        async with SqliteJournal.on(writer, boot="boot", clock=bench.clock, issue=bench.issue) as journal:
            assert await journal.verify() is None
            return await journal.append(Entry(Kind.SESSION_STARTED, {"entry": "scanned"}))

    with faulty(Disk()) as open_journal:
        last = asyncio.run(look(open_journal))
    with closing(sqlite3.connect(bench.path)) as connection:
        told = {
            name for (name,) in connection.execute("SELECT body ->> 'intent' FROM events WHERE kind = 'door.intent'")
        }
        assert permits <= told == {name for (name,) in connection.execute("SELECT intent FROM intents")}
        assert "later" not in told
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (last,)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_operation_of_a_journey_may_fail(bench, intent, fault):
    whole = Disk()
    assert play(bench, intent, whole) is None
    assert [permit.intent for permit in bench.permits] == ["i0", "i1"]
    assert whole.operations > 40
    told = set()
    for number in range(1, whole.operations + 1):
        for file in bench.path.parent.glob("journal.db*"):
            file.unlink()
        bench.permits.clear()
        disk = Disk(fault, number)
        told.add(play(bench, intent, disk))
        assert disk.failed
        check_what_is_durable(bench)
    # None: what failed while the file was closed in order, when all had been said.
    assert told - {None} == {EXPECTED[fault]}
