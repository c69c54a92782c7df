"""What a platform has still to be told: the difference between the books here and what it acknowledged.

Nothing is queued: a parcel that was put in, taken out and put in again while the platform was away is told once, as it
is. Whatever ends in between, the difference is still there afterwards.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, literal, select, update

from kiosk.backend import purchase_rows, schema
from kiosk.backend.feed import Happened, publish
from kiosk.backend.incidents import Incident, report
from kiosk.commerce.shop import GivenBack, Outcome, Purchase, ReadyParcel, Wanted

AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to tell. `state` is what the platform knows once it has acknowledged `what`."""

    subject: str
    state: str
    order: str
    what: ReadyParcel | GivenBack | Purchase


def outstanding(connection: Connection, site: int) -> list[Call]:
    """At most `AT_ONCE`, oldest change first; of one order no second parcel's before the first one's."""
    return [*_parcels(connection, site), *_returns(connection, site), *_purchases(connection, site)][:AT_ONCE]


def acknowledged(connection: Connection, call: Call, outcome: Outcome, source: str, now_s: float) -> None:
    """A conflict is the platform's last word too: it is told to somebody, and not tried again."""
    problem = "conflict" if outcome is Outcome.CONFLICT else ""
    _note(connection, call, now_s, state=call.state, problem=problem)
    if problem:
        report(connection, Incident("shop_conflict", source, call.subject, call.state), now_s)


def placed(connection: Connection, call: Call, order: str, now_s: float) -> None:
    """A purchase that is an order of the platform now."""
    table = schema.purchases
    connection.execute(update(table).where(table.c.id == call.subject.partition(":")[2]).values(shop_order=order))
    _note(connection, call, now_s, state=call.state)


def set_aside(connection: Connection, call: Call, reason: str, source: str, now_s: float) -> None:
    """The platform refuses it for good: the others go on, and somebody is told."""
    _note(connection, call, now_s, state="", problem=reason, set_aside=1)
    report(connection, Incident("shop_refused", source, call.subject, reason), now_s)
    publish(connection, Happened("shop.refused", call.subject, None, "", {"reason": reason}), now_s)


def _note(connection: Connection, call: Call, now_s: float, **values: Any) -> None:
    table = schema.shop_told
    known = connection.execute(update(table).where(table.c.subject == call.subject).values(**values, at=now_s))
    if known.rowcount == 0:
        connection.execute(insert(table).values(subject=call.subject, at=now_s, **values))


def _parcels(connection: Connection, site: int) -> list[Call]:
    parcel, pickup, told = schema.parcels, schema.pickups, schema.shop_told
    subject = literal("parcel:") + parcel.c.id
    there = (parcel.c.state == "ready") & (parcel.c.compartment > 0) & (func.coalesce(told.c.state, "") == "")
    gone = (parcel.c.state == "collected") & (func.coalesce(told.c.state, "") != "collected")
    query = (
        select(parcel.c.id, parcel.c.compartment, parcel.c.state, parcel.c.pickup, pickup.c.shop_order)
        .join(pickup, pickup.c.id == parcel.c.pickup)
        .outerjoin(told, told.c.subject == subject)
        .where(pickup.c.site == site, pickup.c.shop_order != "", there | gone, func.coalesce(told.c.set_aside, 0) == 0)
        .order_by(pickup.c.change, parcel.c.id)
        .limit(AT_ONCE)
    )
    return [_parcel(connection, row) for row in connection.execute(query).all()]


def _parcel(connection: Connection, row: Any) -> Call:
    what = ReadyParcel(row.id, row.compartment, _quantities(connection, row.pickup, row.id))
    return Call(f"parcel:{row.id}", row.state, row.shop_order, what)


def _quantities(connection: Connection, pickup: str, parcel: str) -> dict[str, int]:
    """What is in it; one that nobody itemised and that is the only one holds all that was ordered."""
    inside = schema.parcel_lines
    query = select(inside.c.line, inside.c.quantity).where(inside.c.parcel == parcel)
    found = {row.line: row.quantity for row in connection.execute(query)}
    of = schema.parcels
    alone = connection.execute(select(func.count()).select_from(of).where(of.c.pickup == pickup)).scalar_one() == 1
    if found or not alone:
        return found
    lines = schema.lines
    query = select(lines.c.id, lines.c.quantity).where(lines.c.pickup == pickup)
    return {row.id: row.quantity for row in connection.execute(query)}


def _returns(connection: Connection, site: int) -> list[Call]:
    table, pickup, told = schema.returns, schema.pickups, schema.shop_told
    query = (
        select(table, pickup.c.shop_order)
        .join(pickup, pickup.c.id == table.c.pickup)
        .outerjoin(told, told.c.subject == literal("return:") + table.c.id)
        .where(
            table.c.site == site,
            pickup.c.shop_order != "",
            table.c.state.in_(("received", "closed")),
            told.c.subject.is_(None),
        )
        .order_by(table.c.created_at, table.c.id)
        .limit(AT_ONCE)
    )
    return [
        Call(f"return:{row.id}", "received", row.shop_order, _given_back(row))
        for row in connection.execute(query).all()
    ]


def _given_back(row: Row[Any]) -> GivenBack:
    lines = json.loads(row.lines)
    quantities = {line["line"]: line["quantity"] for line in lines}
    damaged = {line["line"]: line["damaged"] for line in lines if line.get("damaged")}
    return GivenBack(row.id, quantities, row.reason, damaged)


def _purchases(connection: Connection, site: int) -> list[Call]:
    """Those that nobody has numbered: what was bought before there was a platform has been packed here."""
    table, told = schema.purchases, schema.shop_told
    query = (
        select(table)
        .outerjoin(told, told.c.subject == literal("purchase:") + table.c.id)
        .where(
            table.c.site == site,
            table.c.state.in_(purchase_rows.AGREED),
            table.c.order_number == "",
            told.c.subject.is_(None),
        )
        .order_by(table.c.placed_at, table.c.id)
        .limit(AT_ONCE)
    )
    return [_purchase(connection, row) for row in connection.execute(query).all()]


def _purchase(connection: Connection, row: Row[Any]) -> Call:
    table = schema.purchase_lines
    query = select(table.c.sku, table.c.quantity).where(table.c.purchase == row.id).order_by(table.c.place)
    wanted = tuple(Wanted(line.sku, line.quantity) for line in connection.execute(query))
    return Call(f"purchase:{row.id}", "placed", "", Purchase(row.id, row.account, wanted, row.purchase_order))
