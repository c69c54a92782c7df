"""Pickups, what proves a right to them, and what a code is for."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.backend.models.base import FromText, In, Out, RowVersion

PickupState = Literal["awaiting", "ready", "partially_collected", "collected", "expired", "cancelled"]
Payment = Literal["", "paid", "on_account", "due"]
Action = Literal["stage", "hand_over", "cancel", "extend", "delegate", "return", "report"]


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


class PickupHead(Out):
    """What is said of a pickup wherever it is named."""

    id: str
    site: int
    site_name: str
    state: PickupState
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


class Pickup(PickupHead):
    """One promise at one site. `lines_ready` below `lines_total`: part of the order is still to come.

    `payment_due`: nothing but its payment stands against it. It is said to be `awaiting` until then, which a kiosk that
    does not know this field hands nothing out of either.
    """

    parcels: list[Parcel]
    payment_due: bool = False


class Line(Out):
    """One line of the order. `ready` lies here in parcels, `collected` is what left in them, `returned` came back."""

    id: str
    sku: str
    gtin: str
    name: str
    quantity: int
    ready: int
    collected: int
    returned: int


class ParcelDetail(Parcel):
    """`lines` is how much of which line it holds; empty: nobody itemised it. `sscc` is on its label, or is empty."""

    sscc: str = ""
    lines: dict[str, int] = Field(default_factory=dict)


class PickupDetail(PickupHead):
    """All that is known of one pickup. Its ETag is its version, which commands name in If-Match.

    `payment` due: nothing opens before it is paid. `allowed_actions`: what may be asked for now, by whoever has the
    right to: stage, hand_over, cancel, extend, delegate, return, report.
    """

    parcels: list[ParcelDetail]
    lines: list[Line]
    order_number: str
    customer: str
    payment: Payment
    language: str
    allowed_actions: list[Action]


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
    parcels: Annotated[list[str], FromText] = Field(default_factory=list)


class ResolveRequest(In):
    """A code as it was scanned, or as it was typed (six digits are followed by the last four of the phone)."""

    code: Annotated[str, Field(min_length=1, max_length=512)]
    entry: Literal["scanned", "typed"]


class Resolved(Out):
    """What the code is for."""

    credential: Credential
    pickup: Pickup
