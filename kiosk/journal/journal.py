"""The port `kiosk.ports.Journal` on SQLite."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, Self, TypeVar

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.custody import CustodyBalance, Holding, Stock
from kiosk.domain.decision import ParcelDoubt
from kiosk.domain.kiosk_time import Mark
from kiosk.domain.pickup import Pickup
from kiosk.domain.pickup_clock import Stop, effective_not_after
from kiosk.domain.record import (
    CommandTrace,
    CompartmentFlags,
    DoorIntent,
    Entry,
    Kind,
    OpenIntent,
    OutboxRow,
    PastOpening,
    UnendedCommand,
)
from kiosk.domain.site_list import JournalAnchor, ListFault, SiteListPage
from kiosk.errors import IntentRefusedError
from kiosk.journal import (
    again,
    attempts,
    code_facts,
    commands,
    compact,
    custody,
    doubts,
    events,
    issuer_keys,
    ledger,
    objections,
    outbox,
    session,
    site_list,
    stopped,
    time,
)
from kiosk.journal.chain import Break
from kiosk.journal.connection import Connection
from kiosk.journal.database import open_database, reading, transaction
from kiosk.journal.errors import LedgerRefusedError
from kiosk.journal.list_apply import apply_page, remember
from kiosk.journal.thread import WriterThread
from kiosk.journal.writer import Writer
from kiosk.ports import AskedCode, Clock, CodeFacts, Permit, PersonFacts, Resolved

T = TypeVar("T")
Issue = Callable[[int, str], Permit]
"""Makes the permit for (compartment, intent id). The journal is the only caller."""

_BETWEEN_STEPS_S: Final = 0.2


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
        self._outbox_heard: Callable[[], None] = lambda: None
        self._mark: Callable[[], Mark | None] = lambda: None
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
            journal = cls(writer, boot, clock, issue, clean=clean)
            await journal._enter_listed(lambda _: None)
            yield journal
        finally:
            await writer.stop()

    # --- what happened ---

    async def append(self, *entries: Entry, session_state: bytes | None = None) -> int:
        if any(entry.kind is Kind.DOOR_INTENT for entry in entries):
            raise LedgerRefusedError("door.intent: only intend() records an intent")
        return await self._write(entries, session_state)

    async def intend(self, intent: DoorIntent, *entries: Entry, session_state: bytes | None = None) -> Permit:
        await self._write(
            (*entries, ledger.intent_entry(intent)), session_state, first=partial(_refuse, intent, self._clock.utc_s())
        )
        self._writer.refuse_if_failed()
        return self._issue(intent.compartment, intent.intent)

    async def _write(
        self,
        entries: Sequence[Entry],
        session_state: bytes | None,
        *,
        first: Callable[[Connection], None] = lambda _: None,
        also: Callable[[Connection], None] = lambda _: None,
    ) -> int:
        record = self._record(entries, session_state)
        seq = await self._writer.run(lambda connection: ledger.write(connection, record, first, also))
        if any(entry.send for entry in entries):
            self._outbox_heard()
        return seq

    def _record(self, entries: Sequence[Entry] = (), session_state: bytes | None = None) -> ledger.Record:
        return ledger.Record(entries, self._clock.utc_s(), self._boot, session_state, self._mark())

    async def open_intents(self) -> Sequence[OpenIntent]:
        return await self._writer.run(ledger.open_intents)

    async def credential_used_utc(self, credential_id: str) -> float | None:
        return await self._writer.run(lambda connection: ledger.credential_used_utc(connection, credential_id))

    async def compartments(self) -> Mapping[int, CompartmentFlags]:
        """Only compartments that are blocked or suspect; a missing number has nothing against it."""
        return await self._writer.run(ledger.compartments)

    async def entrapments(self) -> frozenset[int]:
        return await self._writer.run(ledger.entrapments)

    async def occupied(self) -> frozenset[int]:
        return await self._writer.run(custody.occupied)

    async def verify(self) -> Break | None:
        """Walk the whole chain of the file. Takes seconds for a year of events, in which nothing else is done."""
        return await self._writer.run(events.verify)

    async def compact(self, archive: Path, older_than_utc: float) -> int:
        """Move old events into `archive`, a few at a time; how many. Raises OSError where the archive fails,
        ChainBrokenError where the events are not what was written.
        """
        last = await self._writer.run(
            lambda connection: compact.last_movable(connection, older_than_utc, compact.KEEP_EVENTS)
        )
        moved = 0
        while step := await self._writer.run(lambda connection: compact.step(connection, archive, last)):
            moved += step
            await asyncio.sleep(_BETWEEN_STEPS_S)
        await self._writer.run(compact.forget)
        return moved

    # --- custody ---

    async def custody_balance(self) -> CustodyBalance:
        return await self._writer.run(custody.balance)

    async def holdings(self) -> Mapping[int, Holding]:
        """Every compartment that holds a parcel or is kept for one; a missing number is empty."""
        return await self._writer.run(custody.holdings)

    async def awaits_place(self) -> bool:
        return await self._writer.run(custody.awaits_place)

    async def place(self, plan: Callable[[Stock], Sequence[Entry]]) -> int:
        """Append what `plan` makes of the stock of this moment; nothing comes between. `plan` must be pure."""
        record = self._record()

        def work(connection: Connection) -> int:
            entries = plan(custody.stock(connection))
            if not entries:
                return 0  # the rule: nothing is written for it
            with transaction(connection):
                ledger.append(connection, entries, record)
            return len(entries)

        return await self._writer.run(work)

    async def _enter_listed(self, change: Callable[[Connection], T]) -> T:
        """A change of the list, and the parcels that come in or move by it, in one transaction."""
        record = self._record()

        def work(connection: Connection) -> T:
            with transaction(connection):
                changed = change(connection)
                ledger.append(connection, custody.listed(connection), record)
                return changed

        return await self._writer.run(work)

    # --- the session ---

    async def save_session(self, state: bytes | None) -> None:
        mark = self._mark()

        def work(connection: Connection) -> None:
            with transaction(connection):
                session.save(connection, state)
                time.raise_mark(connection, mark)

        await self._writer.run(work)

    async def load_session(self) -> bytes | None:
        return await self._writer.run(session.load)

    # --- time ---

    async def time_mark(self) -> Mark | None:
        """What time the process before knew, to begin with."""
        return await self._writer.run(time.load)

    def keep_time(self, mark: Callable[[], Mark | None]) -> None:
        """From now on every write takes `mark()` along."""
        self._mark = mark

    async def heartbeat(self) -> None:
        """A write of nothing but the time: proves that the disk works, and bounds what a crash forgets."""
        mark = self._mark()

        def work(connection: Connection) -> None:
            with transaction(connection):
                time.raise_mark(connection, mark)

        await self._writer.run(work)

    async def open_stops(self) -> Sequence[Stop]:
        """Which pickup clocks stand now."""
        return await self._writer.run(stopped.open_stops)

    async def stops_of(self, pickup: Pickup) -> Sequence[Stop]:
        """Every stop that may move the deadline of `pickup`."""
        return await self._writer.run(lambda connection: stopped.stops_of(connection, pickup))

    async def stopped_s(self, pickup: Pickup) -> float:
        """By how much the deadline of `pickup` has moved."""
        stops = await self.stops_of(pickup)
        return effective_not_after(pickup, stops, self._clock.utc_s()) - pickup.not_after_utc

    # --- the list ---

    async def apply_list(self, page: SiteListPage) -> ListFault | None:
        record = self._record()

        def work(connection: Connection) -> tuple[ListFault | None, Sequence[Entry]]:
            with transaction(connection):
                left = site_list.state(connection).list.epoch
                fault = apply_page(connection, page)
                told = again.in_another_epoch(connection, page, left) if fault is None else ()
                ledger.append(connection, chain(told, custody.listed(connection)), record)
                return fault, told

        fault, told = await self._writer.run(work)
        if told:
            self._outbox_heard()
        return fault

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
        await self._enter_listed(lambda found: remember(found, resolved.credential, resolved.pickup))

    async def issuer_keys(self) -> Mapping[int, bytes]:
        return await self._writer.run(issuer_keys.load)

    async def keep_issuer_keys(self, keys: Mapping[int, bytes], *entries: Entry) -> None:
        await self._write(entries, None, also=lambda connection: issuer_keys.replace(connection, keys))

    async def account(self, account_id: str) -> Account | None:
        return await self._writer.run(lambda connection: site_list.account(connection, account_id))

    async def employee(self, employee_id: str) -> Employee | None:
        return await self._writer.run(lambda connection: site_list.employee(connection, employee_id))

    # --- the way to the backend ---

    async def outbox(self, limit: int) -> Sequence[OutboxRow]:
        """Oldest first."""
        return await self._writer.run(lambda connection: outbox.take(connection, limit))

    async def sent(self, seqs: Sequence[int], *entries: Entry) -> None:
        await self._write(entries, None, also=lambda connection: outbox.sent(connection, seqs))

    async def last_acknowledged(self) -> int:
        return await self._writer.run(again.last_acknowledged)

    async def is_before(self, known: JournalAnchor, place: int) -> bool:
        return await self._writer.run(lambda connection: again.is_before(connection, known, place))

    async def send_again(self, known: JournalAnchor) -> bool:
        record = self._record()

        def work(connection: Connection) -> Sequence[Entry]:
            with transaction(connection):
                told = again.after(connection, known)
                ledger.append(connection, told, record)
                return told

        told = await self._writer.run(work)
        if told:
            self._outbox_heard()
        return bool(told)

    async def outbox_size(self) -> int:
        return await self._writer.run(outbox.size)

    def watch_outbox(self, heard: Callable[[], None]) -> None:
        self._outbox_heard = heard

    async def outbox_waits(self, after: int) -> None:
        await self._writer.run(lambda connection: outbox.wait(connection, after))

    async def set_aside(self, row: OutboxRow, status: int, code: str) -> None:
        work = partial(outbox.set_aside, seq=row.event.seq, status=status, code=code)
        await self._write(_set_aside_entry(row, status, code), None, also=work)

    async def set_aside_size(self) -> int:
        return await self._writer.run(outbox.size_set_aside)

    async def requeue_set_aside(self) -> int:
        count = await self._writer.run(outbox.requeue)
        self._outbox_heard()
        return count

    # --- limits and remote commands ---

    async def openings_since(self, utc: float) -> Sequence[PastOpening]:
        return await self._writer.run(lambda connection: ledger.openings_since(connection, utc))

    async def command_trace(self, command: str) -> CommandTrace:
        return await self._writer.run(lambda connection: commands.trace(connection, command))

    async def unended_commands(self) -> Sequence[UnendedCommand]:
        return await self._writer.run(commands.unended)


def _refuse(intent: DoorIntent, now_utc: float, connection: Connection) -> None:
    reason = objections.objection(connection, intent, now_utc)
    if reason is not None:
        raise IntentRefusedError(intent.compartment, reason.value)


def _set_aside_entry(row: OutboxRow, status: int, code: str) -> Sequence[Entry]:
    """None for the event of an earlier setting aside: a backend that refuses those as well must not breed them."""
    event = row.event
    if event.kind is Kind.EVENT_SET_ASIDE:
        return ()
    said = Entry.of(
        Kind.EVENT_SET_ASIDE, event.session, event_seq=event.seq, event_kind=event.kind.value, status=status, code=code
    )
    return (said,)


def verify_file(path: Path) -> Break | None:
    """Where the chain in `path` does not hold. Reads only, also while a kiosk writes. Raises JournalError."""
    with reading(path) as connection:
        return events.verify(connection)
