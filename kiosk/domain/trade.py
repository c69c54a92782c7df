"""Trade as the core knows it: a visit of somebody from a company, and what the backend answers to it.

Nothing of this is kept beyond the visit. Amounts are in minor units of `currency`.
"""

from dataclasses import dataclass, field

from kiosk.domain.pricing import Priced, Wanted
from kiosk.domain.purchasing import References


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with a badge who has signed in. `rights`: collect, delegate, buy, approve, administer."""

    id: str
    token: str = field(repr=False)
    account: str
    employee: str
    rights: frozenset[str]
    expires_utc: float
    language: str = ""
    reach: bool = False
    default_reference: str = ""


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
