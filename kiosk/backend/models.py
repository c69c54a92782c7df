"""What goes over the wire, as pydantic models; the OpenAPI document is made of them.

Times are RFC 3339 in UTC. Requests are read strictly: no text for a number, no number for a time.
"""

import json
import re
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AliasChoices,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    model_validator,
)

_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


def _as_written(value: Any) -> Any:
    if isinstance(value, str) and _RFC3339.fullmatch(value):
        return value
    raise ValueError("must be a date and time as in RFC 3339")


def _from_text(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


RowVersion = Annotated[int, Field(validation_alias=AliasChoices("version", "change"))]
"""A row's version is the change that made it."""
Time = Annotated[AwareDatetime, BeforeValidator(_as_written), Field(strict=False)]
Identifier = Annotated[str, Field(min_length=1, max_length=64)]


class Out(BaseModel):
    """An answer. Built from rows, whose times are Unix seconds."""

    model_config = ConfigDict(from_attributes=True)


class In(BaseModel):
    """A request. Fields this version does not know are left alone: a newer kiosk may send more."""

    model_config = ConfigDict(strict=True)


class Problem(Out):
    """RFC 9457. The last part of `type` is the stable code; `errors` names the fields of an invalid request."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list["FieldProblem"] | None = None


class FieldProblem(Out):
    """One field that could not be read. Its value is not repeated: it may be a code."""

    field: str
    problem: str


class Compartment(Out):
    """One compartment of the site."""

    number: int
    size: str


class PublicKey(Out):
    """A JWK (RFC 8037) that tokens are checked with."""

    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    use: Literal["sig"] = "sig"
    kid: str
    x: str


class SiteName(Out):
    """Another site of the same operator, to send somebody to the right door."""

    number: int
    name: str


class Site(Out):
    """What a kiosk has to know of its site. The ETag covers everything but `server_time`."""

    number: int
    id: str
    name: str
    help_phone: str
    kiosk: str
    compartments: list[Compartment]
    keys: list[PublicKey]
    other_sites: list[SiteName]
    server_time: datetime


class Parcel(Out):
    """What lies in one compartment; `compartment` null: it is to come, and the kiosk chooses where it is put.

    It does so by `size` (a size class of the wall, the smallest that will do; empty: any), `weight_g` and `reach` (the
    customer needs a door within reach from a wheelchair).
    """

    id: str
    compartment: Annotated[int, Field(ge=1, le=9999)] | None
    state: Literal["ready", "collected", "suspect"]
    size: str = ""
    weight_g: Annotated[int, Field(ge=0)] = 0
    reach: bool = False


class Pickup(Out):
    """One promise at one site. `lines_ready` below `lines_total`: part of the order is still to come."""

    id: str
    site: int
    site_name: str
    state: Literal["awaiting", "ready", "partially_collected", "collected", "expired", "cancelled"]
    parcels: list[Parcel]
    not_before: datetime
    not_after: datetime
    lines_ready: int
    lines_total: int
    account: str
    buyer: str
    buyer_employee: str
    project: str
    collected_at: datetime | None
    version: int


class Credential(Out):
    """What proves a right. `digest` is HMAC-SHA256(site key, canonical code) in hex, empty for a signed token.

    `revoked` is final. `phone_digest` goes with six digits: the digest of `phone:` and the last four of the number. A
    delegate's names the credential it was made from in `delegate_of`; it may be good for `max_visits` visits and for
    some `parcels` only (empty: all of the pickup).
    """

    id: str
    kind: Literal["pickup", "badge", "technician"]
    digest: str
    subject: str
    not_before: datetime
    not_after: datetime
    revoked: bool
    version: RowVersion
    phone_digest: str = ""
    delegate_of: str = ""
    max_visits: int | None = None
    parcels: Annotated[list[str], BeforeValidator(_from_text)] = []


class Account(Out):
    """A company and its rule for references."""

    id: str
    name: str
    reference_kind: Literal["purchase_order", "job", "cost_centre"]
    reference_rule: Literal["none", "asked", "required"]
    reference_pattern: str
    version: RowVersion


class Employee(Out):
    """A person with a badge. `account` is empty for the operator's technicians."""

    id: str
    account: str
    name: str
    may_collect_for_company: bool
    pin_digest: str
    active: bool
    version: RowVersion


class Removed(Out):
    """A row that is gone. `version` is above that of the row; the row may come back only with a higher one."""

    kind: Literal["pickup", "credential", "account", "employee"]
    id: str
    version: int


class JournalAnchor(Out):
    """The event of this kiosk that was stored last. A kiosk that does not know it has a restored journal."""

    seq: int
    hash: str


class SiteList(Out):
    """Everything (`full`), or what changed since the cursor `base`.

    `version` never goes back within an `epoch`. `checksum` is of the complete list as it is after this answer: the sum,
    modulo 2^128, of the first 16 bytes (big-endian) of SHA-256(kind + ":" + id + ":" + version) of every row.
    """

    cursor: str
    base: str
    epoch: str
    version: int
    checksum: str
    journal: JournalAnchor | None
    full: bool
    server_time: datetime
    pickups: list[Pickup]
    credentials: list[Credential]
    accounts: list[Account]
    employees: list[Employee]
    removed: list[Removed]


class ResolveRequest(In):
    """A code as it was scanned, or as it was typed (six digits are followed by the last four of the phone)."""

    code: Annotated[str, Field(min_length=1, max_length=512)]
    entry: Literal["scanned", "typed"]


class Resolved(Out):
    """What the code is for."""

    credential: Credential
    pickup: Pickup


class HandoverRequest(In):
    """One parcel that physically left. `actor` is an employee id, empty for a private customer.

    `offline`: it had to wait at the kiosk. `event_seq`, `chain_hash` and `outbox_number` are as in events.
    """

    parcel: Identifier
    compartment: Annotated[int, Field(ge=1, le=9999)]
    opened_at: Time
    closed_at: Time
    credential: Annotated[str, Field(max_length=64)]
    actor: Annotated[str, Field(max_length=64)] = ""
    reference: Annotated[str, Field(max_length=64)] = ""
    offline: bool = False
    event_seq: Annotated[int, Field(ge=0, lt=2**63)] = 0
    chain_hash: Annotated[str, Field(max_length=64)] = ""
    outbox_number: Annotated[int, Field(ge=0, lt=2**63)] = 0


Conflict = Literal["", "unknown_pickup", "unknown_parcel", "already_collected", "cancelled", "other_compartment"]


class HandoverAnswer(Out):
    """What was made of it. `conflict`: it happened, and it should not have; somebody has to look into it."""

    handover: str
    pickup: str
    parcel: str
    conflict: bool
    reason: Conflict
    received_at: datetime


class CloudEvent(In):
    """CloudEvents 1.0, structured JSON. `source` and `id` (the seq in the kiosk's journal) together name the event.

    `chainhash` tells a repetition from another event under the same id. `outboxnumber` counts from 1 what the kiosk
    sends, hand-overs included, so that a number that is missing means something that did not arrive.
    """

    model_config = ConfigDict(strict=True, extra="allow")

    specversion: Literal["1.0"]
    id: Identifier
    source: Annotated[str, Field(min_length=1, max_length=128)]
    type: Annotated[str, Field(min_length=1, max_length=128)]
    time: Time | None = None
    datacontenttype: str = "application/json"
    data: JsonValue = None
    chainhash: Annotated[str, Field(max_length=64)] = ""
    outboxnumber: Annotated[int, Field(ge=0, lt=2**63)] = 0

    @model_validator(mode="before")
    @classmethod
    def _can_be_stored(cls, value: Any) -> Any:
        """JSON allows half a surrogate pair and Python's reader allows NaN; neither can be written again."""
        json.dumps(value, ensure_ascii=False, allow_nan=False, default=str).encode()
        return value


class EventsAnswer(Out):
    """`ids` of the batch that are stored, now or before: the kiosk forgets these and no others.

    `conflicts`: those under which another event was known. Both are stored.
    """

    ids: list[str]
    conflicts: list[str]


class CommandQuestion(BaseModel):
    """Who asks for remote commands: `boot` is this start of the kiosk, `nonce` is for this one question."""

    boot: Annotated[str, Field(pattern=r"^[0-9a-f]{16,64}$")]
    nonce: Annotated[str, Field(pattern=r"^[0-9a-f]{32,64}$")]
    wait_s: Annotated[float, Field(ge=0, le=60, description="How long to wait for one")] = 0.0


class Commands(Out):
    """Remote commands for the boot and nonce that were asked for; the text is described in docs/pickup-api."""

    commands: list[str]
