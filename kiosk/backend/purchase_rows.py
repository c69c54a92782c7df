"""Purchases as they are read from the tables."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, or_, select

from kiosk.backend import models, pages, prices, schema
from kiosk.backend.identifiers import identifiers
from kiosk.backend.problems import ProblemError
from kiosk.backend.sessions import Session
from kiosk.domain.pricing import Priced, Source

AGREED: Final = ("placed", "approved")
"""Their states when they are to be fulfilled: nobody's word is waited for."""


def row(connection: Connection, purchase: str, *, lock: bool = False) -> Row[Any] | None:
    """`lock`: nobody else decides about it before this transaction ends."""
    query = select(schema.purchases).where(schema.purchases.c.id == purchase)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def one(connection: Connection, purchase: str) -> models.Purchase:
    """A purchase that is known to be there."""
    return _told(
        connection, connection.execute(select(schema.purchases).where(schema.purchases.c.id == purchase)).all()
    )[0]


def visible(connection: Connection, session: Session, purchase: str) -> models.Purchase:
    """One's own, or the company's for those who approve; 404 for all others."""
    found = row(connection, purchase)
    own = found is not None and found.employee == session.employee
    if found is None or found.account != session.account or not (own or "approve" in session.rights):
        raise ProblemError(404, "not-found")
    return one(connection, purchase)


def page(
    connection: Connection, session: Session, account: str, state: str, *, after: str, limit: int
) -> models.Purchases:
    """Newest first: one's own, or all of the company for those who approve."""
    session.must("buy", account)
    table = schema.purchases
    query = select(table).where(table.c.account == account)
    if "approve" not in session.rights:
        query = query.where(table.c.employee == session.employee)
    if state:
        query = query.where(table.c.state == state)
    place = pages.place(after, float, str)
    if place is not None:
        placed_at, last = place
        query = query.where(or_(table.c.placed_at < placed_at, (table.c.placed_at == placed_at) & (table.c.id > last)))
    query = query.order_by(table.c.placed_at.desc(), table.c.id).limit(limit + 1)
    rows, more = pages.cut(connection.execute(query).all(), limit)
    following = pages.cursor(float(rows[-1].placed_at), rows[-1].id) if more else ""
    return models.Purchases(purchases=_told(connection, rows), next=following)


def told(purchase: models.Purchase) -> dict[str, Any]:
    """What an event says of it."""
    ids = identifiers(
        account=purchase.account,
        customer=purchase.customer,
        order_number=purchase.order_number,
        session=purchase.session,
    )
    return ids | {
        "state": purchase.state,
        "net_minor": purchase.net_minor,
        "gross_minor": purchase.gross_minor,
        "currency": purchase.currency,
        "offline": purchase.offline,
        "conflicts": list(purchase.conflicts),
    }


def _told(connection: Connection, rows: Sequence[Row[Any]]) -> list[models.Purchase]:
    table = schema.purchase_lines
    query = (
        select(table).where(table.c.purchase.in_([row.id for row in rows])).order_by(table.c.purchase, table.c.place)
    )
    lines = defaultdict(list)
    for line in connection.execute(query):
        source = Source(line.source) if line.source else None
        found = Priced(line.sku, line.quantity, line.unit_net_minor, line.vat_permille, source)
        lines[line.purchase].append(prices.line_model(found, line.name))
    return [_purchase(row, lines[row.id]) for row in rows]


def _purchase(row: Row[Any], lines: list[models.PricedLine]) -> models.Purchase:
    return models.Purchase.model_validate(
        {
            **row._asdict(),
            "customer": row.employee,
            "site": None if row.delivery == "home" else row.site,
            "price_list_version": row.price_version,
            "gross_minor": row.net_minor + row.vat_minor,
            "conflicts": row.conflict.split(),
            "offline": bool(row.offline),
            "lines": lines,
        }
    )
