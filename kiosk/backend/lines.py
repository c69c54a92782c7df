"""Quantities follow parcels: what lies here, and what left.

Nobody adds or subtracts: after each thing that happened the quantities are made anew from the parcels, so that a
hand-over that comes twice, late or out of order leaves the same.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from kiosk.backend import schema
from kiosk.backend.details import held_lines


@dataclass(frozen=True, slots=True)
class Standing:
    """How many lines there are, how many of them are here (or gone) as a whole, and whether all of them are gone."""

    ready: int
    total: int
    collected: bool


@dataclass(frozen=True, slots=True)
class _Parcels:
    """`inside` holds the itemised ones that are here or gone; `loose` says of each other one whether it is gone."""

    inside: dict[str, dict[str, int]]
    gone: frozenset[str]
    loose: tuple[bool, ...]


def settle(connection: Connection, pickup: str) -> Standing | None:
    """Writes what the parcels say; None for a pickup whose lines nobody knows. The pickup is locked by the caller.

    Parcels that nobody itemised hold what no other holds of all that is ready: that is gone when the last of them is.
    """
    table = schema.lines
    rows = connection.execute(select(table).where(table.c.pickup == pickup)).all()
    if not rows:
        return None
    parcels = _parcels(connection, pickup)
    counted = {row.id: _count(row.id, row.quantity, row.ready, row.collected, parcels) for row in rows}
    for row in rows:
        ready, collected = counted[row.id]
        if (ready, collected) != (row.ready, row.collected):
            here = (table.c.pickup == pickup) & (table.c.id == row.id)
            connection.execute(update(table).where(here).values(ready=ready, collected=collected))
    return Standing(
        ready=sum(counted[row.id][0] == row.quantity for row in rows),
        total=len(rows),
        collected=all(counted[row.id][1] == row.quantity for row in rows),
    )


def all_here(connection: Connection, pickup: str) -> None:
    """Somebody says that everything ordered is here: true of the parcels that nobody itemised."""
    if not _parcels(connection, pickup).loose:
        return
    table = schema.lines
    connection.execute(update(table).where(table.c.pickup == pickup).values(ready=table.c.quantity))


def packed(connection: Connection, pickup: str, *, but: str = "") -> dict[str, int]:
    """How much of each line is in parcels, `but` for one of them."""
    held, parcels = schema.parcel_lines, schema.parcels
    query = (
        select(held.c.line, func.sum(held.c.quantity).label("quantity"))
        .join(parcels, parcels.c.id == held.c.parcel)
        .where(parcels.c.pickup == pickup, parcels.c.id != but)
        .group_by(held.c.line)
    )
    return {row.line: int(row.quantity) for row in connection.execute(query)}


def _parcels(connection: Connection, pickup: str) -> _Parcels:
    table, held = schema.parcels, held_lines(connection, pickup)
    query = select(table.c.id, table.c.compartment, table.c.state).where(table.c.pickup == pickup)
    rows = connection.execute(query).all()
    gone = frozenset(row.id for row in rows if row.state == "collected")
    here = gone | {row.id for row in rows if row.compartment}
    inside = {parcel: lines for parcel, lines in held.items() if parcel in here}
    return _Parcels(inside, gone, tuple(row.id in gone for row in rows if row.id not in held))


def _count(line: str, quantity: int, ready: int, collected: int, parcels: _Parcels) -> tuple[int, int]:
    """(ready, collected). What once was collected stays so."""
    inside = sum(lines.get(line, 0) for lines in parcels.inside.values())
    gone = sum(lines.get(line, 0) for parcel, lines in parcels.inside.items() if parcel in parcels.gone)
    if parcels.loose:
        ready = max(ready, inside)
        gone += ready - inside if all(parcels.loose) else 0
    else:
        ready = inside
    gone = max(gone, collected)
    return min(max(ready, gone), quantity), min(gone, quantity)
