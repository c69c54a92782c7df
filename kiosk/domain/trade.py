"""Trade as the core knows it: a visit of somebody from a company, and what the backend answers to it.

Nothing of this is kept beyond the visit. Amounts are in minor units of `currency`.
"""

from dataclasses import dataclass, field
from typing import Literal

from kiosk.domain.pricing import Priced, Wanted
from kiosk.domain.purchasing import References


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody from a company who has signed in. `rights`: collect, delegate, buy, approve, administer.

    `credential`: the badge under which doors open for them, empty where they have none.
    """

    id: str
    token: str = field(repr=False)
    account: str
    employee: str
    rights: frozenset[str]
    expires_utc: float
    language: str = ""
    reach: bool = False
    default_reference: str = ""
    credential: str = ""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Where somebody signs in with their phone: `url` as a QR code, `user_code` to compare. `interval_s`: how long to
    wait before it is asked what became of it; `life_s`: when it ends.
    """

    id: str
    url: str
    user_code: str
    life_s: float
    interval_s: float


@dataclass(frozen=True, slots=True)
class NotYet:
    """Nobody has signed in so far; ask again after `wait_s`."""

    wait_s: float


@dataclass(frozen=True, slots=True)
class Credit:
    """`available_minor` None: no limit is kept. `stopped`: nothing may be bought on account."""

    currency: str
    used_minor: int
    available_minor: int | None
    stopped: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A copy of an invoice, a credit note or a delivery note; `links` by media type."""

    id: str
    kind: str
    number: str
    issued_utc: float
    amount_minor: int
    currency: str
    settled: bool
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OrderUnderWay:
    """A pickup at any site, or a purchase that is not one yet. `here`: at this site. `parcels` lie ready."""

    id: str
    order_number: str
    state: str
    site_name: str
    here: bool
    parcels: int
    project: str = ""
    not_after_utc: float | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Prices that hold until `valid_until_utc` for a purchase that names `version`.

    `unattended` says of each line why nobody gets it where no staff is: "hazard", "min_age", or "" for everything else.
    """

    version: int
    currency: str
    valid_until_utc: float
    lines: tuple[Priced, ...]
    names: tuple[str, ...]
    net_minor: int
    vat_minor: int
    unattended: tuple[str, ...] = ()

    @property
    def gross_minor(self) -> int:
        """What is to be paid."""
        return self.net_minor + self.vat_minor


@dataclass(frozen=True, slots=True)
class Deliverable:
    """How goods can be had: `here` in a compartment of this bank (`reasons` why not), or `home` by a carrier."""

    here: bool
    home: bool
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Buy:
    """A purchase that somebody wants to make. `id` is the kiosk's, and makes it one however often it is sent.

    `site` None: here, or with `home` at the company's address. `proven_age`: in years, 0 for none.
    """

    id: str
    lines: tuple[Wanted, ...]
    version: int
    references: References = field(default_factory=References)
    home: bool = False
    site: int | None = None
    proven_age: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A purchase without a network: the goods are gone, `at_utc` that time by that `employee`."""

    buy: Buy
    employee: str
    at_utc: float


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase as it stands: placed, awaiting_approval, approved, rejected or cancelled. Amounts with VAT."""

    id: str
    state: str
    employee: str
    order_number: str
    gross_minor: int
    currency: str
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotBought:
    """Why not, as the backend's code says; `field` is the one to be asked again, as "purchase_order"; "" for none."""

    code: str
    field: str = ""


# --- what a journey asks of the person's account, and what it is told ---


@dataclass(frozen=True, slots=True)
class Visitor:
    """What the backend says of the person who has signed in, without a name. Answers `WhoVisits`.

    `language` is BCP 47 or empty; `reach`: doors within reach from a wheelchair.
    """

    rights: frozenset[str]
    language: str = ""
    reach: bool = False
    default_reference: str = ""


@dataclass(frozen=True, slots=True)
class WhoVisits:
    """Answered by `Visitor` as soon as the person is signed in."""


@dataclass(frozen=True, slots=True)
class WhatWaits:
    """What is under way here and elsewhere. Answered by a tuple of `OrderUnderWay`."""


@dataclass(frozen=True, slots=True)
class Papers:
    """Answered by a tuple of `Document`, newest first."""

    kind: Literal["invoices", "delivery_notes"]


@dataclass(frozen=True, slots=True)
class CreditOf:
    """Answered by `Credit`; only for those who may buy."""


@dataclass(frozen=True, slots=True)
class PriceOf:
    """Answered by `Quote` or `NotBought`. A newer one takes the place of one under way."""

    lines: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class DeliveryOf:
    """Answered by `Deliverable`, or `NotBought` naming a line. Lines are named by SKU."""

    lines: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Purchase:
    """Answered by `Bought` or `NotBought`. `Away` to this one: whether it was bought is not known."""

    buy: Buy


@dataclass(frozen=True, slots=True)
class Approvals:
    """What waits for this person's word. Answered by a tuple of `Bought`."""


@dataclass(frozen=True, slots=True)
class Decide:
    """Answered by `Bought` or `NotBought` (`already-decided`). `Away`: whether it was heard is not known."""

    purchase: str
    approve: bool


Question = WhoVisits | WhatWaits | Papers | CreditOf | PriceOf | DeliveryOf | Purchase | Approvals | Decide


@dataclass(frozen=True, slots=True)
class Away:
    """No answer now. `badge_again`: the visit is over (or the kiosk was started anew), so that only the badge helps."""

    badge_again: bool = False


@dataclass(frozen=True, slots=True)
class NotOffered:
    """The backend has no such thing, or not for this person."""


Told = (
    Visitor
    | tuple[OrderUnderWay, ...]
    | tuple[Document, ...]
    | tuple[Bought, ...]
    | Credit
    | Quote
    | Deliverable
    | Bought
    | NotBought
    | Away
    | NotOffered
)
"""The answer to a `Question`."""
