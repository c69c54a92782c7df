"""The durable memory of the core."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.custody import CustodyBalance, Holding, Stock
from kiosk.domain.decision import Ledger, ParcelDoubt
from kiosk.domain.kiosk_time import Mark
from kiosk.domain.pickup import Pickup
from kiosk.domain.pickup_clock import Stop
from kiosk.domain.record import (
    CommandTrace,
    CompartmentFlags,
    DoorIntent,
    Entry,
    OpenIntent,
    OutboxRow,
    PastOpening,
    UnendedCommand,
)
from kiosk.domain.site_list import JournalAnchor, ListFault, SiteListPage
from kiosk.ports.backend import Resolved
from kiosk.ports.bank import Permit


@dataclass(frozen=True, slots=True)
class AskedCode:
    """What the journal is asked about one code: a token's unique id and pickup, or the digests of an unsigned code.

    `phone_digest` goes with six typed digits.
    """

    now_utc: float
    credential: str = ""
    pickup: str = ""
    digests: tuple[str, ...] = ()
    phone_digest: str = ""


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What list and journal know of a code at one moment.

    `failures`: failed attempts of the last day by kind of entry; `pickup_failures`: those that named the phone of
    `pickup`; `of_phone`: the pickups that belong to the phone. `rolled_back`: the journal is a restored copy, and the
    list has not been brought whole since that was noticed.
    """

    credential: Credential | None
    pickup: Pickup | None
    ledger: Ledger
    failures: Mapping[str, Sequence[float]]
    pickup_failures: int
    of_phone: tuple[str, ...]
    has_list: bool
    rolled_back: bool


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """An employee, the company and its pickups, each with its parcels in doubt."""

    employee: Employee | None
    account: Account | None
    pickups: tuple[tuple[Pickup, Mapping[str, ParcelDoubt]], ...]


