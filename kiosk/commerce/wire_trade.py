"""Answers of the Pickup API about trade as they are read here. Fields nobody here needs are left alone."""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from kiosk.commerce.wire import Identifier, Time, Version
from kiosk.domain.pricing import Priced, Source
from kiosk.domain.trade import Bought, Credit, Deliverable, Document, OrderUnderWay, SignInPage, Visit

Minor = Annotated[int, Meta(ge=0, lt=1 << 53)]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
Text = Annotated[str, Meta(max_length=200)]
MAX_URL: Final = 500
"""A code with more cannot be read from the glass at arm's length."""


class WirePerson(Struct, frozen=True):
    """Who has signed in."""

    id: Identifier
    account: Identifier
    rights: tuple[Literal["collect", "delegate", "buy", "approve", "administer"], ...]
    language: Text = ""
    reach: bool = False
    default_reference: Text = ""


class WireSession(Struct, frozen=True):
    """A visit; the token is nobody else's business."""

    id: Identifier
    token: Annotated[str, Meta(min_length=16, max_length=128)]
    expires_at: Time
    person: WirePerson
    credential: Annotated[str, Meta(max_length=64)] = ""

    def visit(self) -> Visit:
        """As the core knows it."""
        person = self.person
        return Visit(
            id=self.id,
            token=self.token,
            account=person.account,
            employee=person.id,
            rights=frozenset(person.rights),
            expires_utc=self.expires_at.timestamp(),
            language=person.language,
            reach=person.reach,
            default_reference=person.default_reference,
            credential=self.credential,
        )


class WireSignIn(Struct, frozen=True):
    """A sign-in that has begun. A page that is not https is nowhere anybody is sent (but to this machine, in tests)."""

    id: Identifier
    url: Annotated[
        str, Meta(min_length=1, max_length=MAX_URL, pattern=r"^(https://|http://(127\.0\.0\.1|localhost)[:/])")
    ]
    user_code: Annotated[str, Meta(max_length=40)]
    expires_in_s: Annotated[float, Meta(gt=0)]
    interval_s: Annotated[float, Meta(gt=0, le=60)]

    def page(self) -> SignInPage:
        """As the core knows it."""
        return SignInPage(self.id, self.url, self.user_code, self.expires_in_s, self.interval_s)


class WireCredit(Struct, frozen=True):
    """Credit on account."""

    currency: Currency
    used_minor: int
    stopped: bool
    available_minor: Minor | None

    def credit(self) -> Credit:
        """As the core knows it."""
        return Credit(self.currency, self.used_minor, self.available_minor, self.stopped)


class WireLink(Struct, frozen=True):
    """One copy of a document."""

    type: Text
    href: Annotated[str, Meta(pattern="^https?://", max_length=2000)]


class WireDocument(Struct, frozen=True):
    """One document."""

    id: Identifier
    kind: Literal["invoice", "credit_note", "delivery_note"]
    number: Text
    issued_at: Time
    amount_minor: int
    currency: Currency
    settled: bool
    links: tuple[WireLink, ...]

    def document(self) -> Document:
        """As the core knows it."""
        links = tuple((link.type, link.href) for link in self.links)
        issued_utc = self.issued_at.timestamp()
        return Document(
            self.id, self.kind, self.number, issued_utc, self.amount_minor, self.currency, self.settled, links
        )


class WireDocuments(Struct, frozen=True):
    """A page."""

    documents: tuple[WireDocument, ...]
    next: str = ""


class WireOrder(Struct, frozen=True):
    """Something under way."""

    id: Identifier
    order_number: Text
    state: Text
    site_name: Text
    here: bool
    parcels: Annotated[int, Meta(ge=0)]
    project: Text = ""
    not_after: Time | None = None

    def order(self) -> OrderUnderWay:
        """As the core knows it."""
        not_after_utc = self.not_after.timestamp() if self.not_after is not None else None
        about = (self.id, self.order_number, self.state, self.site_name, self.here, self.parcels, self.project)
        return OrderUnderWay(*about, not_after_utc)


class WireOrders(Struct, frozen=True):
    """A page."""

    orders: tuple[WireOrder, ...]
    next: str = ""


class WireLine(Struct, frozen=True):
    """A priced line."""

    sku: Identifier
    name: Text
    quantity: Annotated[int, Meta(ge=1)]
    unit_net_minor: Minor
    vat_permille: Annotated[int, Meta(ge=0, le=1000)]
    source: Source

    def priced(self) -> Priced:
        """As the core knows it."""
        return Priced(self.sku, self.quantity, self.unit_net_minor, self.vat_permille, self.source)


class WireQuotedLine(WireLine, frozen=True):
    """A priced line, and what it was asked by."""

    gtin: Text = ""
    unattended: Literal["", "hazard", "min_age"] = ""


class WireQuote(Struct, frozen=True):
    """What something costs."""

    account: str
    currency: Currency
    price_list_version: Version
    valid_until: Time
    lines: tuple[WireQuotedLine, ...]
    net_minor: Minor
    vat_minor: Minor


class WireFallback(Struct, frozen=True):
    """Where else."""

    kind: Text


class WireFeasibility(Struct, frozen=True):
    """Whether a bank can take goods. A backend that does not tell `home` tells it among the fallbacks."""

    site: int
    feasible: bool
    reasons: tuple[Text, ...]
    fallbacks: tuple[WireFallback, ...]
    home: bool = False

    def deliverable(self) -> Deliverable:
        """As the core knows it."""
        home = self.home or any(fallback.kind == "home" for fallback in self.fallbacks)
        return Deliverable(self.feasible, home, self.reasons)


class WirePurchase(Struct, frozen=True):
    """A purchase as it stands."""

    id: Identifier
    account: str
    employee: str
    order_number: Text
    state: Literal["placed", "awaiting_approval", "approved", "rejected", "cancelled"]
    gross_minor: Minor
    currency: str
    conflicts: tuple[Text, ...] = ()

    def bought(self) -> Bought:
        """As the core knows it."""
        return Bought(
            id=self.id,
            state=self.state,
            employee=self.employee,
            order_number=self.order_number,
            gross_minor=self.gross_minor,
            currency=self.currency,
            conflicts=self.conflicts,
        )


class WirePurchases(Struct, frozen=True):
    """A page."""

    purchases: tuple[WirePurchase, ...]
    next: str = ""
