"""What the backend asks of a shop platform: the port that every adapter of a platform satisfies.

The kiosk never speaks to a platform. It speaks the Pickup API to the site's backend, which owns the pickup's state and
tells the platform afterwards (docs/adr/0017-shops-stand-behind-the-backend.md). Identifiers are the platform's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Capability(StrEnum):
    """What can be done with a shop. Nothing else is offered to anybody."""

    PARTIAL = "partial"
    RETURNS = "returns"
    PRICES = "prices"
    PURCHASES = "purchases"
    INVOICES = "invoices"
    COMPANIES = "companies"
    WEBHOOKS = "webhooks"


class OrderState(StrEnum):
    """The pickup's state as the platform's own states say it (docs/pickup-api/shops.md has the table)."""

    AWAITING = "awaiting"
    READY = "ready"
    PARTIALLY_COLLECTED = "partially_collected"
    COLLECTED = "collected"
    CANCELLED = "cancelled"
    RETURNED = "returned"


class Payment(StrEnum):
    """Whether goods may leave. `on_account`: an invoice follows."""

    PAID = "paid"
    ON_ACCOUNT = "on_account"
    DUE = "due"


class Outcome(StrEnum):
    """What became of a write. `already`: found done when the platform was read again; as good as `done`.

    `conflict`: the platform cannot take it as it is (cancelled, more than was ordered); somebody has to look.
    """

    DONE = "done"
    ALREADY = "already"
    CONFLICT = "conflict"


class PriceSource(StrEnum):
    """Where a price comes from."""

    LIST = "list"
    CONTRACT = "contract"
    QUANTITY = "quantity"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class ShopLine:
    """One line of an order. Quantities are whole units: ordered, packed and still here, handed over."""

    id: str
    sku: str
    quantity: int
    ready: int
    collected: int
    name: str = ""
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class ShopParcel:
    """What the platform calls a fulfilment: some quantity of some lines, packed together.

    `parcel` is the id that `mark_ready` gave it, empty for one that somebody made in the platform's own pages.
    """

    id: str
    parcel: str
    lines: Mapping[str, int]
    collected: bool
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """An order with every line and its quantities: without them nothing may be opened.

    `code` is the pickup code that the platform gave the customer, empty for none. `site` is the id of the pickup point
    at the platform. `customer` and `account` are stable ids; `language` is a BCP 47 tag. No names.
    """

    id: str
    number: str
    site: str
    state: OrderState
    payment: Payment
    lines: tuple[ShopLine, ...]
    parcels: tuple[ShopParcel, ...]
    code: str = ""
    customer: str = ""
    account: str = ""
    language: str = ""
    updated: str = ""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Orders of this site that changed, oldest change first. `more`: ask again at once with `cursor`."""

    orders: tuple[ShopOrder, ...]
    cursor: str
    more: bool


@dataclass(frozen=True, slots=True)
class ReadyParcel:
    """A parcel that was put into a compartment: `lines` by line id."""

    id: str
    compartment: int
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Goods that a customer gave back at the kiosk. `reason` is a code of the Pickup API."""

    id: str
    lines: Mapping[str, int]
    reason: str
    damaged: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of an article."""

    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one unit in minor units of `currency`, for this customer and quantity. `version`: of the list."""

    sku: str
    net_minor: int
    gross_minor: int
    currency: str
    vat_permille: int
    source: PriceSource
    version: str


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order placed at the kiosk, on account. `id` is the kiosk's; the platform's order carries it."""

    id: str
    customer: str
    lines: tuple[Wanted, ...]
    reference: str = ""


class ShopDriftError(Exception):
    """The platform's answers no longer have the shape that the adapter knows: `capability` is to be switched off."""

    def __init__(self, capability: Capability | None, field_name: str) -> None:
        super().__init__(f"{capability or 'orders'}: {field_name}")
        self.capability = capability
        self.field_name = field_name


class Shop(Protocol):
    """One platform, one site. Every call has its deadline and raises BackendAwayError (try again later, with
    `retry_after_s` where the platform said so), BackendRefusedError (idle to try again) or ShopDriftError.

    Each adapter compares code, tenant and site on the object that came back: a platform that ignores a filter would
    else open a stranger's door. Calls for what is not in `capabilities` are never made.
    """

    @property
    def name(self) -> str:
        """Of the platform, for alarms: "vendure"."""
        ...

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this shop, as it is configured, can do."""
        ...

    async def check(self) -> None:
        """Whether keys, site and shapes are as configured. Called at start and after every drift."""
        ...

    async def order_of_code(self, code: str) -> ShopOrder | None:
        """The one order with this code. None: unknown, more than one, or another site's."""
        ...

    async def order(self, order_id: str) -> ShopOrder | None:
        """One order of this site by the platform's id."""
        ...

    async def changed(self, cursor: str) -> OrderPage:
        """Orders changed since `cursor` ("" for all that are not closed)."""
        ...

    async def mark_ready(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        """The parcel can be collected. Idempotent by the parcel's id, which is looked for before it is written."""
        ...

    async def hand_over(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        """The parcel is gone; one that was never marked ready is written as a whole. Idempotent by the parcel's id."""
        ...

    async def give_back(self, order_id: str, goods: GivenBack) -> Outcome:
        """RETURNS. Idempotent by `goods.id` as far as the platform can hold it."""
        ...

    async def prices(self, customer: str, wanted: Sequence[Wanted]) -> tuple[Price, ...]:
        """PRICES. In the order asked, without articles that the customer cannot have. `customer` "": list prices."""
        ...

    async def place_order(self, purchase: Purchase) -> str:
        """PURCHASES. The platform's id of the order. Idempotent by `purchase.id`."""
        ...

    def webhook_order(self, headers: Mapping[str, str], body: bytes) -> str | None:
        """WEBHOOKS. The order that a correctly signed webhook is about, to be read again: a webhook is a hint.

        None: not signed, or not about an order.
        """
        ...

    async def aclose(self) -> None:
        """Gives connections and sessions back."""
        ...
