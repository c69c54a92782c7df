"""Goods that were bought at a kiosk and are to be collected at a site: a pickup, which staff pack like any other."""

from typing import Final

from sqlalchemy import Connection, select, update

from kiosk.backend import details, new_pickups, purchase_rows, schema, transitions
from kiosk.backend.new_pickups import Order, Ordered
from kiosk.backend.order_numbers import order_number

_COLLECTED: Final = frozenset({"here", "site"})


def prepare(connection: Connection, name: str, now_s: float) -> None:
    """Once for each purchase, in the transaction that places or approves it.

    Nothing for one that still waits for somebody's word, goes home, or whose goods were taken without a network.
    """
    purchase = purchase_rows.row(connection, name)
    assert purchase is not None
    if purchase.state not in purchase_rows.AGREED or purchase.delivery not in _COLLECTED or purchase.offline:
        return
    facts = {
        "order_number": purchase.order_number or _numbered(connection, purchase.id),
        "account": purchase.account,
        "buyer": _name(connection, purchase.employee),
        "buyer_employee": purchase.employee,
        "customer": purchase.employee,
        "project": purchase.project,
        "payment": "on_account",
    }
    order = Order(purchase.site, tuple(_lines(connection, purchase.id)), facts)
    pickup = new_pickups.await_goods(connection, order, now_s)
    joined = {"account": purchase.account, "session": purchase.session}
    transitions.tell(connection, "pickup.changed", details.read(connection, pickup), now_s, **joined)


def _numbered(connection: Connection, name: str) -> str:
    """One that was placed before orders had numbers here."""
    number, table = order_number(connection, name), schema.purchases
    connection.execute(update(table).where(table.c.id == name).values(order_number=number))
    return number


def _lines(connection: Connection, purchase: str) -> list[Ordered]:
    lines, goods = schema.purchase_lines, schema.products
    query = (
        select(lines, goods.c.gtin)
        .outerjoin(goods, goods.c.sku == lines.c.sku)
        .where(lines.c.purchase == purchase)
        .order_by(lines.c.place)
    )
    return [
        Ordered(str(row.place + 1), row.sku, row.gtin or "", row.name, row.quantity)
        for row in connection.execute(query)
    ]


def _name(connection: Connection, employee: str) -> str:
    table = schema.employees
    return connection.execute(select(table.c.name).where(table.c.id == employee)).scalar_one_or_none() or ""
