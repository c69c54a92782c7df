"""The port `kiosk.ports.Journal` on SQLite."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Self

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.pickup import Pickup
from kiosk.domain.record import CompartmentFlags, DoorIntent, Entry, Kind, OpenIntent, OutboxRow
from kiosk.domain.site_list import SiteListPage
from kiosk.journal import events, ledger, outbox, session, site_list
from kiosk.journal.chain import Break
from kiosk.journal.connection import Connection
from kiosk.journal.database import open_database, reading, transaction
from kiosk.journal.errors import LedgerRefusedError
from kiosk.journal.thread import WriterThread
from kiosk.journal.writer import Writer
from kiosk.ports import Clock, Permit, Resolved

Issue = Callable[[int, str], Permit]
"""Makes the permit for (compartment, intent id). The journal is the only caller."""


class SqliteJournal:
    """Satisfies `kiosk.ports.Journal`. Use from one event loop.

    Beside JournalError, calls that write raise LedgerRefusedError for an event that contradicts the ledger: a bug
    of the caller, after which the journal goes on. After the first JournalError every call raises it.
    """

    def __init__(self, writer: Writer, boot: str, clock: Clock, issue: Issue, *, clean: bool) -> None:
        self._writer = writer
        self._boot = boot
        self._clock = clock
        self._issue = issue
        self.clean_stop = clean
        """False: the process that had the journal before was killed, or the power went."""

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, *, boot: str, clock: Clock, issue: Issue) -> AsyncIterator[Self]:
        """The journal in `path`, made if it is not there; its folder must be. See `on`."""
        async with cls.on(WriterThread(partial(open_database, path)), boot=boot, clock=clock, issue=issue) as journal:
            yield journal

    @classmethod
    @asynccontextmanager
    async def on(cls, writer: Writer, *, boot: str, clock: Clock, issue: Issue) -> AsyncIterator[Self]:
        """The journal that `writer` opens.

        `boot` is the id of this start of the core. `issue` is called on the event loop, and only after the intent's
        COMMIT has returned. Raises JournalError that says what to do.
        """
        clean = await writer.start()
        try:
            yield cls(writer, boot, clock, issue, clean=clean)
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

    async def failed_attempts(self, entry: str, since_utc: float) -> Sequence[float]:
        return await self._writer.run(lambda connection: ledger.failed_attempts(connection, entry, since_utc))

    async def compartments(self) -> Mapping[int, CompartmentFlags]:
        """Only compartments that are blocked or suspect; a missing number has nothing against it."""
        return await self._writer.run(ledger.compartments)

    async def occupied(self) -> frozenset[int]:
        return await self._writer.run(site_list.occupied)

    async def verify(self) -> Break | None:
        """Walk the whole chain of the file. Takes seconds for a year of events, in which nothing else is done."""
        return await self._writer.run(events.verify)

    # --- the session ---

    async def save_session(self, state: bytes | None) -> None:
        def work(connection: Connection) -> None:
            with transaction(connection):
                session.save(connection, state)

        await self._writer.run(work)

    async def load_session(self) -> bytes | None:
        return await self._writer.run(session.load)

    # --- the list ---

    async def apply_list(self, page: SiteListPage) -> None:
        await self._writer.run(lambda connection: site_list.apply(connection, page))

    async def cursor(self) -> str:
        return await self._writer.run(site_list.cursor)

    async def pickup(self, pickup_id: str) -> Pickup | None:
        return await self._writer.run(lambda connection: site_list.pickup(connection, pickup_id))

    async def pickups_of(self, account_id: str) -> Sequence[Pickup]:
        return await self._writer.run(lambda connection: site_list.pickups_of(connection, account_id))

    async def credential_by_digest(self, digest: str) -> Credential | None:
        return await self._writer.run(lambda connection: site_list.credential_by_digest(connection, digest))

    async def credential_by_id(self, credential_id: str) -> Credential | None:
        return await self._writer.run(lambda connection: site_list.credential_by_id(connection, credential_id))

    async def remember(self, resolved: Resolved) -> None:
        await self._writer.run(lambda connection: site_list.remember(connection, resolved.credential, resolved.pickup))

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


def verify_file(path: Path) -> Break | None:
    """Where the chain in `path` does not hold. Reads only, also while a kiosk writes. Raises JournalError."""
    with reading(path) as connection:
        return events.verify(connection)
