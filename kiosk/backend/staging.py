"""Parcels are put in and taken out again by people; what was ordered becomes ready with them."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.backend import details, lines, models, schema, transitions
from kiosk.backend.askers import Asker
from kiosk.backend.etags import must_match
from kiosk.backend.problems import ProblemError


@dataclass(frozen=True, slots=True)
class Place:
    """Which parcel of which pickup, and the tag of the version that is to be changed."""

    pickup: str
    parcel: str
    if_match: str


def put(connection: Connection, asker: Asker, place: Place, asked: models.Staging, now_s: float) -> models.PickupDetail:
    """The parcel is as `asked` from now on."""
    pickup = _mine(connection, asker, place)
    parcel = _parcel(pickup, place)
    _check_id(connection, place, parcel)
    _check_compartment(connection, pickup.site, place.parcel, asked.compartment)
    inside = _inside(connection, pickup, place.parcel, asked.lines)
    _write(connection, pickup, place.parcel, asked, known=parcel is not None)
    _fill(connection, place.parcel, inside)
    return transitions.change(connection, pickup, readiness(connection, pickup, partial=asked.partial), now_s)


def take_out(connection: Connection, asker: Asker, place: Place, now_s: float) -> models.PickupDetail:
    """It is a parcel of this pickup no more. A pickup with none left awaits its goods again."""
    pickup = _mine(connection, asker, place)
    parcel = _parcel(pickup, place)
    if parcel is None:
        raise ProblemError(404, "not-found")
    _check_id(connection, place, parcel)
    connection.execute(delete(schema.parcels).where(schema.parcels.c.id == place.parcel))
    return transitions.change(connection, pickup, readiness(connection, pickup, partial=False), now_s)


def readiness(connection: Connection, pickup: models.PickupDetail, *, partial: bool) -> dict[str, object]:
    """State and counts of lines as they follow from the parcels that there are now.

    A pickup becomes ready when everything ordered is here, or sooner where somebody says so (`partial`). One that was
    ready stays it for as long as there is a parcel: whoever was told to come finds something.
    """
    table = schema.parcels
    query = select(table.c.compartment).where(table.c.pickup == pickup.id, table.c.state != "collected")
    left = connection.execute(query).scalars().all()
    standing = lines.settle(connection, pickup.id)
    state = stored_state(connection, pickup.id)
    values: dict[str, object] = {}
    if standing is not None:
        values = {"lines_ready": standing.ready, "lines_total": standing.total}
    whole = bool(left) and all(left) if standing is None else standing.ready == standing.total
    if state == "ready" and not left:
        values["state"] = "awaiting"
    elif state == "awaiting" and left and (partial or whole):
        values["state"] = "ready"
        if standing is None and whole and not partial:
            values["lines_ready"] = pickup.lines_total
    return values


def stored_state(connection: Connection, pickup: str) -> str:
    """Whatever is shown of it."""
    table = schema.pickups
    return str(connection.execute(select(table.c.state).where(table.c.id == pickup)).scalar_one())


def _mine(connection: Connection, asker: Asker, place: Place) -> models.PickupDetail:
    pickup = details.lock(connection, place.pickup, asker.pickups)
    must_match(place.if_match, pickup.version)
    if "stage" not in pickup.allowed_actions:
        raise ProblemError(409, "pickup-closed", f"the pickup is {pickup.state}")
    return pickup


def _parcel(pickup: models.PickupDetail, place: Place) -> models.ParcelDetail | None:
    return next((parcel for parcel in pickup.parcels if parcel.id == place.parcel), None)


def _check_id(connection: Connection, place: Place, parcel: models.ParcelDetail | None) -> None:
    if parcel is not None and parcel.state == "collected":
        raise ProblemError(409, "already-collected", "the parcel has left")
    table = schema.parcels
    if parcel is None and connection.execute(select(table.c.id).where(table.c.id == place.parcel)).first():
        raise ProblemError(409, "parcel-known", "another pickup has a parcel of this id")


def _check_compartment(connection: Connection, site: int, parcel: str, number: int | None) -> None:
    if number is None:
        return
    doors, table = schema.compartments, schema.parcels
    here = select(doors.c.number).where(doors.c.site == site, doors.c.number == number)
    if connection.execute(here).first() is None:
        raise ProblemError(422, "invalid-request", "the site has no such compartment", field="body.compartment")
    there = (table.c.site == site) & (table.c.compartment == number) & (table.c.state != "collected")
    if connection.execute(select(table.c.id).where(there, table.c.id != parcel)).first():
        raise ProblemError(409, "compartment-taken", "the compartment holds another parcel", field="body.compartment")


def _inside(connection: Connection, pickup: models.PickupDetail, parcel: str, asked: dict[str, int]) -> dict[str, int]:
    """What the parcel holds, line by line."""
    packed = lines.packed(connection, pickup.id, but=parcel)
    left = {line.id: line.quantity - packed.get(line.id, 0) for line in pickup.lines}
    for line, quantity in asked.items():
        if line not in left:
            raise ProblemError(422, "line-unknown", "the pickup has no such line", field=f"body.lines.{line}")
        if quantity > left[line]:
            told = f"{left[line]} of it are ordered and in no other parcel"
            raise ProblemError(422, "more-than-ordered", told, field=f"body.lines.{line}")
    return asked or {line: quantity for line, quantity in left.items() if quantity > 0}


def _write(
    connection: Connection, pickup: models.PickupDetail, parcel: str, asked: models.Staging, *, known: bool
) -> None:
    table = schema.parcels
    values = {
        "compartment": asked.compartment or 0,
        "size": asked.size,
        "weight_g": asked.weight_g,
        "reach": int(asked.reach),
        "sscc": asked.sscc,
    }
    if known:
        connection.execute(update(table).where(table.c.id == parcel).values(values))
    else:
        here = {"id": parcel, "pickup": pickup.id, "site": pickup.site, "state": "ready"}
        connection.execute(insert(table).values(here | values))


def _fill(connection: Connection, parcel: str, inside: dict[str, int]) -> None:
    table = schema.parcel_lines
    connection.execute(delete(table).where(table.c.parcel == parcel))
    for line, quantity in inside.items():
        connection.execute(insert(table).values(parcel=parcel, line=line, quantity=quantity))
