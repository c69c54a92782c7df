"""What the core needs of the world, as protocols. Adapters satisfy them structurally."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.custody import CustodyBalance, Holding, Stock
from kiosk.domain.decision import Ledger, ParcelDoubt
from kiosk.domain.issuer_keys import KeyFault
from kiosk.domain.kiosk_time import Mark
from kiosk.domain.pickup import Pickup
from kiosk.domain.pickup_clock import Stop
from kiosk.domain.pricing import Wanted
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
from kiosk.domain.token import SignedToken
from kiosk.domain.trade import (
    Bought,
    Buy,
    Credit,
    Deliverable,
    Document,
    NotBought,
    NotYet,
    OrderUnderWay,
    Quote,
    SignInPage,
    Taken,
    Visit,
)


class Clock(Protocol):
    """Durations are monotonic; wall time is only for what people and backends read."""

    def monotonic_s(self) -> float: ...

    def utc_s(self) -> float: ...


class MachineClock(Clock, Protocol):
    """The machine's own clocks. `utc_s` is whatever its wall clock says; `kiosk.services.kiosk_clock` judges it."""

    @property
    def boot(self) -> str:
        """Names this start of the machine, in which `monotonic_s` counts; "" where nobody knows."""
        ...

    def synchronised(self) -> bool:
        """Whether the system says that its wall clock follows a time server."""
        ...


class SignatureCheck(Protocol):
    """Whether the issuer made exactly this token; False for an unknown key."""

    def verify(self, signed: SignedToken) -> bool: ...


class Signatures(SignatureCheck, Protocol):
    """One whose keys may change."""

    def use(self, keys: Mapping[int, bytes]) -> None:
        """From now on these raw public keys by key id, and no others."""
        ...


class Permit(Protocol):
    """The right to pulse one door once. Only a durable INTENT yields one; the bank redeems it."""

    @property
    def door(self) -> int: ...


