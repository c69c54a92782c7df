"""Purchases on account."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kiosk.backend.models.base import In, MaybeIdentifier, Out, Time
from kiosk.backend.models.prices import MAX_LINES, LineWanted, PricedLine

PurchaseState = Literal["placed", "awaiting_approval", "approved", "rejected", "cancelled"]
PurchaseConflict = Literal[
    "article-inactive",
    "article-unknown",
    "credit-exceeded",
    "credit-stopped",
    "employee-inactive",
    "employee-unknown",
    "min-age",
    "no-price",
    "not-allowed",
    "peppol-reference-required",
    "price-version-unknown",
    "reference-malformed",
    "reference-required",
    "rejected-when-taken",
]
Reference = Annotated[str, Field(max_length=64)]


class PurchaseRequest(In):
    """A purchase on account of the company, priced by `price_list_version`.

    `delivery`: to be collected `here`, at another `site`, or brought `home` (to the company's address). `proven_age`:
    the age in years that somebody has proven at the kiosk; 0: none.

    `offline`: there was no network and the goods were taken, `at` that time by that `employee`. Such a purchase is a
    fact and never refused; no session is needed for it.
    """

    lines: Annotated[list[LineWanted], Field(min_length=1, max_length=MAX_LINES)]
    price_list_version: Annotated[int, Field(ge=0, lt=2**53)]
    delivery: Literal["here", "site", "home"] = "here"
    site: Annotated[int, Field(ge=0, lt=2**32)] | None = None
    purchase_order: Annotated[Reference, Field(examples=["PO-4711"])] = ""
    project: Reference = ""
    cost_centre: Reference = ""
    buyer_reference: Reference = ""
    proven_age: Annotated[int, Field(ge=0, le=150)] = 0
    offline: bool = False
    at: Time | None = None
    employee: MaybeIdentifier = ""

    @model_validator(mode="after")
    def _is_whole(self) -> "PurchaseRequest":
        if (self.delivery == "site") != (self.site is not None):
            raise ValueError("site: goes with delivery site, and with no other")
        if self.offline and (self.at is None or not self.employee or self.delivery != "here"):
            raise ValueError("at, employee: an offline purchase says when and who, and was taken here")
        return self


class Purchase(Out):
    """A purchase as it stands. Amounts in minor units; credit is reserved for `gross_minor`.

    `conflicts`: what should have stopped it, had the goods not been taken. `site` null: it goes home. `decided_by` is
    the employee who approved or rejected it. `customer`, `session` and `order_number` join it with other channels.

    `order_number` is what people call it, and what its receipt shows. Empty until there is one: where a shop platform
    makes an order of it, the number is the platform's and comes a little later.
    """

    id: str
    account: str
    employee: str
    customer: str
    session: str
    order_number: str
    kiosk: str
    state: PurchaseState
    delivery: Literal["here", "site", "home"]
    site: int | None
    purchase_order: str
    project: str
    cost_centre: str
    buyer_reference: str
    price_list_version: int
    currency: str
    lines: list[PricedLine]
    net_minor: int
    vat_minor: int
    gross_minor: int
    offline: bool
    conflicts: list[PurchaseConflict]
    placed_at: datetime
    decided_by: str
    decided_at: datetime | None
    version: int


class Purchases(Out):
    """A page of purchases, newest first. `next` is empty on the last one."""

    purchases: list[Purchase]
    next: str = ""
