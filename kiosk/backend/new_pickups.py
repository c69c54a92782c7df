"""An order becomes a pickup: it is awaited, and nothing of it is here yet."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert

from kiosk.backend import models, schema
from kiosk.backend.database import next_change
from kiosk.backend.issuer import symbols

WAIT_S: Final = 90 * 86_400.0
"""How long goods may be awaited, of which nobody has said until when they are kept."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """One line of an order."""

    id: str
    sku: str
    gtin: str
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Order:
    """What was ordered for a site. `facts`: further columns of the pickup."""

    site: int
    lines: tuple[Ordered, ...]
    facts: Mapping[str, Any]


def await_goods(connection: Connection, order: Order, now_s: float) -> str:
    """The id of the pickup, which is new."""
    pickup = symbols(secrets.token_bytes(8), 8)
    row = {"id": pickup, "site": order.site, "state": "awaiting", "version": 1, "change": next_change(connection)}
    count = {"lines_ready": 0, "lines_total": len(order.lines)}
    connection.execute(insert(schema.pickups).values(**row, **life(now_s), **count, **order.facts))
    write_lines(connection, pickup, order.lines)
    return pickup


def life(now_s: float) -> dict[str, float]:
    """From when and until when it is good, ordered now."""
    return {"not_before": now_s, "not_after": now_s + WAIT_S}


def write_lines(connection: Connection, pickup: str, lines: Iterable[Ordered]) -> None:
    """In the order in which they were ordered."""
    for place, line in enumerate(lines):
        of = {"pickup": pickup, "place": place, "id": line.id, "sku": line.sku, "gtin": line.gtin}
        connection.execute(insert(schema.lines).values(**of, name=line.name, quantity=line.quantity))


def has_no_deadline(pickup: models.PickupDetail) -> bool:
    """Whether it is as it was ordered: nobody has said until when its door is held."""
    return (pickup.not_after - pickup.not_before).total_seconds() >= WAIT_S - 1
