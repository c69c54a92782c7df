"""A pickup that changed: its row gets the next version, and whoever follows is told."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, update

from kiosk.backend import details, models, new_pickups, rules, schema
from kiosk.backend.database import next_change
from kiosk.backend.feed import Happened, publish


def change(
    connection: Connection, before: models.PickupDetail, values: Mapping[str, object], now_s: float
) -> models.PickupDetail:
    """`before` was read when the row was locked, ahead of all that hangs on it and was changed since.

    One that becomes ready, and of which nobody has said until when it is kept, is kept from now on for as long as its
    site holds a door. It is told as `pickup.ready` where something may be handed out now and might not before, else as
    `pickup.changed`.
    """
    if values.get("state") == "ready" and "not_after" not in values and new_pickups.has_no_deadline(before):
        values = {**values, "not_after": now_s + rules.of_site(connection, before.site).hold_s}
    after = write(connection, before.id, **values)
    tell_change(connection, before, after, now_s)
    return after


def tell_change(connection: Connection, before: models.PickupDetail, after: models.PickupDetail, now_s: float) -> None:
    """`pickup.ready` or `pickup.changed`."""
    opens = "hand_over" in after.allowed_actions and "hand_over" not in before.allowed_actions
    tell(connection, "pickup.ready" if opens else "pickup.changed", after, now_s)


def write(connection: Connection, pickup: str, **values: object) -> models.PickupDetail:
    """The next version, as the list and its kiosks will have it. The row is locked by the caller."""
    table = schema.pickups
    stamp = {"version": table.c.version + 1, "change": next_change(connection)}
    connection.execute(update(table).where(table.c.id == pickup).values({**values, **stamp}))
    return details.read(connection, pickup)


def tell(
    connection: Connection,
    kind: str,
    pickup: models.PickupDetail,
    now_s: float,
    *,
    subject: str = "",
    **data: str | int | list[str],
) -> None:
    """Into the feed. `subject` "": the pickup itself. Identifiers only."""
    known: Mapping[str, Any] = {
        "pickup": pickup.id,
        "order_number": pickup.order_number,
        "customer": pickup.customer,
        "state": pickup.state,
    }
    publish(connection, Happened(kind, subject or pickup.id, pickup.site, pickup.account, {**known, **data}), now_s)
