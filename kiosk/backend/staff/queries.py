"""What the pages show, read from the tables."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, or_, select

from kiosk.backend import models, pages, pickups, schema
from kiosk.backend.feed import TYPE_PREFIX
from kiosk.backend.incidents import listed as listed_incidents
from kiosk.backend.models.pickups import PickupState
from kiosk.backend.problems import ProblemError

PAGE: Final = 25
HISTORY: Final = 100
ISSUED: Final = "pickup.issue_code"
_WAITING: Final = ("awaiting", "ready", "partially_collected")


@dataclass(frozen=True, slots=True)
class Page:
    """`after` "": there is no more."""

    rows: Sequence[Any]
    after: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a pickup's history. `what` is a code: the type of an event, or an action of staff."""

    at: float
    what: str
    who: str
    detail: str


def orders(connection: Connection, search: str, state: PickupState | None, after: str) -> Page:
    """What changed last comes first. `search` is part of any of the ids, in any case."""
    table, site = schema.pickups, schema.sites
    query = select(table, site.c.name.label("site_name")).join(site)
    query = query.order_by(table.c.change.desc(), table.c.id).limit(PAGE + 1)
    if search:
        ids = (table.c.order_number, table.c.id, table.c.shop_order, table.c.account)
        query = query.where(holds(search, *ids, table.c.buyer_employee, table.c.project))
    if state is not None:
        query = query.where(table.c.state == state)
    change, _, pickup = after.partition(".")
    if change.isascii() and change.isdigit() and len(change) < 18:
        later = (table.c.change == int(change)) & (table.c.id > pickup)
        query = query.where(or_(table.c.change < int(change), later))
    rows = connection.execute(query).all()
    shown = [row._asdict() | {"state": pickups.shown_state(row)} for row in rows[:PAGE]]
    last = f"{rows[PAGE - 1].change}.{rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    return Page(shown, last)


