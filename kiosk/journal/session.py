"""The one session that a killed core must find again."""

from kiosk.journal.connection import Connection


def save(connection: Connection, state: bytes | None) -> None:
    """Inside the caller's transaction."""
    if state is None:
        connection.execute("DELETE FROM session_state")
    else:
        connection.execute("INSERT OR REPLACE INTO session_state (only, state) VALUES (1, ?)", (state,))


def load(connection: Connection) -> bytes | None:
    row = connection.execute("SELECT state FROM session_state").fetchone()
    return row[0] if row else None
