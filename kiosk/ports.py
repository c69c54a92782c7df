"""What the core needs of the world, as protocols. Adapters satisfy them structurally."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.pickup import Pickup
from kiosk.domain.record import CompartmentFlags, DoorIntent, Entry, OpenIntent, OutboxRow
from kiosk.domain.site_list import SiteListPage
from kiosk.domain.token import SignedToken


class Clock(Protocol):
    """Durations are monotonic; wall time is only for what people and backends read."""

    def monotonic_s(self) -> float: ...

    def utc_s(self) -> float: ...


class SignatureCheck(Protocol):
    """Whether the issuer made exactly this token; False for an unknown key."""

    def verify(self, signed: SignedToken) -> bool: ...


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
class BusFigures:
    """One bus in figures, since start. `state` is connected, connecting or disconnected."""

    name: str
    port: str
    state: str
    sent: int
    received: int
    timeouts: int
    bad_checks: int
    garbage_bytes: int


class DoorBank(Protocol):
    """Every door of the bank behind compartment numbers."""

    def door(self, number: int) -> Door: ...

    async def unlock(self, number: int, permit: Permit) -> UnlockOutcome:
        """Pulse once and say what was seen. Never raises for a silent board: that is UNKNOWN."""
        ...

    def watch(self, heard: Callable[[int, DoorChange], None]) -> None:
        """`heard` is called on the event loop with (compartment, change)."""
        ...

    def figures(self) -> Sequence[BusFigures]: ...


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the backend says of the site. `other_sites`: names by number, to send people to the right one."""

    name: str
    help_phone: str
    server_utc: float
    other_sites: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the backend says a code is for. The adapter has checked code, tenant and site on it."""

    credential: Credential
    pickup: Pickup


@dataclass(frozen=True, slots=True)
class Handover:
    """One parcel that physically left. The backend may flag a conflict but never refuses it."""

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


class CommerceBackend(Protocol):
    """The Pickup API. Every call raises BackendAwayError or BackendRefusedError, nothing else."""

    async def site(self) -> SiteFacts:
        """The site this kiosk belongs to."""
        ...

    async def site_list(self, cursor: str) -> SiteListPage:
        """The whole list for cursor "", else what changed since."""
        ...

    async def resolve(self, code: str, entry: str) -> Resolved | None:
        """`code` as scanned or typed, `entry` "scanned" or "typed". None: not ours, or not for this site."""
        ...

    async def hand_over(self, handover: Handover) -> None:
        """Idempotent by `handover.id`."""
        ...

    async def upload(self, rows: Sequence[OutboxRow]) -> None:
        """Returns when the backend itself has stored all of them; idempotent by (source, seq)."""
        ...


class Journal(Protocol):
    """The durable memory of the core. Every call raises JournalError when the disk fails."""

    async def append(self, *entries: Entry, session_state: bytes | None = None) -> int:
        """Durable when it returns; the last seq. `session_state` (if given) is saved in the same transaction."""
        ...

    async def intend(self, intent: DoorIntent, *entries: Entry, session_state: bytes | None = None) -> Permit:
        """Appends `entries` and the intent in one transaction; the permit exists only once that is durable."""
        ...

    async def save_session(self, state: bytes | None) -> None:
        """The screen somebody is on, so that a killed core finds it again. None: nobody is served."""
        ...

    async def load_session(self) -> bytes | None: ...

    async def open_intents(self) -> Sequence[OpenIntent]: ...

    async def apply_list(self, page: SiteListPage) -> None: ...

    async def cursor(self) -> str: ...

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

    async def account(self, account_id: str) -> Account | None: ...

    async def employee(self, employee_id: str) -> Employee | None: ...

    async def failed_attempts(self, entry: str, since_utc: float) -> Sequence[float]:
        """Times (UTC seconds, ascending) of failed attempts of one entry kind."""
        ...

    async def compartments(self) -> Mapping[int, CompartmentFlags]: ...

    async def occupied(self) -> frozenset[int]:
        """Compartments that hold a parcel, as far as list and journal know."""
        ...

    async def outbox(self, limit: int) -> Sequence[OutboxRow]: ...

    async def sent(self, seqs: Sequence[int]) -> None:
        """Only after the backend's own acknowledgement."""
        ...

    async def outbox_size(self) -> int: ...
