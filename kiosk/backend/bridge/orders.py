"""A platform's orders as pickups: it says what was ordered and paid, where that is and who has it is said here."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select, update

from kiosk.backend import schema
from kiosk.backend.database import next_change
from kiosk.backend.feed import Happened, publish
from kiosk.backend.incidents import Incident, report_once
from kiosk.backend.issuer import symbols
from kiosk.commerce.shop import OrderState, ShopOrder
from kiosk.domain import digest
from kiosk.domain.typed_code import is_valid, normalise

DAY_S: Final = 86_400.0
_GONE: Final = frozenset({"collected", "cancelled", "expired"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where orders are copied to. `source` names the platform in incidents; `wait_s`: how long goods may be awaited."""

    site: int
    site_key: bytes
    source: str
    wait_s: float = 90 * DAY_S


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
    pickup, change = symbols(secrets.token_bytes(8), 8), next_change(connection)
    life = {"not_before": now_s, "not_after": now_s + place.wait_s}
    row = {"id": pickup, "site": place.site, "state": "awaiting", "version": 1, "change": change, "lines_ready": 0}
    facts = _facts(connection, order) | {"shop_order": order.id, "lines_total": len(order.lines)}
    connection.execute(insert(schema.pickups).values(**row, **life, **facts))
    _write_lines(connection, pickup, order)
    _learn_code(connection, pickup, order, place, life)
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
            _write_lines(connection, known.id, order)
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


def _write_lines(connection: Connection, pickup: str, order: ShopOrder) -> None:
    for place, line in enumerate(order.lines):
        of = {"pickup": pickup, "place": place, "id": line.id, "sku": line.sku, "gtin": line.gtin}
        connection.execute(insert(schema.lines).values(**of, name=line.name, quantity=line.quantity))


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
