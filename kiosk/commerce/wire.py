"""The answers of the Pickup API as they are read here, turned into domain objects.

Written against docs/pickup-api, not against the embedded backend: fields nobody here needs are left alone.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.domain.account import Account, Employee, ReferenceKind, ReferenceRule
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState
from kiosk.domain.site_list import JournalAnchor, Mark, RowKind, SiteListPage
from kiosk.domain.typed_code import ALPHABET

Time = Annotated[datetime, Meta(tz=True)]
Identifier = Annotated[str, Meta(min_length=1, max_length=64)]
Version = Annotated[int, Meta(ge=0, lt=1 << 53)]
Digest = Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")]
PickupId = Annotated[str, Meta(pattern=f"^[{ALPHABET}]{{8}}$")]


class FieldProblem(Struct, frozen=True):
    """One field of the request that is wrong."""

    field: str = ""


class Problem(Struct, frozen=True):
    """RFC 9457; the last part of `type` is the stable code."""

    type: str = "about:blank"
    detail: str = ""
    errors: tuple[FieldProblem, ...] | None = None

    @property
    def code(self) -> str:
        """Behind the last `:` or `/`."""
        return self.type.rpartition("/")[2].rpartition(":")[2]

    @property
    def field(self) -> str:
        """The first that is named, "" for none."""
        return self.errors[0].field if self.errors else ""


class WireParcel(Struct, frozen=True):
    """One parcel."""

    id: Identifier
    state: ParcelState
    compartment: Annotated[int, Meta(ge=1, le=9999)] | None = None
    size: str = ""
    weight_g: Annotated[int, Meta(ge=0)] = 0
    reach: bool = False

    def parcel(self) -> Parcel:
        """As the core knows it."""
        return Parcel(self.id, self.compartment or 0, self.state, self.size, self.weight_g, self.reach)


class WirePickup(Struct, frozen=True):
    """One pickup. Without the counts of lines nothing may be opened, hence no defaults for them."""

    id: PickupId
    site: int
    state: PickupState
    parcels: tuple[WireParcel, ...]
    not_before: Time
    not_after: Time
    lines_ready: int
    lines_total: int
    account: str = ""
    buyer: str = ""
    buyer_employee: str = ""
    project: str = ""
    collected_at: Time | None = None
    site_name: str = ""
    version: Version = 1
    payment_due: bool = False

    def pickup(self) -> Pickup:
        """As the core knows it."""
        return Pickup(
            id=self.id,
            site=self.site,
            state=self.state,
            parcels=tuple(parcel.parcel() for parcel in self.parcels),
            not_before_utc=self.not_before.timestamp(),
            not_after_utc=self.not_after.timestamp(),
            lines_ready=self.lines_ready,
            lines_total=self.lines_total,
            account=self.account,
            buyer=self.buyer,
            buyer_employee=self.buyer_employee,
            project=self.project,
            collected_utc=self.collected_at.timestamp() if self.collected_at else None,
            site_name=self.site_name,
            version=self.version,
            payment_due=self.payment_due,
        )


class WireCredential(Struct, frozen=True):
    """One credential; a revoked token has an empty digest."""

    id: Identifier
    kind: CredentialKind
    digest: Digest
    subject: str
    not_before: Time
    not_after: Time
    revoked: bool
    version: Version
    phone_digest: Digest = ""
    delegate_of: Annotated[str, Meta(max_length=64)] = ""
    max_visits: Annotated[int, Meta(ge=0)] | None = None
    parcels: tuple[Identifier, ...] = ()

    def credential(self) -> Credential:
        """As the core knows it."""
        return Credential(
            id=self.id,
            kind=self.kind,
            digest=self.digest,
            subject=self.subject,
            not_before_utc=self.not_before.timestamp(),
            not_after_utc=self.not_after.timestamp(),
            revoked=self.revoked,
            version=self.version,
            phone_digest=self.phone_digest,
            delegate_of=self.delegate_of,
            max_visits=self.max_visits,
            parcels=self.parcels,
        )


class WireAccount(Struct, frozen=True):
    """One company."""

    id: Identifier
    name: str
    reference_kind: ReferenceKind
    reference_rule: ReferenceRule
    reference_pattern: str
    version: Version

    def account(self) -> Account:
        """As the core knows it."""
        rule = self.reference_rule
        return Account(self.id, self.name, self.reference_kind, rule, self.reference_pattern, self.version)


class WireEmployee(Struct, frozen=True):
    """One person with a badge."""

    id: Identifier
    account: str
    name: str
    may_collect_for_company: bool
    pin_digest: str
    active: bool
    version: Version
    collects_for: Annotated[tuple[Identifier, ...], Meta(max_length=200)] = ()

    def employee(self) -> Employee:
        """As the core knows it."""
        return Employee(
            id=self.id,
            account=self.account,
            name=self.name,
            may_collect_for_company=self.may_collect_for_company,
            pin_digest=self.pin_digest,
            active=self.active,
            version=self.version,
            collects_for=self.collects_for,
        )


class WireRemoved(Struct, frozen=True):
    """A row that is gone."""

    kind: RowKind
    id: Identifier
    version: Version

    def mark(self) -> Mark:
        """As the core knows it."""
        return Mark(self.kind, self.id, self.version)


class WireAnchor(Struct, frozen=True):
    """The newest event of this kiosk that the backend has stored."""

    seq: Annotated[int, Meta(ge=1, lt=1 << 53)]
    hash: str


class WireList(Struct, frozen=True):
    """One answer of the site list."""

    cursor: str
    full: bool
    server_time: Time
    pickups: tuple[WirePickup, ...]
    credentials: tuple[WireCredential, ...]
    accounts: tuple[WireAccount, ...]
    employees: tuple[WireEmployee, ...]
    removed: tuple[WireRemoved, ...]
    base: str
    epoch: str
    version: Version
    checksum: str
    journal: WireAnchor | None = None

    def page(self) -> SiteListPage:
        """As the core knows it."""
        return SiteListPage(
            cursor=self.cursor,
            full=self.full,
            server_utc=self.server_time.timestamp(),
            pickups=tuple(row.pickup() for row in self.pickups),
            credentials=tuple(row.credential() for row in self.credentials),
            accounts=tuple(row.account() for row in self.accounts),
            employees=tuple(row.employee() for row in self.employees),
            removed=tuple(row.mark() for row in self.removed),
            base=self.base,
            epoch=self.epoch,
            version=self.version,
            checksum=self.checksum,
            journal=JournalAnchor(self.journal.seq, self.journal.hash) if self.journal else None,
        )


class WireResolved(Struct, frozen=True):
    """What a code is for."""

    credential: WireCredential
    pickup: WirePickup


class WireHandover(Struct, frozen=True):
    """The backend's acknowledgement."""

    handover: str
    pickup: str
    conflict: bool
    reason: str = ""


class WireEvents(Struct, frozen=True):
    """Ids of the batch that are stored, now or before. `conflicts`: those under which another event is known too."""

    ids: tuple[str, ...]
    conflicts: tuple[str, ...] = ()


class WireCommands(Struct, frozen=True):
    """Remote commands, as `kiosk.domain.command` reads them."""

    commands: tuple[str, ...]


class WireSiteName(Struct, frozen=True):
    """Another site of the operator."""

    number: int
    name: str


class WireSite(Struct, frozen=True):
    """The kiosk's own site. `keys` are read by `domain.issuer_keys`, which says what is wrong with them."""

    number: int
    name: str
    help_phone: str
    server_time: Time
    other_sites: tuple[WireSiteName, ...] = ()
    keys: object = None
    capabilities: frozenset[str] = frozenset()
