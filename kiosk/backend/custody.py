"""What a kiosk tells of where parcels are: kept for a parcel, put in, taken out. The shop's list follows.

The kiosk chooses the compartment of a parcel that is listed without one (`compartment` null). What it tells is a fact;
one that contradicts the shop's own books is an incident, and the books stay as they are until somebody has looked.
"""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy import Connection, select, update

from kiosk.backend import models, schema
from kiosk.backend.context import Kiosk
from kiosk.backend.database import next_change
from kiosk.backend.incidents import Incident, report

_PREFIX: Final = "no.openluke."
_TO_COME: Final = 0

_Told = Mapping[str, object]


def heard(connection: Connection, kiosk: Kiosk, event: models.CloudEvent, now_s: float) -> None:
    """In the transaction that stores `event`, once for each."""
    change = _CHANGES.get(event.type.removeprefix(_PREFIX))
    if change is None or not isinstance(event.data, Mapping):
        return
    parcel = _parcel(connection, kiosk, event.data)
    if parcel is None or not change(connection, parcel, kiosk, event.data):
        incident = Incident("custody_conflict", event.source, event.id, event.type.removeprefix(_PREFIX))
        report(connection, incident, now_s)


def _parcel(connection: Connection, kiosk: Kiosk, told: _Told) -> str | None:
    table = schema.parcels
    named = (table.c.id == told.get("parcel")) & (table.c.pickup == told.get("pickup")) & (table.c.site == kiosk.site)
    return connection.execute(select(table.c.id).where(named)).scalar_one_or_none()


def _deposited(connection: Connection, parcel: str, kiosk: Kiosk, told: _Told) -> bool:
    """False where another parcel is said to be in that compartment."""
    number = told.get("compartment")
    table = schema.parcels
    there = (table.c.site == kiosk.site) & (table.c.compartment == number) & (table.c.state != "collected")
    holder = connection.execute(select(table.c.id).where(there)).scalar_one_or_none()
    if not isinstance(number, int) or holder not in {None, parcel}:
        return False
    _put(connection, parcel, number)
    return True


def _removed(connection: Connection, parcel: str, _kiosk: Kiosk, _told: _Told) -> bool:
    _put(connection, parcel, _TO_COME)
    return True


def _resolved(connection: Connection, parcel: str, kiosk: Kiosk, told: _Told) -> bool:
    """Collected ones come as hand-overs."""
    if told.get("verdict") in {"removed", "missing"}:
        return _removed(connection, parcel, kiosk, told)
    return True


def _put(connection: Connection, parcel: str, number: int) -> None:
    table, pickups = schema.parcels, schema.pickups
    moved = update(table).where(table.c.id == parcel, table.c.compartment != number).values(compartment=number)
    if connection.execute(moved).rowcount == 0:
        return
    of = select(table.c.pickup).where(table.c.id == parcel).scalar_subquery()
    values = {"version": pickups.c.version + 1, "change": next_change(connection)}
    connection.execute(update(pickups).where(pickups.c.id == of).values(values))


_CHANGES: Final[Mapping[str, Callable[[Connection, str, Kiosk, _Told], bool]]] = {
    "parcel.deposited": _deposited,
    "parcel.removed": _removed,
    "parcel.resolved": _resolved,
}
