"""Goods that were bought to be brought home: the shop sends them, and its staff say so once."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, update

from kiosk.backend import audit, purchase_rows, purchases, schema
from kiosk.backend.etags import etag, must_match
from kiosk.backend.problems import ProblemError

_TABLE: Final = schema.purchases.c
TO_BE_SENT: Final[ColumnElement[bool]] = (
    (_TABLE.delivery == "home") & _TABLE.state.in_(purchase_rows.AGREED) & _TABLE.sent_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Sending:
    """Who says so of which purchase, as of the version on the page."""

    actor: str
    purchase: str
    version: int


def is_to_be_sent(row: Row[Any]) -> bool:
    """`TO_BE_SENT` of one purchase."""
    return row.delivery == "home" and row.state in purchase_rows.AGREED and row.sent_at is None


def sent(connection: Connection, asked: Sending, now_s: float) -> None:
    """It is on its way. Said again, by whomever and of whatever version, it changes nothing."""
    row = purchase_rows.row(connection, asked.purchase, lock=True)
    if row is None:
        raise ProblemError(404, "not-found")
    if row.sent_at is not None:
        return
    must_match(etag(asked.version), row.version)
    if not is_to_be_sent(row):
        raise ProblemError(409, "not-to-be-sent", f"it is {row.state}, delivery {row.delivery}")
    values = {"sent_at": now_s, "version": row.version + 1}
    connection.execute(update(schema.purchases).where(_TABLE.id == row.id).values(values))
    audit.note(connection, audit.Done(asked.actor, "purchase.sent", row.id), now_s)
    purchases.tell(connection, purchase_rows.one(connection, row.id), row.site, "purchase.sent", now_s)
