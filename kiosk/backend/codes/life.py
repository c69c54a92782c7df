"""Codes live as long as their pickup; what a delegate may do ends by itself, however long the pickup is kept."""

from sqlalchemy import Connection, select, update

from kiosk.backend import schema


def follow(connection: Connection, pickup: str) -> None:
    """After the pickup was given other dates, and in the change that gave them."""
    codes, table = schema.credentials, schema.pickups
    row = connection.execute(select(table).where(table.c.id == pickup)).one()
    given = select(schema.delegations.c.credential)
    ours = (codes.c.subject == pickup) & (codes.c.kind == "pickup") & (codes.c.delegate_of == "")
    other = (codes.c.not_before != row.not_before) | (codes.c.not_after != row.not_after)
    changed = update(codes).where(ours & other, codes.c.id.not_in(given))
    life = {"not_before": row.not_before, "not_after": row.not_after, "change": row.change}
    connection.execute(changed.values(life))
