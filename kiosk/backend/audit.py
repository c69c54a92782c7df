"""Who did what here. A row is written in the transaction of what was done, and never changed."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from kiosk.backend import schema

ADMIN_KEY = "admin-key"
"""Whoever holds the admin key."""
COMMAND_LINE = "command-line"
"""Whoever may run commands on the backend's machine."""


@dataclass(frozen=True, slots=True)
class Done:
    """`action` is a code ("pickup.extend"), `subject` an id. Neither holds a secret, nor does `detail`."""

    actor: str
    action: str
    subject: str
    detail: str = ""


def note(connection: Connection, done: Done, now_s: float) -> None:
    """In the transaction of what was done."""
    connection.execute(insert(schema.audit).values(**asdict(done), at=now_s))


def before(connection: Connection, position: int, limit: int) -> list[Row[Any]]:
    """The newest first, those before `position`; 0: from the newest on."""
    table = schema.audit
    query = select(table).order_by(table.c.position.desc()).limit(limit)
    if position:
        query = query.where(table.c.position < position)
    return list(connection.execute(query).all())
