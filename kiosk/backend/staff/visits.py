"""Who is signed in: a random token in a cookie, of which the database holds the hash."""

import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.backend import schema
from kiosk.backend.context import key_hash

LIFE_S: Final = 8 * 3600.0
IDLE_S: Final = 30 * 60.0
NOTED_EVERY_S: Final = 60.0
"""A page that is only read writes no more often."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who acts. `form_key` stands in every form of this visit, and in no other page."""

    token_hash: str
    name: str
    role: str
    form_key: str
    ends_at_s: float
    expires_at_s: float

    def __repr__(self) -> str:
        return f"<Visit of {self.name}>"

    @property
    def manages(self) -> bool:
        return self.role == "manager"


def begin(connection: Connection, name: str, now_s: float) -> str:
    """The token. Visits that are over are swept away."""
    table, token = schema.staff_sessions, secrets.token_urlsafe(32)
    connection.execute(delete(table).where(table.c.expires_at <= now_s))
    values = {"token_hash": key_hash(token), "staff": name, "form_key": secrets.token_urlsafe(24)}
    connection.execute(insert(table).values(**values, created_at=now_s, expires_at=now_s + IDLE_S))
    return token


def find(connection: Connection, token: str, now_s: float) -> Visit | None:
    """None for an unknown or expired one, and for somebody who was disabled."""
    table, staff = schema.staff_sessions, schema.staff
    query = (
        select(table, staff.c.role)
        .join(staff, staff.c.name == table.c.staff)
        .where(table.c.token_hash == key_hash(token), table.c.expires_at > now_s, staff.c.active == 1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Visit(row.token_hash, row.staff, row.role, row.form_key, row.created_at + LIFE_S, row.expires_at)


def goes_on(visit: Visit, now_s: float) -> float | None:
    """Until when, if that is worth writing down."""
    until_s = min(now_s + IDLE_S, visit.ends_at_s)
    return until_s if until_s - visit.expires_at_s >= NOTED_EVERY_S else None


def extend(connection: Connection, visit: Visit, until_s: float) -> None:
    table = schema.staff_sessions
    connection.execute(update(table).where(table.c.token_hash == visit.token_hash).values(expires_at=until_s))


def end(connection: Connection, visit: Visit) -> None:
    """Signed out."""
    table = schema.staff_sessions
    connection.execute(delete(table).where(table.c.token_hash == visit.token_hash))
