"""When each kiosk was heard, to within minutes: it is no use to write more often."""

from typing import Final

from sqlalchemy import Connection, select, update

from kiosk.backend import schema
from kiosk.backend.context import Kiosk

EVERY_S: Final = 300.0


def note(connection: Connection, kiosk: Kiosk, now_s: float) -> None:
    """The kiosk asks for its list, which it does all the time."""
    table = schema.kiosks
    query = select(table.c.heard_at).where(table.c.name == kiosk.name)
    known = connection.execute(query).scalar_one_or_none()
    if known is None or not now_s - EVERY_S < known <= now_s:
        connection.execute(update(table).where(table.c.name == kiosk.name).values(heard_at=now_s))
