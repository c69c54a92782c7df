"""The issuer's public keys as the backend named them last; no row: it has named none yet."""

from collections.abc import Mapping

from kiosk.journal.connection import Connection


def load(connection: Connection) -> Mapping[int, bytes]:
    """By key id."""
    return dict(connection.execute("SELECT key_id, public_key FROM issuer_keys ORDER BY key_id").fetchall())


def replace(connection: Connection, keys: Mapping[int, bytes]) -> None:
    """These and no others; inside a transaction."""
    connection.execute("DELETE FROM issuer_keys")
    connection.executemany("INSERT INTO issuer_keys VALUES (?, ?)", keys.items())
