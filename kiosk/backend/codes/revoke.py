"""Codes that open nothing any more, and what was made from them with them."""

from sqlalchemy import Connection, select, update

from kiosk.backend import models, schema, transitions
from kiosk.backend.database import next_change


def revoke(connection: Connection, pickup: models.PickupDetail, credential: str, by: str, now_s: float) -> None:
    """`credential` is listed, for good. A delegate's delegates are out too. The pickup is locked by the caller."""
    for one in (credential, *_made_from(connection, credential)):
        _revoke_one(connection, pickup, one, by, now_s)


def _made_from(connection: Connection, credential: str) -> list[str]:
    table, found, asked = schema.credentials, [], [credential]
    while asked:
        query = select(table.c.id).where(table.c.delegate_of.in_(asked)).order_by(table.c.id)
        asked = [one for one in connection.execute(query).scalars() if one not in found and one != credential]
        found.extend(asked)
    return found


def _revoke_one(connection: Connection, pickup: models.PickupDetail, credential: str, by: str, now_s: float) -> None:
    table, given = schema.credentials, schema.delegations
    living = update(table).where(table.c.id == credential, table.c.revoked == 0)
    if connection.execute(living.values(revoked=1, change=next_change(connection))).rowcount == 0:
        return
    ended = update(given).where(given.c.credential == credential, given.c.ended_at.is_(None))
    connection.execute(ended.values(ended_at=now_s, ended_by=by))
    transitions.tell(connection, "code.revoked", pickup, now_s, subject=credential, credential=credential, by=by)
