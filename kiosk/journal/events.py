"""The append-only table of events. The chain of hashes over it: `kiosk.journal.chain`."""

import json
from collections.abc import Iterator
from typing import Final

from kiosk.domain.record import Entry, Kind, Recorded
from kiosk.journal.chain import BEGINNING, GENESIS, Break, Link, Row, chain_hash, walk
from kiosk.journal.connection import Connection
from kiosk.journal.errors import LedgerRefusedError

COLUMNS: Final = "events.seq, events.kind, events.utc, events.boot, events.session, events.body, events.hash"

_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)

# Read as bytes: whoever forged a row need not have left valid UTF-8.
_WALK: Final = """
SELECT seq, utc, CAST(boot AS BLOB), CAST(session AS BLOB), CAST(kind AS BLOB), CAST(body AS BLOB), CAST(hash AS BLOB)
FROM events WHERE seq > ? ORDER BY seq LIMIT ?"""


def append(connection: Connection, entry: Entry, after: tuple[int, str], *, utc: float, boot: str) -> Recorded:
    """Add one event behind `after`, which is the head, inside the caller's transaction."""
    last, previous = after
    seq = last + 1
    body = canonical_json(entry)
    digest = chain_hash(previous, seq, utc, boot, entry.session, entry.kind, body)
    connection.execute(
        "INSERT INTO events (seq, utc, boot, session, kind, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (seq, utc, boot, entry.session, entry.kind, body, digest),
    )
    return Recorded(seq, entry.kind, utc, boot, entry.session, entry.body, digest)


def head(connection: Connection) -> tuple[int, str]:
    """Seq and hash of the newest event."""
    row = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return row or (0, GENESIS)


def rows_after(connection: Connection, seq: int, limit: int = -1) -> Iterator[Row]:
    """Rows for `chain.walk`."""
    return iter(connection.execute(_WALK, (seq, limit)))


def checkpoint(connection: Connection) -> Link:
    """The last event that was moved into the archive: the chain of the file goes on from it."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'checkpoint'").fetchone() is None:
        return BEGINNING  # a file of an older program that is only read
    return Link(*connection.execute("SELECT seq, hash FROM checkpoint").fetchone())


def verify(connection: Connection) -> Break | None:
    """Walk the whole chain of the file.

    A cut-off tail shows only against a hash kept elsewhere: the backend has one with every event it received.
    """
    start = checkpoint(connection)
    return _break(walk(rows_after(connection, start.seq), start))


def verify_newest(connection: Connection, count: int) -> Break | None:
    """Walk the newest part of the chain; works on every schema."""
    row = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1 OFFSET ?", (count,)).fetchone()
    first = connection.execute("SELECT seq, hash FROM events ORDER BY seq LIMIT 1").fetchone()
    if row is None and first is not None and first[0] > 1:
        row = first  # those before it are in the archive
    start = Link(*row) if row else BEGINNING
    return _break(walk(rows_after(connection, start.seq), start))


def _break(end: Link | Break) -> Break | None:
    return end if isinstance(end, Break) else None


def canonical_json(entry: Entry) -> str:
    try:
        return _CANONICAL.encode(dict(entry.body))
    except (TypeError, ValueError) as error:
        raise LedgerRefusedError(f"{entry.kind}: body is no JSON: {error}") from error


def recorded(row: tuple[int, str, float, str, str, str, str]) -> Recorded:
    """A row of COLUMNS.

    Read with `json`: stricter readers refuse half a surrogate pair, which a device's name may have put into a body.
    """
    seq, kind, utc, boot, session, body, digest = row
    return Recorded(seq, Kind(kind), utc, boot, session, json.loads(body), digest)
