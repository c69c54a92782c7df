"""What goes over the wire, as pydantic models; the OpenAPI document is made of them."""

from kiosk.backend.models.base import FieldProblem, Identifier, In, Out, Problem, RowVersion, Time
from kiosk.backend.models.commands import CommandQuestion, Commands
from kiosk.backend.models.events import CloudEvent, EventsAnswer
from kiosk.backend.models.feed import Feed, FeedEvent, FeedQuestion
from kiosk.backend.models.handovers import Conflict, HandoverAnswer, HandoverRequest
from kiosk.backend.models.people import Account, Employee
from kiosk.backend.models.pickups import (
    Action,
    Credential,
    Line,
    Parcel,
    ParcelDetail,
    Pickup,
    PickupDetail,
    Resolved,
    ResolveRequest,
)
from kiosk.backend.models.sessions import SessionAnswer, SessionPerson, SessionRequest
from kiosk.backend.models.site import Capability, Compartment, PublicKey, Site, SiteName
from kiosk.backend.models.site_list import JournalAnchor, Removed, SiteList
from kiosk.backend.models.staging import LabelAnswer, LabelRequest, Staging

__all__ = [
    "Account",
    "Action",
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
    "LabelAnswer",
    "LabelRequest",
    "Line",
    "Out",
    "Parcel",
    "ParcelDetail",
    "Pickup",
    "PickupDetail",
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
    "Staging",
    "Time",
]
