"""What a shop sells and to whom, for the seed: beside the site list, which holds what kiosks decide from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, update

from kiosk.backend import schema

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trade:
    """By id: what is added to rows that the seed plants. `sizes` by size class, `compartments` by (site, number).

    `rows` are whole ones: the name of the table and its values, in the order in which they refer to each other.
    """

    accounts: Mapping[str, Values] = field(default_factory=dict)
    employees: Mapping[str, Values] = field(default_factory=dict)
    pickups: Mapping[str, Values] = field(default_factory=dict)
    sizes: Mapping[str, Values] = field(default_factory=dict)
    compartments: Mapping[tuple[int, int], Values] = field(default_factory=dict)
    rows: tuple[tuple[str, Values], ...] = ()


def plant_trade(connection: Connection, trade: Trade) -> None:
    """After the rows of the site list, in the same transaction."""
    _add(connection, schema.accounts, schema.accounts.c.id, trade.accounts)
    _add(connection, schema.employees, schema.employees.c.id, trade.employees)
    _add(connection, schema.pickups, schema.pickups.c.id, trade.pickups)
    _add(connection, schema.compartments, schema.compartments.c.size, trade.sizes)
    doors = schema.compartments
    for (site, number), values in trade.compartments.items():
        here = (doors.c.site == site) & (doors.c.number == number)
        connection.execute(update(doors).where(here).values(values))
    for name, values in trade.rows:
        connection.execute(insert(schema.metadata.tables[name]).values(values))


def _add(connection: Connection, table: Table, key: Column[Any], values: Mapping[str, Values]) -> None:
    for name, added in values.items():
        connection.execute(update(table).where(key == name).values(added))
