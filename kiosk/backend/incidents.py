"""What somebody has to look into: hand-overs that should not have happened, gaps and forks in a kiosk's journal."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select

from kiosk.backend import schema
from kiosk.backend.problems import ProblemError

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
    "webhook_refused",
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


def listed(connection: Connection, before: int, limit: int, *, resolved: bool) -> list[Row[Any]]:
    """The newest first, those before `before` (0: all), with what staff found out about each that is `resolved`."""
    table, found = schema.incidents, schema.resolutions
    query = select(table, found.c.staff, found.c.reason.label("resolution"), found.c.at.label("resolved_at"))
    query = query.outerjoin(found, found.c.incident == table.c.position)
    query = query.where(found.c.incident.is_not(None) if resolved else found.c.incident.is_(None))
    if before:
        query = query.where(table.c.position < before)
    return list(connection.execute(query.order_by(table.c.position.desc()).limit(limit)).all())


def resolve(connection: Connection, position: int, staff: str, reason: str, now_s: float) -> None:
    """Once: 404 for one that is not there, 409 for one that somebody has resolved already."""
    table, found = schema.incidents, schema.resolutions
    if connection.execute(select(table.c.position).where(table.c.position == position)).first() is None:
        raise ProblemError(404, "not-found")
    if connection.execute(select(found.c.incident).where(found.c.incident == position)).first():
        raise ProblemError(409, "already-resolved")
    connection.execute(insert(found).values(incident=position, staff=staff, reason=reason, at=now_s))
