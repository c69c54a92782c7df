"""What is under way for a company, at this site and elsewhere. It tells what waits where; nothing here opens a door."""

import json
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, true

from kiosk.backend import models, pages, schema
from kiosk.backend.sessions import Session

OPEN_PICKUPS: Final = ("awaiting", "ready", "partially_collected", "expired")
OPEN_PURCHASES: Final = ("placed", "awaiting_approval", "approved")
_COLLECTABLE: Final = ("ready", "partially_collected")


def of_account(connection: Connection, session: Session, account: str, *, after: str, limit: int) -> models.Orders:
    """Pickups first, then purchases that have not become one; each by id."""
    session.must("collect", account)
    site_names = _site_names(connection)
    kind, last = pages.place(after, str, str) or ("pickup", "")
    found: list[models.Order] = []
    if kind == "pickup":
        rows = _pickups(connection, session, last, limit + 1)
        found += [_of_pickup(row, session, site_names) for row in rows]
        last = ""
    if len(found) <= limit:
        purchases = _purchases(connection, session, last, limit + 1 - len(found))
        found += [_of_purchase(row, session, site_names) for row in purchases]
    page, more = pages.cut(found, limit)
    return models.Orders(orders=list(page), next=pages.cursor(page[-1].kind, page[-1].id) if more else "")


def waiting(connection: Connection, session: Session) -> models.Waiting:
    """How much of it is for this person."""
    pickup, purchase = schema.pickups.c, schema.purchases.c
    mine = _mine(connection, session, pickup.account, pickup.buyer_employee)
    now = pickup.state.in_(_COLLECTABLE)
    others = (purchase.account == session.account) & (purchase.employee != session.employee)
    may_approve = "approve" in session.rights
    return models.Waiting(
        here=_count(connection, mine, now, pickup.site == session.kiosk.site),
        elsewhere=_count(connection, mine, now, pickup.site != session.kiosk.site),
        to_come=_count(connection, mine, pickup.state == "awaiting")
        + _count(connection, _open_purchases(connection, session)),
        to_approve=_count(connection, others, purchase.state == "awaiting_approval") if may_approve else 0,
    )


def _site_names(connection: Connection) -> dict[int, str]:
    """All sites of the operator."""
    query = select(schema.sites.c.number, schema.sites.c.name)
    return {row.number: row.name for row in connection.execute(query)}


def _mine(
    connection: Connection, session: Session, account: ColumnElement[str], employee: ColumnElement[str]
) -> ColumnElement[bool]:
    """Of the company what this person may collect; all of it for those who approve."""
    people = schema.employees
    person = connection.execute(select(people).where(people.c.id == session.employee)).one()
    everything = person.may_collect_for_company or "approve" in session.rights
    whose = employee.in_([person.id, *json.loads(person.collects_for)])
    return (account == session.account) & (true() if everything else whose)


def _open_purchases(connection: Connection, session: Session) -> ColumnElement[bool]:
    """Those that no pickup stands for yet, and that nobody has sent."""
    table, pickups = schema.purchases, schema.pickups
    became = select(pickups.c.id).where(
        or_(
            (pickups.c.shop_order == table.c.shop_order) & (table.c.shop_order != ""),
            (pickups.c.order_number == table.c.order_number) & (table.c.order_number != ""),
        )
    )
    mine = _mine(connection, session, table.c.account, table.c.employee)
    to_come = table.c.state.in_(OPEN_PURCHASES) & (table.c.offline == 0) & table.c.sent_at.is_(None)
    return mine & to_come & ~became.exists()


def _pickups(connection: Connection, session: Session, last: str, limit: int) -> list[Row[Any]]:
    table, parcels = schema.pickups, schema.parcels
    lying = (parcels.c.pickup == table.c.id) & (parcels.c.state == "ready") & (parcels.c.compartment > 0)
    count = select(func.count()).select_from(parcels).where(lying).scalar_subquery()
    mine = _mine(connection, session, table.c.account, table.c.buyer_employee)
    query = select(table, count.label("parcels")).where(mine, table.c.state.in_(OPEN_PICKUPS), table.c.id > last)
    return list(connection.execute(query.order_by(table.c.id).limit(limit)))


def _purchases(connection: Connection, session: Session, last: str, limit: int) -> list[Row[Any]]:
    table, lines = schema.purchases, schema.purchase_lines
    count = select(func.count()).select_from(lines).where(lines.c.purchase == table.c.id).scalar_subquery()
    query = select(table, count.label("lines")).where(_open_purchases(connection, session), table.c.id > last)
    return list(connection.execute(query.order_by(table.c.id).limit(limit)))


def _of_pickup(row: Row[Any], session: Session, site_names: dict[int, str]) -> models.Order:
    values = row._asdict() | {"kind": "pickup", "employee": row.buyer_employee, "here": row.site == session.kiosk.site}
    return models.Order.model_validate(values | {"site_name": site_names.get(row.site, "")})


def _of_purchase(row: Row[Any], session: Session, site_names: dict[int, str]) -> models.Order:
    site = None if row.delivery == "home" else row.site
    return models.Order(
        kind="purchase",
        id=row.id,
        order_number=row.order_number,
        customer=row.employee,
        employee=row.employee,
        site=site,
        site_name=site_names.get(site, "") if site is not None else "",
        here=site == session.kiosk.site,
        state=row.state,
        parcels=0,
        lines_ready=0,
        lines_total=row.lines,
        not_before=None,
        not_after=None,
        project=row.project,
    )


def _count(connection: Connection, *where: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).where(*where)).scalar_one())
