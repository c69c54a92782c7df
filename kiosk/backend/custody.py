"""What a kiosk tells of where parcels are: kept for a parcel, put in, taken out. The shop's list follows.

The kiosk chooses the compartment of a parcel that is listed without one (`compartment` null). What it tells is a fact;
one that contradicts the shop's own books is an incident, and the books stay as they are until somebody has looked.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select, update

from kiosk.backend import details, models, schema, staging, transitions
from kiosk.backend.context import Kiosk
from kiosk.backend.incidents import Incident, report
from kiosk.backend.problems import ProblemError

_PREFIX: Final = "no.openluke."
_TO_COME: Final = 0


@dataclass(frozen=True, slots=True)
class _Told:
    """What a kiosk tells of one parcel of one pickup, which is locked."""

    pickup: models.PickupDetail
    parcel: str
    facts: Mapping[str, object]
    now_s: float


def heard(connection: Connection, kiosk: Kiosk, event: models.CloudEvent, now_s: float) -> None:
    """In the transaction that stores `event`, once for each."""
    change = _CHANGES.get(event.type.removeprefix(_PREFIX))
    if change is None or not isinstance(event.data, Mapping):
        return
    told = _told(connection, kiosk, event.data, now_s)
    if told is None or not change(connection, told):
        incident = Incident("custody_conflict", event.source, event.id, event.type.removeprefix(_PREFIX))
        report(connection, incident, now_s)


def lock_named(connection: Connection, kiosk: Kiosk, batch: Iterable[models.CloudEvent]) -> None:
    """All pickups that `batch` will change, in one order, ahead of anything else: nobody waits in a circle."""
    named = {event.data.get("pickup") for event in batch if _is_heard(event) and isinstance(event.data, Mapping)}
    ids = sorted(pickup for pickup in named if isinstance(pickup, str))
    table = schema.pickups
    mine = table.c.id.in_(ids) & (table.c.site == kiosk.site)
    if ids:
        connection.execute(select(table.c.id).where(mine).order_by(table.c.id).with_for_update())


def _is_heard(event: models.CloudEvent) -> bool:
    return event.type.removeprefix(_PREFIX) in _CHANGES


def _told(connection: Connection, kiosk: Kiosk, facts: Mapping[str, object], now_s: float) -> _Told | None:
    """None where the shop knows no such parcel at the kiosk's site."""
    pickup, parcel = facts.get("pickup"), facts.get("parcel")
    if not isinstance(pickup, str) or not isinstance(parcel, str):
        return None
    try:
        found = details.lock(connection, pickup, schema.pickups.c.site == kiosk.site)
    except ProblemError:
        return None
    known = any(one.id == parcel for one in found.parcels)
    return _Told(found, parcel, facts, now_s) if known else None


def _deposited(connection: Connection, told: _Told) -> bool:
    """False where another parcel is said to be in that compartment."""
    number = told.facts.get("compartment")
    table = schema.parcels
    site = told.pickup.site
    there = (table.c.site == site) & (table.c.compartment == number) & (table.c.state != "collected")
    holder = connection.execute(select(table.c.id).where(there)).scalar_one_or_none()
    if not isinstance(number, int) or holder not in {None, told.parcel}:
        return False
    _put(connection, told, number)
    return True


def _removed(connection: Connection, told: _Told) -> bool:
    _put(connection, told, _TO_COME)
    return True


def _resolved(connection: Connection, told: _Told) -> bool:
    """Collected ones come as hand-overs."""
    if told.facts.get("verdict") in {"removed", "missing"}:
        return _removed(connection, told)
    return True


def _put(connection: Connection, told: _Told, number: int) -> None:
    table = schema.parcels
    moved = update(table).where(table.c.id == told.parcel, table.c.compartment != number).values(compartment=number)
    if connection.execute(moved).rowcount == 0:
        return
    values = staging.readiness(connection, told.pickup, partial=False) if told.pickup.lines else {}
    transitions.change(connection, told.pickup, values, told.now_s)


_CHANGES: Final[Mapping[str, Callable[[Connection, _Told], bool]]] = {
    "parcel.deposited": _deposited,
    "parcel.removed": _removed,
    "parcel.resolved": _resolved,
}
