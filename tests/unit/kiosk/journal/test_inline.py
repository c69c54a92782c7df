"""The journal without a thread keeps the same promises."""

import asyncio
import sqlite3
from functools import partial

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.errors import JournalError, JournalFault
from kiosk.journal import LedgerRefusedError, SqliteJournal
from kiosk.journal.database import open_database
from kiosk.journal.inline import InlineWriter

STARTED = Entry(Kind.SESSION_STARTED, {"entry": "scanned"}, "s1")


def run(bench, scenario):
    async def main():
        writer = InlineWriter(partial(open_database, bench.path))
        async with SqliteJournal.on(writer, boot="boot-1", clock=bench.clock, issue=bench.issue) as journal:
            result = await scenario(journal)
        with pytest.raises(JournalError, match="closed"):
            await journal.append(STARTED)
        return result

    return asyncio.run(main())


def test_what_it_writes_is_there_for_the_next(bench, intent):
    async def scenario(journal):
        await journal.append(*[STARTED] * 200)
        await journal.intend(intent())
        return journal.clean_stop

    assert run(bench, scenario) is True
    assert [permit.intent for permit in bench.permits] == ["i1"]
    (found,) = bench.run(lambda journal: journal.open_intents())
    assert found.intent.intent == "i1"


def test_the_first_failure_latches(bench, intent):
    async def scenario(journal):
        def spoil(connection):
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorname = "SQLITE_FULL"
            raise error

        with pytest.raises(JournalError, match="SQLITE_FULL") as caught:
            await journal._writer.run(spoil)
        assert caught.value.fault is JournalFault.DISK_FULL
        with pytest.raises(JournalError, match="SQLITE_FULL") as caught:
            await journal.intend(intent())
        return caught.value.fault

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.journal.writer.log.critical", lambda *_: None)
        assert run_latched(bench, scenario) is JournalFault.DISK_FULL
    assert bench.permits == []


def run_latched(bench, scenario):
    async def main():
        writer = InlineWriter(partial(open_database, bench.path))
        async with SqliteJournal.on(writer, boot="boot-1", clock=bench.clock, issue=bench.issue) as journal:
            return await scenario(journal)

    return asyncio.run(main())


def test_a_bug_of_the_caller_does_not_latch(bench):
    async def scenario(journal):
        with pytest.raises(LedgerRefusedError):
            await journal.append(Entry(Kind.DOOR_OPENED, {"intent": "nobody", "compartment": 1}))
        return await journal.append(STARTED)

    assert run(bench, scenario) == 1


def test_the_wal_is_folded_in_now_and_then(bench):
    asked = []

    async def scenario(journal):
        await journal._writer.run(lambda connection: connection.set_trace_callback(asked.append))
        for _ in range(130):
            await journal.append(STARTED)

    run(bench, scenario)
    assert asked.count("PRAGMA wal_checkpoint(PASSIVE)") == 2
