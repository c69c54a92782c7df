"""One pickup with all that is known of it, locked or not."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, true

from kiosk.backend import models, pickups, schema
from kiosk.backend.problems import ProblemError

_OPEN = frozenset({"awaiting", "ready", "partially_collected"})


def read(connection: Connection, pickup: str, visible: ColumnElement[bool] | None = None) -> models.PickupDetail:
    """404 where it is not there or is not `visible`, as another site's."""
    table, site = schema.pickups, schema.sites
    seen = true() if visible is None else visible
    query = select(table, site.c.name.label("site_name")).join(site).where(table.c.id == pickup, seen)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise ProblemError(404, "not-found")
    return _detail(connection, row)


def lock(connection: Connection, pickup: str, visible: ColumnElement[bool] | None = None) -> models.PickupDetail:
    """The same, and nobody else changes it before this transaction ends."""
    table = schema.pickups
    connection.execute(select(table.c.id).where(table.c.id == pickup).with_for_update())
    return read(connection, pickup, visible)


def _detail(connection: Connection, row: Row[Any]) -> models.PickupDetail:
    parcels, lines = schema.parcels, schema.lines
    listed = connection.execute(select(parcels).where(parcels.c.pickup == row.id).order_by(parcels.c.id)).all()
    ordered = connection.execute(select(lines).where(lines.c.pickup == row.id).order_by(lines.c.place, lines.c.id))
    held = held_lines(connection, row.id)
    values = row._asdict() | {
        "state": pickups.shown_state(row),
        "parcels": [_parcel(parcel, held.get(parcel.id, {})) for parcel in listed],
        "lines": ordered.all(),
    }
    return models.PickupDetail.model_validate(values | {"allowed_actions": _allowed(row, listed)})


def held_lines(connection: Connection, pickup: str) -> dict[str, dict[str, int]]:
    """How much of which line each parcel holds, for those that somebody itemised."""
    held, parcels = schema.parcel_lines, schema.parcels
    query = select(held).join(parcels, parcels.c.id == held.c.parcel).where(parcels.c.pickup == pickup)
    found: dict[str, dict[str, int]] = {}
    for row in connection.execute(query.order_by(held.c.parcel, held.c.line)):
        found.setdefault(row.parcel, {})[row.line] = row.quantity
    return found


def _parcel(row: Row[Any], lines: dict[str, int]) -> models.ParcelDetail:
    values = row._asdict() | {"compartment": row.compartment or None, "reach": bool(row.reach), "lines": lines}
    return models.ParcelDetail.model_validate(values)


def _allowed(row: Row[Any], parcels: Sequence[Row[Any]]) -> list[models.Action]:
    here = any(parcel.state == "ready" and parcel.compartment for parcel in parcels)
    gone = any(parcel.state == "collected" for parcel in parcels)
    paid = row.payment != "due"
    allowed: dict[models.Action, bool] = {
        "stage": row.state in _OPEN,
        "hand_over": row.state in _OPEN - {"awaiting"} and paid and here,
        "cancel": row.state in _OPEN,
        "extend": row.state in _OPEN | {"expired"},
        "delegate": row.state in _OPEN and paid,
        "return": gone,
        "report": gone,
    }
    return [action for action, may in allowed.items() if may]
