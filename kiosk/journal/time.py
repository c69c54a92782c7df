"""The mark of time that outlives a restart. It goes with every write, in the same transaction."""

from typing import Final

from kiosk.domain.kiosk_time import Mark
from kiosk.journal.connection import Connection

_RAISE: Final = """
INSERT INTO time_mark VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT (only) DO UPDATE
SET utc = excluded.utc, boot = excluded.boot, monotonic_s = excluded.monotonic_s, trusted = excluded.trusted,
    jumped_s = excluded.jumped_s, synced = coalesce(excluded.synced, synced)
WHERE excluded.utc >= utc"""


def raise_mark(connection: Connection, mark: Mark | None) -> None:
    """Inside the caller's transaction. A mark below the one that stands changes nothing."""
    if mark is not None:
        values = (mark.utc, mark.boot, mark.monotonic_s, mark.trusted, mark.jumped_s, mark.synced_utc)
        connection.execute(_RAISE, values)


def load(connection: Connection) -> Mark | None:
    row = connection.execute("SELECT utc, boot, monotonic_s, trusted, jumped_s, synced FROM time_mark").fetchone()
    if row is None:
        return None
    utc, boot, monotonic_s, trusted, jumped_s, synced = row
    return Mark(utc, boot, monotonic_s, bool(trusted), jumped_s, synced)
