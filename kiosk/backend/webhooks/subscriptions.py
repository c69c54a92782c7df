"""Who is told of what: the rows of webhooks. A secret is shown once, when it is made."""

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from kiosk.backend import models, schema
from kiosk.backend.feed import TYPE_PREFIX
from kiosk.backend.models.base import FromText
from kiosk.backend.problems import ProblemError
from kiosk.backend.webhooks import target
from kiosk.backend.webhooks.signing import new_secret

OVERLAP_S: Final = 24 * 3600.0
"""For so long after a rotation both secrets sign."""
MAX_WEBHOOKS: Final = 50


def _leads_somewhere(url: str) -> str:
    target.parse(url)
    return url


EventType = Annotated[str, Field(pattern=rf"^{TYPE_PREFIX}[a-z_.]{{1,64}}$")]


class Subscription(models.In):
    """Where to, and of which types of events (`no.openluke.pickup.ready`); none: of all."""

    url: Annotated[str, Field(max_length=target.MAX_LENGTH), AfterValidator(_leads_somewhere)]
    types: Annotated[list[EventType], Field(max_length=50)] = Field(default_factory=list)


class Webhook(models.Out):
    """A subscription and how it is going. `ended`: "" while `active`, else gone (410), failing or switched_off."""

    id: str
    url: str
    types: Annotated[list[str], FromText]
    active: bool
    ended: str
    tries: int
    failing_since: datetime | None
    last_status: int
    last_at: datetime | None
    waiting: int = 0


class WebhookWithSecret(Webhook):
    """`secret`, this once."""

    secret: Annotated[str, Field(repr=False)]


def add(connection: Connection, asked: Subscription, *, private: bool) -> WebhookWithSecret:
    """Told of what happens from now on. `private`: receivers in this network are allowed; names are judged later."""
    if not private and target.is_literal(host := target.parse(asked.url).host) and not target.is_public(host):
        raise ProblemError(422, "invalid-request", "url: leads to an address that is not public")
    table, feed = schema.webhooks, schema.feed
    if connection.execute(select(func.count()).select_from(table)).scalar_one() >= MAX_WEBHOOKS:
        raise ProblemError(409, "too-many-webhooks", f"at most {MAX_WEBHOOKS}")
    newest = connection.execute(select(func.coalesce(func.max(feed.c.position), 0))).scalar_one()
    name, secret = f"wh-{secrets.token_hex(8)}", new_secret()
    values = {"id": name, "url": asked.url, "types": json.dumps(asked.types), "secret": secret}
    connection.execute(insert(table).values(**values, active=1, after=newest))
    return WebhookWithSecret(**one(connection, name).model_dump(), secret=secret)


def rotate(connection: Connection, name: str, now_s: float) -> WebhookWithSecret:
    """A new secret. The one before it signs as well for a day, the one before that no more."""
    table, secret = schema.webhooks, new_secret()
    values = {"old_secret": table.c.secret, "old_until": now_s + OVERLAP_S, "secret": secret}
    _change(connection, name, values)
    return WebhookWithSecret(**one(connection, name).model_dump(), secret=secret)


def resume(connection: Connection, name: str) -> Webhook:
    """Goes on where it ended, at once."""
    _change(
        connection,
        name,
        {"active": 1, "ended": "", "tries": 0, "next_at": 0.0, "failing_since": None, "refused_since": None},
    )
    return one(connection, name)


def switch_off(connection: Connection, name: str) -> Webhook:
    """Until it is resumed; nothing is lost meanwhile."""
    _change(connection, name, {"active": 0, "ended": "switched_off"})
    return one(connection, name)


def remove(connection: Connection, name: str) -> None:
    """For good."""
    if not connection.execute(delete(schema.webhooks).where(schema.webhooks.c.id == name)).rowcount:
        raise ProblemError(404, "not-found")


def listed(connection: Connection) -> list[Webhook]:
    """All of them, without their secrets."""
    return [
        _seen(connection, row) for row in connection.execute(select(schema.webhooks).order_by(schema.webhooks.c.id))
    ]


def one(connection: Connection, name: str) -> Webhook:
    """404 for one that is not there."""
    row = connection.execute(select(schema.webhooks).where(schema.webhooks.c.id == name)).one_or_none()
    if row is None:
        raise ProblemError(404, "not-found")
    return _seen(connection, row)


def next_event(connection: Connection, after: int, types: Sequence[str]) -> Row[Any] | None:
    """The first event behind `after` that is one of `types`."""
    feed = schema.feed
    query = select(feed).where(feed.c.position > after).order_by(feed.c.position).limit(1)
    if types:
        query = query.where(feed.c.type.in_(types))
    return connection.execute(query).one_or_none()


def types_of(row: Row[Any]) -> list[str]:
    """Of which types of events a row's webhook is told; empty: of all."""
    types: list[str] = json.loads(row.types)
    return types


def _seen(connection: Connection, row: Row[Any]) -> Webhook:
    feed, types = schema.feed, types_of(row)
    query = select(func.count()).select_from(feed).where(feed.c.position > row.after)
    if types:
        query = query.where(feed.c.type.in_(types))
    values = row._asdict() | {"active": bool(row.active), "waiting": connection.execute(query).scalar_one()}
    for name in ("failing_since", "last_at"):
        values[name] = None if values[name] is None else datetime.fromtimestamp(values[name], UTC)
    return Webhook.model_validate(values)


def _change(connection: Connection, name: str, values: dict[str, object]) -> None:
    if not connection.execute(update(schema.webhooks).where(schema.webhooks.c.id == name).values(values)).rowcount:
        raise ProblemError(404, "not-found")
