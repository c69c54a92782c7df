"""Screens of people from companies: their account, its papers, and what they buy."""

from typing import Literal

from msgspec import Struct


class AccountPickup(Struct, frozen=True):
    """One row of the account's list; `mine` is False for a colleague's."""

    pickup: str
    project: str
    buyer: str
    mine: bool
    compartments: tuple[int, ...]
    lines_ready: int
    lines_total: int
    selected: bool


class ElsewhereLine(Struct, frozen=True):
    """What lies ready at another site; `until_utc` is the first deadline."""

    site_name: str
    parcels: int
    until_utc: float | None = None


class AccountScreen(Struct, frozen=True, tag="account"):
    """Home of the tradesperson: what waits here, what is chosen, and what the backend tells of the rest.

    `news`: whether it has: "unknown" where only the badge helps. `coming` orders are under way, some of them named by
    `coming_numbers`, and `unapproved` of them wait for somebody's word; purchases `to_approve` for this person's.
    `in_basket` lines were left in the basket.
    """

    company: str
    person: str
    pickups: tuple[AccountPickup, ...]
    news: Literal["unknown", "asked", "told", "away", "not_offered"] = "not_offered"
    elsewhere: tuple[ElsewhereLine, ...] = ()
    coming: int = 0
    coming_numbers: tuple[str, ...] = ()
    unapproved: int = 0
    in_basket: int = 0
    to_approve: int = 0


PaperKind = Literal["invoices", "delivery_notes"]


class PaperLine(Struct, frozen=True):
    """A copy of one document. Amounts are in minor units; `link` is empty where there is nothing to read."""

    id: str
    kind: Literal["invoice", "credit_note", "delivery_note"]
    number: str
    issued_utc: float
    amount_minor: int
    currency: str
    settled: bool
    link: str = ""


class CreditLine(Struct, frozen=True):
    """Credit on account. `available_minor` None: no limit is kept."""

    currency: str
    available_minor: int | None
    stopped: bool


class PapersScreen(Struct, frozen=True, tag="papers"):
    """My papers: a page of one kind, or `shown` alone. `kinds` are those that may be looked at; pages count from 1."""

    kinds: tuple[PaperKind, ...]
    kind: PaperKind
    news: Literal["asked", "told", "away", "badge_again"]
    rows: tuple[PaperLine, ...] = ()
    page: int = 1
    pages: int = 1
    credit: CreditLine | None = None
    shown: PaperLine | None = None


ReferenceKind = Literal["purchase_order", "job", "cost_centre", "buyer_reference", "article", "quantity"]


class ReferenceScreen(Struct, frozen=True, tag="reference"):
    """Typed by hand: the company's own reference, before the door or a purchase; an article's number; or how many.

    `about`: the article whose quantity is asked.
    """

    kind: ReferenceKind
    required: bool
    entered: str
    max_length: int
    error: Literal["", "pattern", "missing"] = ""
    purpose: Literal["collect", "buy"] = "collect"
    about: str = ""


class BasketLine(Struct, frozen=True):
    """So many of an article. Net amounts in minor units, None until the backend has told them for these lines.

    `key` is for intents. `unattended`: why it is not sold without staff.
    """

    key: str
    name: str
    number: str
    quantity: int
    unit_minor: int | None = None
    sum_minor: int | None = None
    source: Literal["", "list", "contract", "quantity", "campaign"] = ""
    unattended: Literal["", "hazard", "min_age"] = ""


class Amount(Struct, frozen=True):
    """What a basket comes to, in minor units of `currency`."""

    currency: str
    net_minor: int
    vat_minor: int
    gross_minor: int


BasketPrices = Literal["told", "asked", "away", "badge_again", "not_offered"]


class BasketScreen(Struct, frozen=True, tag="basket"):
    """Goods in the basket at this company's prices. The reader looks for labels of goods while it is shown.

    `notice`: what became of the last thing scanned; `named`: the article it is about.
    """

    company: str
    lines: tuple[BasketLine, ...]
    amount: Amount | None
    prices: BasketPrices
    notice: Literal["", "no_label", "unknown", "not_sold", "unattended", "full", "prices_changed"] = ""
    named: str = ""
    may_buy: bool = False
    camera_ok: bool = True
    full: bool = False


class ReferenceGiven(Struct, frozen=True):
    """What will stand on the invoice; `text` is empty where nothing was given."""

    kind: ReferenceKind
    text: str


class CheckoutScreen(Struct, frozen=True, tag="checkout"):
    """One touch from buying. `reasons`: why it cannot be collected here, as the Pickup API's feasibility says."""

    company: str
    pieces: int
    amount: Amount
    state: Literal["asked", "told", "away"]
    can_here: bool
    can_home: bool
    chosen: Literal["here", "home"]
    reasons: tuple[str, ...] = ()
    references: tuple[ReferenceGiven, ...] = ()


class PurchaseScreen(Struct, frozen=True, tag="purchase"):
    """What became of a purchase. "doubtful": it was sent and nobody answered, so it may have been bought.

    `receipt` is the order number, or the purchase's id until there is one. `code` says why it was refused.
    """

    state: Literal["sent", "doubtful", "not_sent", "placed", "awaiting_approval", "refused"]
    receipt: str = ""
    gross_minor: int = 0
    currency: str = ""
    to_home: bool = False
    badge_again: bool = False
    code: str = ""


class ApprovalScreen(Struct, frozen=True, tag="approval"):
    """One purchase of a colleague, number `at` of `count`, and what became of it.

    "unknown": the word was sent and no answer came; "already_decided": somebody else was first. `employee` is an id.
    """

    at: int
    count: int
    order_number: str
    employee: str
    project: str
    gross_minor: int
    currency: str
    state: Literal["open", "deciding", "approved", "rejected", "already_decided", "refused", "unknown"]
