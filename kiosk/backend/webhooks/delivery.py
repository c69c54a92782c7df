"""What becomes of a webhook in the database: held by whoever delivers, what is next for it, and what was said."""

import random
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select, update

from kiosk.backend import schema
from kiosk.backend.bridge.pause import jitter_s
from kiosk.backend.feed import cloud_event
from kiosk.backend.incidents import Incident, report
from kiosk.backend.webhooks.post import Said
from kiosk.backend.webhooks.subscriptions import next_event, types_of

HOLD_S: Final = 60.0
"""A process that was killed while it delivered keeps the others waiting for so long."""
LONGEST_S: Final = 3600.0
GIVE_UP_AFTER_S: Final = 5 * 86_400.0
REFUSED_FOR_S: Final = 86_400.0
REFUSED_TRIES: Final = 10
"""An event that was refused for so long, and was told as often, is set aside: those behind it have waited enough."""
GONE: Final = 410
_COME_AGAIN: Final = frozenset({408, GONE, 425, 429})
"""Of 4xx, what says nothing of the event."""


@dataclass(frozen=True, slots=True)
class Message:
    """One event for one webhook. `keys` sign it, the newest first."""

    webhook: str
    url: str
    keys: tuple[str, ...]
    position: int
    id: str
    body: bytes

    def __repr__(self) -> str:
        return f"<Message {self.id} for {self.webhook}>"  # tracebacks print reprs


def due(connection: Connection, now_s: float) -> list[str]:
    """The webhooks that nobody holds and that are not all told, by the time since which they wait."""
    table, feed = schema.webhooks, schema.feed
    more = select(feed.c.position).where(feed.c.position > table.c.after).exists()
    query = select(table.c.id).where(table.c.active == 1, table.c.next_at <= now_s, table.c.busy_until <= now_s, more)
    return list(connection.execute(query.order_by(table.c.next_at, table.c.id)).scalars())


def hold(connection: Connection, webhook: str, now_s: float) -> float | None:
    """Until when it is held; None where somebody else was quicker, or it is not due any more."""
    table, until_s = schema.webhooks, now_s + HOLD_S
    free = (table.c.id == webhook) & (table.c.active == 1) & (table.c.next_at <= now_s) & (table.c.busy_until <= now_s)
    return until_s if connection.execute(update(table).where(free).values(busy_until=until_s)).rowcount else None


def let_go(connection: Connection, webhook: str, until_s: float) -> None:
    """Only if it is still held by whoever says so."""
    table = schema.webhooks
    held = (table.c.id == webhook) & (table.c.busy_until == until_s)
    connection.execute(update(table).where(held).values(busy_until=0.0))


def next_for(connection: Connection, webhook: str, now_s: float) -> Message | None:
    """None where there is nothing to tell. What is none of its types is passed over for good."""
    table = schema.webhooks
    row = connection.execute(select(table).where(table.c.id == webhook, table.c.active == 1)).one_or_none()
    if row is None:
        return None
    newest = connection.execute(select(func.coalesce(func.max(schema.feed.c.position), 0))).scalar_one()
    event = next_event(connection, row.after, types_of(row))
    if event is None:
        connection.execute(update(table).where(table.c.id == webhook).values(after=newest))
        return None
    epoch = connection.execute(select(schema.counter.c.epoch)).scalar_one()
    told = cloud_event(event, epoch)
    keys = (row.secret, row.old_secret) if row.old_secret and row.old_until > now_s else (row.secret,)
    return Message(webhook, row.url, keys, event.position, told.id, told.model_dump_json().encode())


def note(connection: Connection, message: Message, said: Said, now_s: float, dice: random.Random) -> str:
    """Why the webhook has ended; "" while it goes on."""
    table = schema.webhooks
    query = select(table).where(table.c.id == message.webhook, table.c.active == 1).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        return ""
    values = _after(row, message, said, now_s, dice)
    ended = str(values.get("ended", ""))
    connection.execute(update(table).where(table.c.id == message.webhook).values(values))
    if ended:
        report(connection, Incident("webhook_ended", "/webhooks", message.webhook, ended), now_s)
    elif "after" in values and not said.taken:
        aside = Incident("webhook_refused", f"/webhooks/{message.webhook}", message.id, f"http_{said.status}")
        report(connection, aside, now_s)
    return ended


def _after(row: Row[Any], message: Message, said: Said, now_s: float, dice: random.Random) -> dict[str, object]:
    told: dict[str, object] = {"last_status": said.status, "last_at": now_s}
    if said.taken:
        return told | _next(message) | {"failing_since": None}
    since_s = now_s if row.failing_since is None else row.failing_since
    if said.status == GONE:
        return told | {"active": 0, "ended": "gone"}
    if now_s - since_s >= GIVE_UP_AFTER_S:
        return told | {"active": 0, "ended": "failing"}
    told["failing_since"] = since_s  # goes on with the next event: what refuses all of them is failing
    if 400 <= said.status < 500 and said.status not in _COME_AGAIN:
        told["refused_since"] = refused_s = now_s if row.refused_since is None else row.refused_since
        if now_s - refused_s >= REFUSED_FOR_S and row.tries + 1 >= REFUSED_TRIES:
            return told | _next(message)
    wait_s = max(jitter_s(dice, row.tries, LONGEST_S), said.retry_after_s or 0.0)
    return told | {"tries": row.tries + 1, "next_at": now_s + wait_s}


def _next(message: Message) -> dict[str, object]:
    return {"after": message.position, "tries": 0, "refused_since": None, "next_at": 0.0}
