"""The list from which a kiosk decides by itself: in full, or what changed since a cursor."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, or_, select

from kiosk.backend import models, pickups, schema


def site_list(connection: Connection, site: int, cursor: str, now_s: float) -> models.SiteList:
    """A cursor that this database did not write gets the whole list: a kiosk heals by itself."""
    state = connection.execute(select(schema.counter)).one()
    since = _since(cursor, state.epoch, state.value)
    pickup, credential, gone = schema.pickups.c, schema.credentials.c, schema.removed.c
    here = or_(credential.site == site, credential.site.is_(None))
    removed = select(gone.key).where(gone.change > since, or_(gone.site == site, gone.site.is_(None)))
    return models.SiteList.model_validate(
        {
            "cursor": f"{state.epoch}-{state.value}",
            "full": since == 0,
            "server_time": now_s,
            "pickups": pickups.load(connection, (pickup.site == site) & (pickup.change > since)),
            "credentials": pickups.credentials(connection, here & (credential.change > since)),
            "accounts": _changed(connection, schema.accounts, since),
            "employees": _changed(connection, schema.employees, since),
            "removed": list(connection.execute(removed.order_by(gone.change)).scalars()) if since else [],
        }
    )


def _since(cursor: str, epoch: str, newest: int) -> int:
    written_by, _, number = cursor.partition("-")
    if written_by != epoch or not (number.isascii() and number.isdigit()) or int(number) > newest:
        return 0
    return int(number)


def _changed(connection: Connection, table: Table, since: int) -> Sequence[Row[Any]]:
    return connection.execute(select(table).where(table.c.change > since).order_by(table.c.id)).all()
