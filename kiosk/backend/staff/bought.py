"""What companies have bought, read for the pages of purchases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Row, Select, select

from kiosk.backend import pickups, schema
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff import queries

Only = Literal["to_send", "awaiting_approval", "conflicts"]
FILTERS: Final[tuple[Only, ...]] = get_args(Only)
REFERENCES: Final = ("purchase_order", "project", "cost_centre", "buyer_reference")
_TABLE: Final = schema.purchases.c
_WHERE: Final[Mapping[Only, ColumnElement[bool]]] = {
    "to_send": (_TABLE.delivery == "home") & _TABLE.state.in_(("placed", "approved")),
    "awaiting_approval": _TABLE.state == "awaiting_approval",
    "conflicts": _TABLE.conflict != "",
}


@dataclass(frozen=True, slots=True)
class Bought:
    """One purchase, its lines in their order, and the pickups that were made of it."""

    row: Row[Any]
    lines: Sequence[Row[Any]]
    pickups: Sequence[Mapping[str, Any]]


def listed(connection: Connection, search: str, only: Only | None, after: str) -> queries.Page:
    """The newest first. `search` is part of a number, an id or a reference, in any case."""
    query = _with_site()
    if only is not None:
        query = query.where(_WHERE[only])
    if search:
        ids = (_TABLE.order_number, _TABLE.id, _TABLE.account, _TABLE.employee)
        query = query.where(queries.holds(search, *ids, _TABLE.project, _TABLE.purchase_order))
    return queries.newest_first(connection, query, (_TABLE.placed_at, _TABLE.id), after)


def one(connection: Connection, purchase: str) -> Bought:
    """404 for one that nobody made."""
    row = connection.execute(_with_site().where(_TABLE.id == purchase)).one_or_none()
    if row is None:
        raise ProblemError(404, "not-found")
    lines = schema.purchase_lines
    query = select(lines).where(lines.c.purchase == purchase).order_by(lines.c.place)
    return Bought(row, connection.execute(query).all(), _pickups(connection, row.order_number))


def _with_site() -> Select[Any]:
    """A purchase without a network is a fact, of whatever site it names."""
    sites = schema.sites
    return select(schema.purchases, sites.c.name.label("site_name")).outerjoin(sites, sites.c.number == _TABLE.site)


def _pickups(connection: Connection, order_number: str) -> Sequence[Mapping[str, Any]]:
    if not order_number:
        return []
    table = schema.pickups
    query = select(table).where(table.c.order_number == order_number).order_by(table.c.id).limit(queries.PAGE)
    return [row._asdict() | {"state": pickups.shown_state(row)} for row in connection.execute(query)]
