"""A platform's orders as pickups: it says what was ordered and paid, where that is and who has it is said here."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update

from kiosk.backend import new_pickups, schema
from kiosk.backend.database import next_change
from kiosk.backend.feed import Happened, publish
from kiosk.backend.incidents import Incident, report_once
from kiosk.backend.new_pickups import Order, Ordered
from kiosk.commerce.shop import OrderState, ShopOrder
from kiosk.domain import digest
from kiosk.domain.typed_code import is_valid, normalise

_GONE: Final = frozenset({"collected", "cancelled", "expired"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where orders are copied to. `source` names the platform in incidents."""

    site: int
    site_key: bytes
    source: str


def take_in(connection: Connection, order: ShopOrder, place: Place, now_s: float) -> str | None:
    """The id of the order's pickup; None for one that was never copied and has nothing left to collect.

    The same order again changes nothing, not even a version.
    """
    table = schema.pickups
    query = select(table).where(table.c.shop_order == order.id, table.c.site == place.site).with_for_update()
    known = connection.execute(query).one_or_none()
    if known is None:
        if order.state in {OrderState.COLLECTED, OrderState.CANCELLED, OrderState.RETURNED}:
            return None
        return _new(connection, order, place, now_s)
    _follow(connection, known, order, place, now_s)
    return str(known.id)


def _new(connection: Connection, order: ShopOrder, place: Place, now_s: float) -> str:
    facts = _facts(connection, order) | {"shop_order": order.id}
    pickup = new_pickups.await_goods(connection, Order(place.site, _lines_of(order), facts), now_s)
    _learn_code(connection, pickup, order, place, new_pickups.life(now_s))
    _name_purchase(connection, order)
    publish(connection, Happened("pickup.changed", pickup, place.site, str(facts["account"]), _ids(order)), now_s)
    return pickup


def _follow(connection: Connection, known: Row[Any], order: ShopOrder, place: Place, now_s: float) -> None:
    life = {"not_before": known.not_before, "not_after": known.not_after}
    _learn_code(connection, known.id, order, place, life)
    changed = {name: value for name, value in _facts(connection, order).items() if getattr(known, name) != value}
    if order.state is OrderState.CANCELLED and known.state not in _GONE:
        changed["state"] = "cancelled"
    if _ordered(order) not in _lines(connection, known.id):
        if known.state not in {"awaiting", "cancelled"}:
            # What is packed was packed for the order as it was: somebody has to open the parcel, not a program.
            incident = Incident("shop_conflict", place.source, known.id, "order_changed_after_packing")
            report_once(connection, incident, now_s)
        else:
            connection.execute(delete(schema.lines).where(schema.lines.c.pickup == known.id))
            new_pickups.write_lines(connection, known.id, _lines_of(order))
            changed["lines_total"] = len(order.lines)
    if not changed:
        return
    stamp = {"version": known.version + 1, "change": next_change(connection)}
    connection.execute(update(schema.pickups).where(schema.pickups.c.id == known.id).values(**changed, **stamp))
    kind = "pickup.cancelled" if changed.get("state") == "cancelled" else "pickup.changed"
    publish(connection, Happened(kind, known.id, place.site, known.account, _ids(order)), now_s)


def _learn_code(connection: Connection, pickup: str, order: ShopOrder, place: Place, life: dict[str, float]) -> None:
    """A platform may give an order its code after it was placed."""
    table = schema.credentials
    for canonical in _canonical(order.code) if order.code else ():
        listed = digest.digest(place.site_key, canonical)
        same = select(table.c.id).where(table.c.subject == pickup, table.c.digest == listed)
        if connection.execute(same).first() is None:
            code = {"id": secrets.token_hex(8), "kind": "pickup", "digest": listed, "change": next_change(connection)}
            connection.execute(insert(table).values(**code, **life, site=place.site, subject=pickup))


def _facts(connection: Connection, order: ShopOrder) -> dict[str, Any]:
    accounts = schema.accounts.c.id
    account = connection.execute(select(accounts).where(accounts == order.account)).scalar_one_or_none()
    return {
        "order_number": order.number,
        "customer": order.customer,
        "account": account or "",
        "payment": order.payment.value,
        "language": order.language,
    }


def _ids(order: ShopOrder) -> dict[str, str]:
    return {"order_number": order.number, "customer": order.customer}


def _name_purchase(connection: Connection, order: ShopOrder) -> None:
    """What was bought at the kiosk is called as the platform calls it."""
    table = schema.purchases
    bought = (table.c.shop_order == order.id) & (table.c.order_number != order.number)
    connection.execute(update(table).where(bought).values(order_number=order.number, version=table.c.version + 1))


def _lines_of(order: ShopOrder) -> tuple[Ordered, ...]:
    return tuple(Ordered(line.id, line.sku, line.gtin, line.name, line.quantity) for line in order.lines)


def _lines(connection: Connection, pickup: str) -> tuple[dict[str, tuple[str, int]], ...]:
    """Article and quantity by line: as ordered, and less what was given back, which some platforms take off."""
    table = schema.lines
    query = select(table.c.id, table.c.sku, table.c.quantity, table.c.returned).where(table.c.pickup == pickup)
    rows = connection.execute(query).all()
    kept = {row.id: (row.sku, row.quantity - row.returned) for row in rows}
    return {row.id: (row.sku, row.quantity) for row in rows}, kept, {id_: line for id_, line in kept.items() if line[1]}


def _ordered(order: ShopOrder) -> dict[str, tuple[str, int]]:
    return {line.id: (line.sku, line.quantity) for line in order.lines}


def _canonical(code: str) -> Iterable[str]:
    """The shop's code as it is scanned; one that is a typed code of ours may be typed as well."""
    yield digest.scanned(code)
    if is_valid(normalise(code)):
        yield digest.typed(normalise(code))
