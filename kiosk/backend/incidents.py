"""What somebody has to look into: hand-overs that should not have happened, gaps and forks in a kiosk's journal."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from kiosk.backend import schema

Kind = Literal[
    "handover_conflict",
    "event_conflict",
    "custody_conflict",
    "return_conflict",
    "deviation",
    "gap",
    "shop_conflict",
    "shop_refused",
    "shop_drift",
    "purchase_conflict",
    "webhook_ended",
]


@dataclass(frozen=True, slots=True)
class Incident:
    """`subject`: the id of the hand-over or event, or the numbers that are missing. `reason` is a code."""

    kind: Kind
    source: str
    subject: str
    reason: str


def report(connection: Connection, incident: Incident, now_s: float) -> None:
    """Write one down, in the transaction of what it is about."""
    connection.execute(insert(schema.incidents).values(**asdict(incident), received_at=now_s))


def report_once(connection: Connection, incident: Incident, now_s: float) -> None:
    """For what is noticed again at every look."""
    table = schema.incidents
    same = [table.c[name] == value for name, value in asdict(incident).items()]
    if connection.execute(select(table.c.position).where(*same).limit(1)).first() is None:
        report(connection, incident, now_s)


def since(connection: Connection, position: int, limit: int) -> list[dict[str, Any]]:
    """Those after `position`, in the order of arrival."""
    table = schema.incidents
    query = select(table).where(table.c.position > position).order_by(table.c.position).limit(limit)
    return [row._asdict() for row in connection.execute(query)]
