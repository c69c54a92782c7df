"""Parcels with a pulse that ended UNKNOWN: kept until the door tells more, the parcel left, or staff resolved it."""

from collections.abc import Mapping
from typing import Final

from kiosk.domain.decision import ParcelDoubt
from kiosk.domain.record import Kind, Recorded
from kiosk.journal.connection import Connection

_BEGINS: Final = """
INSERT INTO parcel_doubts (pickup, parcel, compartment, credential, first_unknown_utc)
SELECT pickup, parcel, compartment, credential, :utc FROM intents WHERE intent = :intent AND pickup <> ''
ON CONFLICT (pickup, parcel) DO NOTHING"""

# Any further pulse for the parcel counts, whatever it was decided for: the limit is of pulses nobody could see.
_AGAIN: Final = "UPDATE parcel_doubts SET reopens = reopens + 1 WHERE pickup = :pickup AND parcel = :parcel"

_SEEN_OPEN: Final = """
DELETE FROM parcel_doubts
WHERE (pickup, parcel) IN (SELECT pickup, parcel FROM intents WHERE intent = :intent)"""

_GONE: Final = "DELETE FROM parcel_doubts WHERE pickup = :pickup AND parcel = :parcel"

_STATEMENTS: Final[Mapping[Kind, str]] = {
    Kind.DOOR_INTENT: _AGAIN,
    Kind.DOOR_UNKNOWN: _BEGINS,
    Kind.DOOR_OPENED: _SEEN_OPEN,
    Kind.PARCEL_COLLECTED: _GONE,
    Kind.PARCEL_MOVED: _GONE,
    Kind.PARCEL_REMOVED: _GONE,
    Kind.PARCEL_RESOLVED: _GONE,
}


def project(connection: Connection, event: Recorded) -> None:
    """Inside the transaction that appends `event`, after its intent is projected."""
    if event.kind in _STATEMENTS:
        names = ("intent", "pickup", "parcel", "compartment")
        values = {name: event.body.get(name) for name in names}
        connection.execute(_STATEMENTS[event.kind], {**values, "utc": event.utc})


def of_pickup(connection: Connection, pickup_id: str) -> Mapping[str, ParcelDoubt]:
    """By parcel."""
    rows = connection.execute(
        "SELECT parcel, first_unknown_utc, reopens, credential FROM parcel_doubts WHERE pickup = ?", (pickup_id,)
    )
    return {parcel: ParcelDoubt(*doubt) for parcel, *doubt in rows.fetchall()}
