"""What happens here, in order, for whoever follows: kiosks by `GET /v1/events`, others by webhooks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, or_, select

from kiosk.backend import models, schema

TYPE_PREFIX: Final = "no.openluke."
PUBLISHED: Final = "feed"
"""Under this key a connection's `info` says that its transaction tells something."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`type` without the prefix, as "pickup.ready"; `subject` the id of what it happened to.

    `site` None: it concerns every site. `data` holds stable identifiers and no names.
    """

    type: str
    subject: str
    site: int | None = None
    account: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def publish(connection: Connection, happened: Happened, now_s: float) -> None:
    """In the transaction of what happened.

    The counter's row is locked first: positions become visible in their order, and a follower misses none.
    """
    connection.execute(select(schema.counter.c.id).with_for_update())
    values = {
        "type": TYPE_PREFIX + happened.type,
        "subject": happened.subject,
        "site": happened.site,
        "account": happened.account,
        "data": json.dumps(happened.data, ensure_ascii=False),
        "at": now_s,
    }
    connection.execute(insert(schema.feed).values(values))
    connection.info[PUBLISHED] = True


def since(connection: Connection, site: int, cursor: str, limit: int) -> models.Feed:
    """Events of the site, and of all sites, behind `cursor`; a cursor of another database starts from the first."""
    epoch = connection.execute(select(schema.counter.c.epoch)).scalar_one()
    after = _position(cursor, epoch)
    table = schema.feed
    here = or_(table.c.site == site, table.c.site.is_(None))
    query = select(table).where(table.c.position > (after or 0), here).order_by(table.c.position).limit(limit + 1)
    rows = connection.execute(query).all()
    newest = connection.execute(select(func.coalesce(func.max(table.c.position), 0))).scalar_one()
    more = len(rows) > limit
    last = rows[limit - 1].position if more else newest
    return models.Feed(
        events=[cloud_event(row, epoch) for row in rows[:limit]],
        cursor=f"{epoch}-{last}",
        reset=bool(cursor) and after is None,
        more=more,
    )


def cloud_event(row: Row[Any], epoch: str) -> models.FeedEvent:
    """`source` and `id` name it for ever, also when the database is one day built anew."""
    return models.FeedEvent(
        id=f"{epoch}-{row.position}",
        source=f"/sites/{row.site}" if row.site is not None else "/sites",
        type=row.type,
        subject=row.subject,
        time=datetime.fromtimestamp(row.at, UTC),
        account=row.account,
        data=json.loads(row.data),
    )


def _position(cursor: str, epoch: str) -> int | None:
    """None for a cursor that was not written here."""
    written_by, _, number = cursor.rpartition("-")
    return int(number) if written_by == epoch and number.isascii() and number.isdigit() else None
