"""What goes over the wire, as pydantic models; the OpenAPI document is made of them."""

from kiosk.backend.models.accounts import (
    Company,
    Credit,
    Document,
    DocumentLink,
    Documents,
    LimitChange,
    Mandate,
    MandateChange,
    Member,
    Members,
    Order,
    Orders,
    References,
    RoleChange,
    Waiting,
)
from kiosk.backend.models.base import FieldProblem, Identifier, In, Out, Problem, RowVersion, Time
from kiosk.backend.models.commands import CommandQuestion, Commands
from kiosk.backend.models.events import CloudEvent, EventsAnswer
from kiosk.backend.models.feasibility import Fallback, Feasibility, FeasibilityRequest, GoodsGiven, ParcelClass
from kiosk.backend.models.feed import Feed, FeedEvent, FeedQuestion
from kiosk.backend.models.handovers import Conflict, HandoverAnswer, HandoverRequest
from kiosk.backend.models.people import Account, Employee
from kiosk.backend.models.pickups import Credential, Parcel, Pickup, Resolved, ResolveRequest
from kiosk.backend.models.prices import (
    LineWanted,
    ListedPrice,
    PricedArticle,
    PricedLine,
    PriceList,
    Quote,
    QuoteRequest,
    VatRate,
)
from kiosk.backend.models.purchases import Purchase, PurchaseRequest, Purchases
from kiosk.backend.models.sessions import SessionAnswer, SessionPerson, SessionRequest
from kiosk.backend.models.site import Compartment, PublicKey, Site, SiteName
from kiosk.backend.models.site_list import JournalAnchor, Removed, SiteList

__all__ = [
    "Account",
    "CloudEvent",
    "CommandQuestion",
    "Commands",
    "Company",
    "Compartment",
    "Conflict",
    "Credential",
    "Credit",
    "Document",
    "DocumentLink",
    "Documents",
    "Employee",
    "EventsAnswer",
    "Fallback",
    "Feasibility",
    "FeasibilityRequest",
    "Feed",
    "FeedEvent",
    "FeedQuestion",
    "FieldProblem",
    "GoodsGiven",
    "HandoverAnswer",
    "HandoverRequest",
    "Identifier",
    "In",
    "JournalAnchor",
    "LimitChange",
    "LineWanted",
    "ListedPrice",
    "Mandate",
    "MandateChange",
    "Member",
    "Members",
    "Order",
    "Orders",
    "Out",
    "Parcel",
    "ParcelClass",
    "Pickup",
    "PriceList",
    "PricedArticle",
    "PricedLine",
    "Problem",
    "PublicKey",
    "Purchase",
    "PurchaseRequest",
    "Purchases",
    "Quote",
    "QuoteRequest",
    "References",
    "Removed",
    "ResolveRequest",
    "Resolved",
    "RoleChange",
    "RowVersion",
    "SessionAnswer",
    "SessionPerson",
    "SessionRequest",
    "Site",
    "SiteList",
    "SiteName",
    "Time",
    "VatRate",
    "Waiting",
]
