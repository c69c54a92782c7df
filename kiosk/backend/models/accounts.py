"""A company as one of its people sees it at the kiosk."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kiosk.backend.models.base import Identifier, In, Minor, Out
from kiosk.backend.models.sessions import Right

Rule = Literal["none", "asked", "required"]
Role = Literal["collector", "buyer", "approver", "admin"]


class References(Out):
    """Which references a purchase or a collection has to carry.

    `pattern` (a regular expression that matches in full) and `rule` are about the one named by `kind`. With
    `electronic_invoice` a purchase needs a purchase order or a buyer reference (Peppol BIS Billing 3.0, rule
    PEPPOL-EN16931-R003); `buyer_reference` is the company's standing one.
    """

    kind: Literal["purchase_order", "job", "cost_centre"]
    rule: Rule
    pattern: str
    project: Rule
    cost_centre: Rule
    buyer_reference: str
    electronic_invoice: bool


class Waiting(Out):
    """What waits for this person: pickups `here` and `elsewhere` to be collected now, pickups and purchases that are
    `to_come`, and purchases of others that this person may approve (`to_approve`).
    """

    here: int
    elsewhere: int
    to_come: int
    to_approve: int


class Company(Out):
    """The company of the session. `rights` are those of the person who asks."""

    id: str
    name: str
    organisation_number: str
    currency: str
    references: References
    rights: list[Right]
    default_reference: str
    waiting: Waiting


class Mandate(Out):
    """What an employee may do. `purchase_limit_minor` null: no limit of their own (net, in the company's currency).

    They collect their own, that of `collects_for` (ids of employees), or with `everybody` that of the whole company.
    """

    role: Role
    purchase_limit_minor: int | None
    collects_for: list[str]
    everybody: bool


class Member(Out):
    """An employee. The `mandate` is told to those who may administer; null for others."""

    id: str
    name: str
    active: bool
    version: int
    mandate: Mandate | None = None


class Members(Out):
    """A page of employees, by id. `next` is empty on the last one."""

    employees: list[Member]
    next: str = ""


class MandateChange(In):
    """For whom an employee may collect: all of it, not the difference."""

    collects_for: Annotated[list[Identifier], Field(max_length=500, examples=[["E-JONAS"]])]
    everybody: bool


class RoleChange(In):
    """collector: collects and delegates; each further one also: buyer buys, approver approves, admin administers."""

    role: Role


class LimitChange(In):
    """Purchases above it need approval (net); null: no limit of this employee's own."""

    purchase_limit_minor: Minor | None


class Credit(Out):
    """Credit on account. `limit_minor` null: no limit is kept here, and `available_minor` is null too.

    `stopped`: nothing may be bought on account, whatever is available.
    """

    currency: str
    limit_minor: int | None
    used_minor: int
    available_minor: int | None
    stopped: bool


class DocumentLink(Out):
    """One copy: `type` is the media type (application/pdf, or application/xml for UBL), `href` where it is."""

    type: str
    href: str


class Document(Out):
    """A copy of an invoice, a credit note or a delivery note. `settled`: nothing of it is left to pay."""

    id: str
    kind: Literal["invoice", "credit_note", "delivery_note"]
    number: str
    issued_at: datetime
    due_at: datetime | None
    amount_minor: int
    currency: str
    pickup: str
    settled: bool
    links: list[DocumentLink]


class Documents(Out):
    """A page of documents, newest first. `next` is empty on the last one."""

    documents: list[Document]
    next: str = ""


class Order(Out):
    """Something under way for the company: a pickup at any site, or a purchase that neither became one nor was sent.

    `site` is where it is, or is to be, collected; null: it goes home. `here`: at the site of the kiosk that asks.
    `parcels` counts those that lie ready. It says what waits where; nothing in it opens a door.
    """

    kind: Literal["pickup", "purchase"]
    id: str
    order_number: str
    customer: str
    employee: str
    site: int | None
    site_name: str
    here: bool
    state: Literal["awaiting", "ready", "partially_collected", "expired", "placed", "awaiting_approval", "approved"]
    parcels: int
    lines_ready: int
    lines_total: int
    not_before: datetime | None
    not_after: datetime | None
    project: str


class Orders(Out):
    """A page: pickups by id, then purchases by id. `next` is empty on the last one."""

    orders: list[Order]
    next: str = ""
