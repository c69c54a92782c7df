"""What stands against an intent at the moment it would become durable, asked inside its transaction.

A decision is a moment older than its intent, and the doors of one visit are opened over minutes. In between a list may
have revoked the credential, somebody may have been handed the parcel, or staff may have blocked the door. The decision
itself is `domain.decision`; this is what must hold whatever was decided (A2, A3, A4, C1).
"""

from typing import Final

from kiosk.domain.custody import Account
from kiosk.domain.decision import Reason, may_reopen
from kiosk.domain.pickup import ParcelState, PickupState
from kiosk.domain.record import DoorIntent
from kiosk.journal import custody, doubts, site_list
from kiosk.journal.connection import Connection

_STAFF: Final = frozenset({"technician", "rescue"})
"""Decided by a person who is named, or for a person's life. Rescue asks for an empty compartment by itself."""
_REMOTE: Final = "remote"
"""Whoever sent it has been told of the doubt, and somebody stands there."""
_AGAIN: Final = "reopen"
"""The same person, the same visit: the parcel may have left already."""

_BARRED: Final = """
SELECT 1 FROM blocked_compartments WHERE compartment = :compartment
UNION ALL SELECT 1 FROM entrapments WHERE compartment = :compartment LIMIT 1"""

_LISTED: Final = """
SELECT json_extract(document, '$.state'), (SELECT json_extract(parcel.value, '$.state')
    FROM json_each(document, '$.parcels') AS parcel WHERE json_extract(parcel.value, '$.id') = :parcel)
FROM pickups WHERE id = :pickup"""


def objection(connection: Connection, intent: DoorIntent, now_utc: float) -> Reason | None:
    """The first reason against it, or None. What the ledger does not know it does not object to."""
    if intent.decision in _STAFF:
        return None
    if site_list.is_rolled_back(connection):
        return Reason.CANNOT_CHECK
    if connection.execute(_BARRED, {"compartment": intent.compartment}).fetchone():
        return Reason.BLOCKED_DOOR
    listed = _as_listed(connection, intent)
    if listed is not None:
        return listed
    if intent.credential and site_list.is_revoked(connection, intent.credential):
        return Reason.REVOKED
    if _is_tried_out(connection, intent, now_utc):
        return Reason.BLOCKED_DOOR
    holder = custody.holder(connection, intent.compartment)
    if holder is not None:
        return None if (holder.pickup, holder.parcel) == (intent.pickup, intent.parcel) else Reason.BLOCKED_DOOR
    known = custody.find(connection, intent.pickup, intent.parcel)
    if known is None or intent.decision == _AGAIN:
        return None
    return Reason.ALREADY_COLLECTED if known.account is Account.CUSTOMER else Reason.BLOCKED_DOOR


def _as_listed(connection: Connection, intent: DoorIntent) -> Reason | None:
    """A journal that was put back has forgotten who took what; the list that came since may know it."""
    row = connection.execute(_LISTED, {"pickup": intent.pickup, "parcel": intent.parcel}).fetchone()
    pickup, parcel = row or ("", "")
    if pickup == PickupState.CANCELLED:
        return Reason.CANCELLED
    return Reason.ALREADY_COLLECTED if parcel == ParcelState.COLLECTED and intent.decision != _AGAIN else None


def _is_tried_out(connection: Connection, intent: DoorIntent, now_utc: float) -> bool:
    """Tries within a visit and visits count together: the limit is of pulses that nobody could see (A8)."""
    if intent.decision == _REMOTE:
        return False
    doubt = doubts.of_pickup(connection, intent.pickup).get(intent.parcel)
    return doubt is not None and not may_reopen(doubt, intent.credential, now_utc)
