"""What goes over the wire, as pydantic models; the OpenAPI document is made of them."""

from kiosk.backend.models.base import FieldProblem, Identifier, In, Out, Problem, RowVersion, Time
from kiosk.backend.models.commands import CommandQuestion, Commands
from kiosk.backend.models.events import CloudEvent, EventsAnswer
from kiosk.backend.models.feed import Feed, FeedEvent, FeedQuestion
from kiosk.backend.models.handovers import Conflict, HandoverAnswer, HandoverRequest
from kiosk.backend.models.people import Account, Employee
from kiosk.backend.models.pickups import Credential, Parcel, Pickup, Resolved, ResolveRequest
from kiosk.backend.models.sessions import SessionAnswer, SessionPerson, SessionRequest
from kiosk.backend.models.site import Capability, Compartment, PublicKey, Site, SiteName
from kiosk.backend.models.site_list import JournalAnchor, Removed, SiteList

__all__ = [
    "Account",
    "Capability",
    "CloudEvent",
    "CommandQuestion",
    "Commands",
    "Compartment",
    "Conflict",
    "Credential",
    "Employee",
    "EventsAnswer",
    "Feed",
    "FeedEvent",
    "FeedQuestion",
    "FieldProblem",
    "HandoverAnswer",
    "HandoverRequest",
    "Identifier",
    "In",
    "JournalAnchor",
    "Out",
    "Parcel",
    "Pickup",
    "Problem",
    "PublicKey",
    "Removed",
    "ResolveRequest",
    "Resolved",
    "RowVersion",
    "SessionAnswer",
    "SessionPerson",
    "SessionRequest",
    "Site",
    "SiteList",
    "SiteName",
    "Time",
]
