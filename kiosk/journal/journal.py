"""The port `kiosk.ports.Journal` on SQLite."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Self

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.decision import ParcelDoubt
from kiosk.domain.pickup import Pickup
from kiosk.domain.record import CompartmentFlags, DoorIntent, Entry, Kind, OpenIntent, OutboxRow
from kiosk.domain.site_list import ListFault, SiteListPage
from kiosk.errors import JournalError
from kiosk.journal import attempts, code_facts, doubts, events, ledger, outbox, session, site_list
from kiosk.journal.database import open_database, transaction
from kiosk.journal.errors import LedgerRefusedError
from kiosk.journal.list_apply import apply_page, remember
from kiosk.journal.thread import WriterThread
from kiosk.ports import AskedCode, Clock, CodeFacts, Permit, PersonFacts, Resolved

Issue = Callable[[int, str], Permit]
"""Makes the permit for (compartment, intent id). The journal is the only caller."""


class SqliteJournal:
    """Satisfies `kiosk.ports.Journal`. Use from one event loop.

    Beside JournalError, calls that write raise LedgerRefusedError for an event that contradicts the ledger: a bug
    of the caller, after which the journal goes on. After the first JournalError every call raises it.
    """

    def __init__(self, writer: WriterThread, boot: str, clock: Clock, issue: Issue, *, clean: bool) -> None:
        self._writer = writer
        self._boot = boot
        self._clock = clock
        self._issue = issue
        self.clean_stop = clean
        """False: the process that had the journal before was killed, or the power went."""

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, *, boot: str, clock: Clock, issue: Issue) -> AsyncIterator[Self]:
        """The journal in `path`, made if it is not there; its folder must be.

        `boot` is the id of this start of the core. `issue` is called on the event loop, and only after the intent's
        COMMIT has returned. Raises JournalError that says what to do.
        """
        writer = WriterThread(partial(open_database, path))
        database = await writer.start()
        try:
            yield cls(writer, boot, clock, issue, clean=database.clean)
        finally:
            await writer.stop()

    # --- what happened ---

    async def append(self, *entries: Entry, session_state: bytes | None = None) -> int:
        if any(entry.kind is Kind.DOOR_INTENT for entry in entries):
            raise LedgerRefusedError("door.intent: only intend() records an intent")
        return await self._write(entries, session_state)

    async def intend(self, intent: DoorIntent, *entries: Entry, session_state: bytes | None = None) -> Permit:
        await self._write((*entries, ledger.intent_entry(intent)), session_state)
        self._writer.refuse_if_failed()
        return self._issue(intent.compartment, intent.intent)

    async def _write(self, entries: Sequence[Entry], session_state: bytes | None) -> int:
        record = ledger.Record(entries, self._clock.utc_s(), self._boot, session_state)
        return await self._writer.run(lambda connection: ledger.write(connection, record))

    async def open_intents(self) -> Sequence[OpenIntent]:
        return await self._writer.run(ledger.open_intents)

    async def credential_used_utc(self, credential_id: str) -> float | None:
        return await self._writer.run(lambda connection: ledger.credential_used_utc(connection, credential_id))

    async def compartments(self) -> Mapping[int, CompartmentFlags]:
        """Only compartments that are blocked or suspect; a missing number has nothing against it."""
        return await self._writer.run(ledger.compartments)

    async def occupied(self) -> frozenset[int]:
        return await self._writer.run(site_list.occupied)

    async def verify(self) -> int | None:
        """Walk the whole chain: the first bad seq, or None. Takes seconds for a year of events."""
        return await self._writer.run(events.verify)

    # --- the session ---

    async def save_session(self, state: bytes | None) -> None:
        def work(connection: sqlite3.Connection) -> None:
            with transaction(connection):
                session.save(connection, state)

        await self._writer.run(work)

    async def load_session(self) -> bytes | None:
        return await self._writer.run(session.load)

    # --- the list ---

    async def apply_list(self, page: SiteListPage) -> ListFault | None:
        return await self._writer.run(lambda connection: apply_page(connection, page))

    async def cursor(self) -> str:
        return await self._writer.run(lambda connection: site_list.state(connection).asks_for)

    async def facts_for(self, asked: AskedCode) -> CodeFacts:
        return await self._writer.run(lambda connection: code_facts.of_code(connection, asked))

    async def person_facts(self, employee_id: str) -> PersonFacts:
        return await self._writer.run(lambda connection: code_facts.of_person(connection, employee_id))

    async def failures(self, now_utc: float) -> Mapping[str, Sequence[float]]:
        return await self._writer.run(lambda connection: attempts.recent(connection, now_utc))

    async def parcel_doubts(self, pickup_id: str) -> Mapping[str, ParcelDoubt]:
        return await self._writer.run(lambda connection: doubts.of_pickup(connection, pickup_id))

    async def pickup(self, pickup_id: str) -> Pickup | None:
        return await self._writer.run(lambda connection: site_list.pickup(connection, pickup_id))

    async def pickups_of(self, account_id: str) -> Sequence[Pickup]:
        return await self._writer.run(lambda connection: site_list.pickups_of(connection, account_id))

    async def credential_by_digest(self, digest: str) -> Credential | None:
        return await self._writer.run(lambda connection: site_list.credential_by_digest(connection, digest))

    async def credential_by_id(self, credential_id: str) -> Credential | None:
        return await self._writer.run(lambda connection: site_list.credential_by_id(connection, credential_id))

    async def remember(self, resolved: Resolved) -> None:
        await self._writer.run(lambda connection: remember(connection, resolved.credential, resolved.pickup))

    async def account(self, account_id: str) -> Account | None:
        return await self._writer.run(lambda connection: site_list.account(connection, account_id))

    async def employee(self, employee_id: str) -> Employee | None:
        return await self._writer.run(lambda connection: site_list.employee(connection, employee_id))

    # --- the way to the backend ---

    async def outbox(self, limit: int) -> Sequence[OutboxRow]:
        """Oldest first. `tries` counts how often a row was handed out before."""
        return await self._writer.run(lambda connection: outbox.take(connection, limit))

    async def sent(self, seqs: Sequence[int]) -> None:
        await self._writer.run(lambda connection: outbox.sent(connection, seqs))

    async def outbox_size(self) -> int:
        return await self._writer.run(outbox.size)


def verify_file(path: Path) -> int | None:
    """The first bad seq of the chain in `path`, or None. Reads only, also while a kiosk writes. Raises JournalError."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return events.verify(connection)
    except sqlite3.Error as error:
        raise JournalError(f"{path}: cannot be read: {error}") from error