class Door(StrEnum):
    """What the sensor says of the leaf. Never "locked": there is no lock sensor."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class UnlockOutcome(StrEnum):
    """What may be claimed after one pulse."""

    OPENED = "opened"
    ALREADY_OPEN = "already_open"
    JAMMED = "jammed"
    UNKNOWN = "unknown"


class DoorChange(StrEnum):
    """What a door did without being asked just now."""

    CLOSED = "closed"
    OPENED = "opened"
    OPENED_WITHOUT_COMMAND = "opened_without_command"
    HELD_OPEN = "held_open"
    LOST = "lost"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class LockPlace:
    """Where a lock is wired; board and channel are the numbers printed on the board."""

    bus: str
    board: int
    channel: int


@dataclass(frozen=True, slots=True)
class BusFigures:
    """One bus in figures, since start. `state` is connected, connecting, disconnected or unreachable.

    `late_frames`: answers to a question that was over. `echoes`: our own bytes that came back. `efficiency`: time that
    bytes took on the wire, as a share of the time that questions took.
    """

    name: str
    port: str
    state: str
    sent: int
    received: int
    timeouts: int
    bad_checks: int
    garbage_bytes: int
    late_frames: int = 0
    echoes: int = 0
    efficiency: float = 0.0


@dataclass(frozen=True, slots=True)
class BankAlarm:
    """What an operator has to look at. `kind` is one of `messages.AlarmKind`, `board` None: the whole line.

    `detail` is English, for the log.
    """

    kind: str
    bus: str
    board: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class BankNow:
    """The bank of the moment, for the screen. `unarmed`: doors that nobody has proved to be wired as the file says."""

    doors: Mapping[int, Door]
    places: Mapping[int, LockPlace]
    unarmed: frozenset[int] = frozenset()
    buses: tuple[BusFigures, ...] = ()
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WalkFinding:
    """What a walk has found: a code of `messages.FindingCode`; `door` None: it is about a bus or board."""

    code: str
    door: int | None
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class WalkNow:
    """Where a commissioning walk stands. `doing` is one of `messages.WalkDoing`, `asked` of `messages.WalkQuestion`;
    `asked_door` is the door the question is about. `saved` False: the proof could not be written.
    """

    doing: str
    asked: str
    asked_door: int | None
    door: int | None
    left: tuple[int, ...]
    proven: frozenset[int]
    skipped: frozenset[int]
    findings: tuple[WalkFinding, ...]
    ended: bool
    saved: bool = True


class Commissioning(Protocol):
    """Proves door by door that a number opens its compartment and that its contact says so. One walk at a time.

    It pulses nothing itself: the door it wants pulsed is told to the session, which makes the intent durable.
    """

    def now(self) -> WalkNow | None:
        """The walk under way or just ended."""
        ...

    def begin(self, actor: str) -> None:
        """Of the doors that nobody has proved, or of all where all are. `actor` will stand in the proof."""
        ...

    def answer(self, answer: str, number: int) -> None:
        """The answers of `flows.effects.AnswerWalk`. One that does not fit is ignored."""
        ...

    def pulsed(self, number: int) -> None:
        """The pulse it wanted has ended."""
        ...

    def stop(self) -> None:
        """What was proved stays."""
        ...


class DoorReadings(Protocol):
    """The bank for whoever may look and not touch: there is nothing here that moves a door."""

    def door(self, number: int) -> Door: ...


class DoorBank(Protocol):
    """Every door of the bank behind compartment numbers."""

    def door(self, number: int) -> Door: ...

    def place(self, number: int) -> LockPlace: ...

    async def unlock(self, number: int, permit: Permit) -> UnlockOutcome:
        """Pulse once and say what was seen. Never raises for a silent board: that is UNKNOWN."""
        ...

    def watch(self, heard: Callable[[int, DoorChange], None]) -> None:
        """`heard` is called on the event loop with (compartment, change)."""
        ...

    def watch_alarms(self, heard: Callable[[BankAlarm], None]) -> None:
        """`heard` is called on the event loop."""
        ...

    def figures(self) -> Sequence[BusFigures]: ...

    def frames(self, bus: str) -> Sequence[str]:
        """The last frames of one bus, oldest first, for support. Empty for a bus that is not there."""
        ...


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the backend says of the site. `other_sites`: names by number, to send people to the right one.

    `keys`: the issuer's public keys by key id, or what is wrong with them; None: it says nothing of keys.
    `capabilities`: what it offers beyond what every backend does, in its own words; nothing else is asked of it.
    """

    name: str
    help_phone: str
    server_utc: float
    other_sites: Mapping[int, str]
    keys: Mapping[int, bytes] | KeyFault | None = None
    capabilities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the backend says a code is for. The adapter has checked code, tenant and site on it."""

    credential: Credential
    pickup: Pickup


@dataclass(frozen=True, slots=True)
class Handover:
    """One parcel that physically left. The backend may flag a conflict but never refuses it.

    `event_seq`, `chain_hash` and `outbox_number` are those of its event in the journal.
    """

    id: str
    pickup: str
    parcel: str
    compartment: int
    opened_utc: float
    closed_utc: float
    credential: str
    actor: str
    reference: str
    offline: bool
    event_seq: int = 0
    chain_hash: str = ""
    outbox_number: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """What the backend says of a batch: seqs that it has stored. `forked`: it knows another event under that seq."""

    seqs: frozenset[int]
    forked: frozenset[int] = frozenset()


class CommerceBackend(Protocol):
    """The Pickup API. Every call raises BackendAwayError or BackendRefusedError, nothing else."""

    async def site(self) -> SiteFacts:
        """The site this kiosk belongs to."""
        ...

    async def site_list(self, cursor: str) -> SiteListPage:
        """The whole list for cursor "", else what changed since."""
        ...

    async def resolve(self, code: str, entry: str) -> Resolved | None:
        """`code` as scanned or typed, `entry` "scanned" or "typed". None: not ours, or not for this site.

        BackendRefusedError PAYMENT_DUE for a signed code that opens once it is paid.
        """
        ...

    async def hand_over(self, handover: Handover) -> str:
        """Idempotent by `handover.id`. The reason of the conflict that the backend sees, empty for none."""
        ...

    async def upload(self, rows: Sequence[OutboxRow]) -> Stored:
        """Idempotent by (source, seq, hash). Only what is named in the answer is stored."""
        ...

    async def commands(self, boot: str, nonce: str, wait_s: float) -> Sequence[bytes]:
        """Remote commands made for this boot and nonce, as `domain.command` reads them. Waits `wait_s` for one."""
        ...


class Trade(Protocol):
    """Somebody from a company at the kiosk. Every call raises BackendAwayError or BackendRefusedError, nothing else.

    Of these 401 `session-over` means that the person has to sign in anew. What cannot be bought is an answer.
    """

    async def sign_in(self, badge: str, pin: str = "") -> Visit | None:
        """None for a badge that is not good, whatever is wrong with it."""
        ...

    async def begin_sign_in(self) -> SignInPage:
        """Somebody wants to sign in with their phone. The one that was begun before is over."""
        ...

    async def finish_sign_in(self, sign_in: str) -> Visit | NotYet | None:
        """What became of it; None when nothing will, for whatever reason."""
        ...

    async def sign_out(self, visit: Visit) -> None:
        """The person has left."""
        ...

    async def orders(self, visit: Visit) -> Sequence[OrderUnderWay]:
        """What is under way for this person, here and elsewhere."""
        ...

    async def credit(self, visit: Visit) -> Credit:
        """What may still be bought on account."""
        ...

    async def invoices(self, visit: Visit) -> Sequence[Document]:
        """Copies of invoices and credit notes, newest first."""
        ...

    async def delivery_notes(self, visit: Visit) -> Sequence[Document]:
        """Copies, newest first."""
        ...

    async def quote(self, visit: Visit | None, lines: Sequence[Wanted]) -> Quote | NotBought:
        """What it costs the company, or without a visit everybody."""
        ...

    async def deliverable(self, site: int, lines: Sequence[Wanted]) -> Deliverable | NotBought:
        """Whether the bank of a site can take it, and whether a carrier may bring it."""
        ...

    async def buy(self, visit: Visit, buy: Buy) -> Bought | NotBought:
        """Idempotent by `buy.id`."""
        ...

    async def tell_taken(self, taken: Taken) -> Bought:
        """A purchase whose goods were taken without a network: never refused. Idempotent by its id."""
        ...

    async def to_approve(self, visit: Visit) -> Sequence[Bought]:
        """Purchases that wait for somebody's word, newest first."""
        ...

    async def decide(self, visit: Visit, purchase: str, *, approve: bool) -> Bought | NotBought:
        """The first word counts."""
        ...


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