class Journal(Protocol):
    """The durable memory of the core. Every call raises JournalError when the disk fails."""

    async def append(self, *entries: Entry, session_state: bytes | None = None) -> int:
        """Durable when it returns; the last seq.

        `session_state` (if given) is saved in the same transaction; an empty one forgets what was saved.
        """
        ...

    async def intend(self, intent: DoorIntent, *entries: Entry, session_state: bytes | None = None) -> Permit:
        """Appends `entries` and the intent in one transaction; the permit exists only once that is durable.

        Raises IntentRefusedError, with nothing stored, where the ledger has a reason against it by now.
        """
        ...

    async def save_session(self, state: bytes | None) -> None:
        """The screen somebody is on, so that a killed core finds it again. None: nobody is served."""
        ...

    async def load_session(self) -> bytes | None: ...

    async def open_intents(self) -> Sequence[OpenIntent]: ...

    async def time_mark(self) -> Mark | None:
        """What time the process before knew, to begin with."""
        ...

    def keep_time(self, mark: Callable[[], Mark | None]) -> None:
        """From now on every write takes `mark()` along, in its transaction."""
        ...

    async def heartbeat(self) -> None:
        """A write of nothing but the time: proves that the disk works, and bounds what a crash forgets."""
        ...

    async def open_stops(self) -> Sequence[Stop]:
        """Which pickup clocks stand now."""
        ...

    async def stops_of(self, pickup: Pickup) -> Sequence[Stop]:
        """Every stop that may move the deadline of `pickup`."""
        ...

    async def stopped_s(self, pickup: Pickup) -> float:
        """By how much the deadline of `pickup` has moved."""
        ...

    async def apply_list(self, page: SiteListPage) -> ListFault | None:
        """All of the page, or nothing of it and why."""
        ...

    async def cursor(self) -> str:
        """What to ask the next page for; "" where the whole list is needed."""
        ...

    async def facts_for(self, asked: AskedCode) -> CodeFacts:
        """Everything that decides on one code, of one moment."""
        ...

    async def person_facts(self, employee_id: str) -> PersonFacts:
        """What an employee may see, as far as the list says."""
        ...

    async def failures(self, now_utc: float) -> Mapping[str, Sequence[float]]:
        """Failed attempts of the last day, UTC seconds by kind of entry."""
        ...

    async def parcel_doubts(self, pickup_id: str) -> Mapping[str, ParcelDoubt]:
        """Parcels of the pickup with a pulse that ended UNKNOWN and was not cleared up."""
        ...

    async def pickup(self, pickup_id: str) -> Pickup | None:
        """As listed, with what this kiosk itself knows laid over it (a parcel collected here stays collected)."""
        ...

    async def pickups_of(self, account_id: str) -> Sequence[Pickup]: ...

    async def credential_by_digest(self, digest: str) -> Credential | None: ...

    async def credential_by_id(self, credential_id: str) -> Credential | None: ...

    async def credential_used_utc(self, credential_id: str) -> float | None:
        """When it was first used up here, or None."""
        ...

    async def remember(self, resolved: Resolved) -> None:
        """Put a pickup and credential that were resolved online into the local list."""
        ...

    async def issuer_keys(self) -> Mapping[int, bytes]:
        """The issuer's public keys as the backend named them last, by key id; empty: it has named none."""
        ...

    async def keep_issuer_keys(self, keys: Mapping[int, bytes], *entries: Entry) -> None:
        """These instead of all others, and `entries` in the same transaction."""
        ...

    async def account(self, account_id: str) -> Account | None: ...

    async def employee(self, employee_id: str) -> Employee | None: ...

    async def compartments(self) -> Mapping[int, CompartmentFlags]: ...

    async def occupied(self) -> frozenset[int]:
        """Compartments that physically hold a parcel, one in doubt included."""
        ...

    async def holdings(self) -> Mapping[int, Holding]:
        """Every compartment that holds a parcel or is kept for one."""
        ...

    async def custody_balance(self) -> CustodyBalance:
        """All parcels that ever came in, and where they are."""
        ...

    async def awaits_place(self) -> bool:
        """Whether there is anything to plan for `place`."""
        ...

    async def place(self, plan: Callable[[Stock], Sequence[Entry]]) -> int:
        """Append what `plan` makes of the stock of this moment, in one transaction; how many entries.

        `plan` runs on another thread and must be pure.
        """
        ...

    async def entrapments(self) -> frozenset[int]:
        """Compartments in which somebody may be, until a person has looked."""
        ...

    async def outbox(self, limit: int) -> Sequence[OutboxRow]: ...

    async def sent(self, seqs: Sequence[int], *entries: Entry) -> None:
        """Only after the backend's own acknowledgement. `entries`, what it said beside, go with it."""
        ...

    async def outbox_waits(self, after: int) -> None:
        """Rows behind outbox number `after` have to wait for a backend that is away."""
        ...

    async def last_acknowledged(self) -> int:
        """Place of the event, hand-overs left out, that the backend has acknowledged last; 0 for none."""
        ...

    async def is_before(self, known: JournalAnchor, place: int) -> bool:
        """Whether `known` was acknowledged before what is at that place."""
        ...

    async def send_again(self, known: JournalAnchor) -> bool:
        """Put what was acknowledged after `known` back into the outbox, and say so. False: there was nothing."""
        ...

    async def outbox_size(self) -> int: ...

    def watch_outbox(self, heard: Callable[[], None]) -> None:
        """`heard` is called on the event loop after each commit that put something into the outbox."""
        ...

    async def set_aside(self, row: OutboxRow, status: int, code: str) -> None:
        """Move an event that the backend refuses for good out of the way of the others, and say so in the journal."""
        ...

    async def set_aside_size(self) -> int: ...

    async def requeue_set_aside(self) -> int:
        """Send everything that was set aside again. How many events that are."""
        ...

    async def openings_since(self, utc: float) -> Sequence[PastOpening]:
        """Doors that were to be opened since (also those with a later time than now), oldest first."""
        ...

    async def command_trace(self, command: str) -> CommandTrace: ...

    async def unended_commands(self) -> Sequence[UnendedCommand]: ...