def holds(search: str, *columns: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether it is part of one of them, in any case. Both sides are folded by the database: each folds as it can."""
    return or_(*(column.icontains(search, autoescape=True) for column in columns))


def codes(connection: Connection, pickup: str) -> Sequence[Row[Any]]:
    """Those that are listed: what staff can revoke."""
    table = schema.credentials
    return pickups.credentials(connection, (table.c.subject == pickup) & (table.c.kind == "pickup"))


def unlisted_tokens(connection: Connection, pickup: str) -> Sequence[str]:
    """Those that staff have issued here. Kiosks believe a token by its signature: it is listed once it is revoked."""
    audit, table = schema.audit, schema.credentials
    issued = (audit.c.subject == pickup) & (audit.c.action == ISSUED)
    query = select(audit.c.detail).where(issued, audit.c.detail.not_in(select(table.c.id)))
    return connection.execute(query.order_by(audit.c.position)).scalars().all()


def delegations(connection: Connection, pickup: str) -> Sequence[Row[Any]]:
    """Who may collect instead."""
    table = schema.delegations
    return connection.execute(select(table).where(table.c.pickup == pickup).order_by(table.c.created_at)).all()


def history(connection: Connection, pickup: str) -> list[Happening]:
    """The newest first: what was told of it, and what staff did. Ids and codes of what happened, no names."""
    feed, audit = schema.feed, schema.audit
    told = select(feed).where(feed.c.subject == pickup).order_by(feed.c.position.desc()).limit(HISTORY)
    did = select(audit).where(audit.c.subject == pickup).order_by(audit.c.position.desc()).limit(HISTORY)
    found = [Happening(row.at, row.type.removeprefix(TYPE_PREFIX), "", "") for row in connection.execute(told)]
    found += [Happening(row.at, row.action, row.actor, row.detail) for row in connection.execute(did)]
    return sorted(found, key=lambda one: -one.at)[:HISTORY]


def recall(connection: Connection, now_s: float) -> Sequence[Any]:
    """What lies in a compartment and is not for anybody any more, by site and compartment.

    A pickup whose clock stood still is past its date and not expired: it is its owner's.
    """
    parcels, table, sites = schema.parcels, schema.pickups, schema.sites
    never = (table.c.state == "awaiting") & (table.c.not_after < now_s)
    over = table.c.state.in_(("expired", "cancelled")) | never
    query = (
        select(
            parcels.c.id.label("parcel"),
            parcels.c.compartment,
            table.c.id,
            table.c.state,
            table.c.order_number,
            table.c.not_after,
            sites.c.name.label("site_name"),
        )
        .join(table, table.c.id == parcels.c.pickup)
        .join(sites, sites.c.number == parcels.c.site)
        .where(parcels.c.state != "collected", parcels.c.compartment > 0, over)
        .order_by(parcels.c.site, parcels.c.compartment)
    )
    return connection.execute(query).all()


@dataclass(frozen=True, slots=True)
class Wall:
    """One site: its compartments, the parcel in each that has one, and the ids of returns that customers put in."""

    name: str
    compartments: Sequence[Row[Any]]
    inside: Mapping[int, Any]
    returned: Mapping[int, str]

    @property
    def used(self) -> int:
        return len({*self.inside, *self.returned})


def walls(connection: Connection) -> list[Wall]:
    """Every site."""
    sites, doors, parcels, table = schema.sites, schema.compartments, schema.parcels, schema.pickups
    found = []
    for site in connection.execute(select(sites).order_by(sites.c.number)):
        here = select(doors).where(doors.c.site == site.number).order_by(doors.c.number)
        held = (
            select(parcels.c.compartment, parcels.c.id.label("parcel"), table.c.id, table.c.order_number, table.c.state)
            .join(table, table.c.id == parcels.c.pickup)
            .where(parcels.c.site == site.number, parcels.c.state != "collected", parcels.c.compartment > 0)
        )
        inside = {row.compartment: row for row in connection.execute(held)}
        found.append(Wall(site.name, connection.execute(here).all(), inside, _returned(connection, site.number)))
    return found


def _returned(connection: Connection, site: int) -> dict[int, str]:
    """What customers put in and nobody has taken out."""
    table, receipts = schema.returns, schema.return_receipts
    query = (
        select(receipts.c.compartment, table.c.id)
        .join(table, table.c.id == receipts.c.return_id)
        .where(table.c.site == site, table.c.state == "dropped", receipts.c.kind == "dropped")
        .where(receipts.c.compartment > 0)
        .order_by(receipts.c.received_at)
    )
    return {row.compartment: row.id for row in connection.execute(query)}


def free_compartments(connection: Connection, site: int) -> Sequence[Row[Any]]:
    """Those that hold neither a parcel nor a return."""
    doors, parcels = schema.compartments, schema.parcels
    held = select(parcels.c.compartment).where(parcels.c.site == site, parcels.c.state != "collected")
    query = select(doors).where(doors.c.site == site, doors.c.number.not_in(held))
    query = query.where(doors.c.number.not_in(list(_returned(connection, site)))).order_by(doors.c.number)
    return connection.execute(query).all()


def left_to_stage(pickup: models.PickupDetail) -> Mapping[str, int]:
    """How much of each line is in no parcel yet."""
    packed: dict[str, int] = {}
    for parcel in pickup.parcels:
        for line, quantity in parcel.lines.items():
            packed[line] = packed.get(line, 0) + quantity
    return {line.id: max(line.quantity - packed.get(line.id, 0), 0) for line in pickup.lines}


def open_returns(connection: Connection, after: str) -> Page:
    """What was announced or put in and staff have not received, each with its lines by name; the newest first."""
    table = schema.returns
    query = select(table).where(table.c.state.in_(("announced", "dropped")))
    found = newest_first(connection, query, (table.c.created_at, table.c.id), after)
    return replace(found, rows=[_return(connection, row) for row in found.rows])


def _return(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    ordered = schema.lines
    named = connection.execute(select(ordered.c.id, ordered.c.name).where(ordered.c.pickup == row.pickup))
    names = {line.id: line.name for line in named}
    lines = [one | {"name": names.get(one["line"]) or one["line"]} for one in json.loads(row.lines)]
    lies_in = [number for number, name in _returned(connection, row.site).items() if name == row.id]
    return row._asdict() | {"lines": lines, "compartments": lies_in}


def deviations(connection: Connection, after: str) -> Page:
    """What was short, wrong or damaged, the newest first."""
    table = schema.deviations
    return newest_first(connection, select(table), (table.c.created_at, table.c.id), after)


def newest_first(connection: Connection, query: Select[Any], by: tuple[Column[float], Column[str]], after: str) -> Page:
    """By a time and, of one moment, an id. What is no `after` of such a page begins with the first."""
    at, name = by
    query = query.order_by(at.desc(), name.desc()).limit(PAGE + 1)
    with suppress(ProblemError):
        if place := pages.place(after, float, str):
            query = query.where(or_(at < place[0], (at == place[0]) & (name < place[1])))
    rows = connection.execute(query).all()
    last = (
        pages.cursor(getattr(rows[PAGE - 1], at.name), getattr(rows[PAGE - 1], name.name)) if len(rows) > PAGE else ""
    )
    return Page(rows[:PAGE], last)


def incidents(connection: Connection, before: int, *, resolved: bool) -> Page:
    """The newest first."""
    rows = listed_incidents(connection, before, PAGE + 1, resolved=resolved)
    return Page(rows[:PAGE], str(rows[PAGE - 1].position) if len(rows) > PAGE else "")


def by_id(connection: Connection, search: str) -> str | None:
    """The pickup of exactly this id or order number, if it is one."""
    table = schema.pickups.c
    named = or_(table.id == search, table.order_number == search)
    found = connection.execute(select(table.id).where(named).order_by(table.id).limit(2)).scalars().all()
    return found[0] if len(found) == 1 else None
