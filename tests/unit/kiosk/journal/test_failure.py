"""Invariant E6: if the journal cannot be written, nothing opens any more in this process."""

import asyncio
import os
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.errors import JournalError
from kiosk.journal import thread

pytestmark = pytest.mark.allow_warnings

STARTED = Entry(Kind.SESSION_STARTED, {"entry": "scanned"}, "s1")


def pragma(text):
    async def spoil(path, journal):
        await journal._writer.run(lambda connection: connection.execute(text).fetchall())

    return spoil


async def close_connection(path, journal):
    await journal._writer.run(lambda connection: connection.close())


def wal_becomes(device, flags):
    """The open descriptor of the WAL is turned into another file under SQLite's feet."""

    async def spoil(path, journal):
        other = os.open(device, flags)
        os.dup2(other, descriptor_of(f"{path}-wal"))
        os.close(other)

    return spoil


def descriptor_of(path):
    (found,) = [fd for fd in Path("/proc/self/fd").iterdir() if fd.resolve() == Path(path).resolve()]
    return int(found.name)


FAULTS = {
    "full": pragma("PRAGMA max_page_count = 1"),
    "read-only": pragma("PRAGMA query_only = ON"),
    "connection closed": close_connection,
    "no space left": wal_becomes("/dev/full", os.O_RDWR),
    "input/output error": wal_becomes("/", os.O_RDONLY | os.O_DIRECTORY),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_first_failed_write_latches(bench, intent, fault):
    async def scenario(journal):
        await journal.append(STARTED)
        await FAULTS[fault](bench.path, journal)

        async def until_it_fails():
            for number in range(200):  # a file may have free pages left
                await journal.intend(intent(f"i{number}"), session_state=b"x" * 4000 * number)

        with pytest.raises(JournalError):
            await until_it_fails()
        issued = len(bench.permits)
        for call in (
            lambda: journal.intend(intent("later")),
            lambda: journal.append(STARTED),
            lambda: journal.save_session(None),
            journal.load_session,
            journal.open_intents,
            lambda: journal.pickup("X"),
            journal.outbox_size,
        ):
            with pytest.raises(JournalError):
                await call()
        assert len(bench.permits) == issued
        return issued

    issued = bench.run(scenario)
    bench.permits.clear()

    async def after(journal):
        stored = await journal._writer.run(
            lambda connection: connection.execute("SELECT intent FROM intents").fetchall()
        )
        assert len(stored) == issued  # each permit has its intent, and the failed one left none
        assert await journal.verify() is None
        await journal.intend(intent("again"))

    bench.run(after)
    assert [permit.intent for permit in bench.permits] == ["again"]


def test_work_that_waits_behind_the_failure_fails_too(bench, intent):
    async def scenario(journal):
        await pragma("PRAGMA query_only = ON")(bench.path, journal)
        return await asyncio.gather(*(journal.intend(intent(f"i{n}")) for n in range(20)), return_exceptions=True)

    assert {type(result) for result in bench.run(scenario)} == {JournalError}
    assert bench.permits == []


def test_a_failure_between_commit_and_answer_issues_no_permit(bench, intent):
    def spoil(connection):
        raise sqlite3.OperationalError("disk I/O error")

    def hold_the_loop_until_latched(writer):
        while writer._latch.failure is None:
            time.sleep(0.001)

    async def scenario(journal):
        asking = asyncio.gather(journal.intend(intent()), journal._writer.run(spoil), return_exceptions=True)
        await asyncio.sleep(0)
        hold_the_loop_until_latched(journal._writer)
        return [type(result) for result in await asking]

    assert bench.run(scenario) == [JournalError, JournalError]
    assert bench.permits == []
    (found,) = bench.run(lambda journal: journal.open_intents())
    assert found.intent.intent == "i1"  # it was durable all the same


def test_a_silent_disk_counts_as_failed(bench, intent, monkeypatch):
    monkeypatch.setattr(thread, "ANSWER_DEADLINE_S", 0.05)
    disk = threading.Event()

    async def scenario(journal):
        async def stalled():
            with pytest.raises(JournalError, match="no answer"):
                await journal._writer.run(lambda _: disk.wait())

        async def behind():
            with pytest.raises(JournalError):
                await journal.intend(intent())

        await asyncio.gather(stalled(), behind())
        disk.set()

    bench.run(scenario)
    assert bench.permits == []


def test_a_caller_that_is_cancelled_gets_no_permit_but_the_intent_stands(bench, intent):
    complaints = []

    async def scenario(journal):
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        async with asyncio.TaskGroup() as tasks:
            asking = tasks.create_task(journal.intend(intent()))
            await asyncio.sleep(0)
            asking.cancel()
        return [found.intent.intent for found in await journal.open_intents()]

    assert bench.run(scenario) == ["i1"]
    assert bench.permits == []
    assert complaints == []


def test_an_error_of_the_caller_does_not_latch(bench):
    async def scenario(journal):
        with pytest.raises(ZeroDivisionError):
            await journal._writer.run(lambda _: 1 / 0)
        return await journal.append(STARTED)

    assert bench.run(scenario) == 1


def test_more_work_than_places_waits_and_is_all_done(bench, monkeypatch):
    monkeypatch.setattr(thread, "QUEUE_LIMIT", 2)
    deepest = []

    async def scenario(journal):
        async def one():
            seq = await journal.append(STARTED)
            deepest.append(journal._writer._jobs.qsize())
            return seq

        return await asyncio.gather(*(one() for _ in range(50)))

    assert bench.run(scenario) == list(range(1, 51))
    assert max(deepest) <= 2


def test_what_was_submitted_is_done_before_the_file_is_closed(bench):
    async def main():
        async with bench.open() as journal, asyncio.TaskGroup() as tasks:
            appends = [tasks.create_task(journal.append(STARTED)) for _ in range(20)]
            await asyncio.sleep(0)
        assert [task.result() for task in appends] == list(range(1, 21))
        with pytest.raises(JournalError, match="closed"):
            await journal.append(STARTED)

    asyncio.run(main())
