"""Pickups and credentials as they are read from the tables."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from kiosk.backend import models, schema


def load(connection: Connection, where: ColumnElement[bool]) -> list[models.Pickup]:
    """The pickups for which `where` holds, by id, with their parcels. The same two statements, found or not."""
    table, site = schema.pickups, schema.sites
    query = select(table, site.c.name.label("site_name")).join(site).where(where).order_by(table.c.id)
    rows = connection.execute(query).all()
    parcels = _parcels(connection, where)
    return [_pickup(row, parcels.get(row.id, [])) for row in rows]


def credentials(connection: Connection, where: ColumnElement[bool]) -> Sequence[Row[Any]]:
    """Credential rows; `models.Credential.model_validate` reads one."""
    return connection.execute(select(schema.credentials).where(where).order_by(schema.credentials.c.id)).all()


def _parcels(connection: Connection, where: ColumnElement[bool]) -> dict[str, list[models.Parcel]]:
    table = schema.parcels
    found: dict[str, list[models.Parcel]] = {}
    for row in connection.execute(select(table).join(schema.pickups).where(where).order_by(table.c.id)):
        found.setdefault(row.pickup, []).append(_parcel(row))
    return found


def _parcel(row: Row[Any]) -> models.Parcel:
    values = row._asdict()
    return models.Parcel.model_validate(values | {"compartment": row.compartment or None, "reach": bool(row.reach)})


def _pickup(row: Row[Any], parcels: list[models.Parcel]) -> models.Pickup:
    said = {"parcels": parcels, "state": shown_state(row), "payment_due": is_due(row)}
    return models.Pickup.model_validate({**row._asdict(), **said})


def is_due(row: Row[Any]) -> bool:
    """Whether it would be handed out if it were paid."""
    return row.payment == "due" and row.state in {"ready", "partially_collected"}


def shown_state(row: Row[Any]) -> str:
    """A kiosk hands out what is ready: what is still to be paid is not, also to one that does not ask for the money."""
    return "awaiting" if is_due(row) else str(row.state)
