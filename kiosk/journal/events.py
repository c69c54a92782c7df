"""The append-only table of events and the chain of hashes over it.

`hash` of an event is SHA-256, in hex, over seven fields, each as a netstring (length in decimal, ":", bytes, ","):
hash of the event before (64 zeros for the first), seq in decimal, utc as IEEE 754 double (big-endian), and boot,
session, kind and body as UTF-8. Body is JSON with sorted keys, no spaces, ASCII only.
"""

import hashlib
import json
import struct
from typing import Final

from kiosk.domain.record import Entry, Kind, Recorded
from kiosk.journal.connection import Connection
from kiosk.journal.errors import LedgerRefusedError

GENESIS: Final = "0" * 64

COLUMNS: Final = "events.seq, events.kind, events.utc, events.boot, events.session, events.body, events.hash"

# Read as bytes: whoever forged a row need not have left valid UTF-8.
_WALK: Final = """
SELECT seq, utc, CAST(boot AS BLOB), CAST(session AS BLOB), CAST(kind AS BLOB), CAST(body AS BLOB), CAST(hash AS BLOB)
FROM events WHERE seq > ? ORDER BY seq"""


def append(connection: Connection, entry: Entry, *, utc: float, boot: str) -> Recorded:
    """Add one event behind the last, inside the caller's transaction."""
    last, previous = head(connection)
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


def verify(connection: Connection, newest: int | None = None) -> int | None:
    """The first seq that is missing, edited or out of order; None if the whole chain holds, or its `newest` events.

    A cut-off tail shows only against a hash kept elsewhere: the backend has one with every event it received.
    """
    start = max(head(connection)[0] - newest, 0) if newest else 0
    row = connection.execute("SELECT CAST(hash AS BLOB) FROM events WHERE seq = ?", (start,)).fetchone()
    previous = row[0] if row else GENESIS.encode()
    for expected, row in enumerate(connection.execute(_WALK, (start,)), start=start + 1):
        seq, utc, boot, session, kind, body, stored = row
        if seq != expected or chain_hash(previous, seq, utc, boot, session, kind, body).encode() != stored:
            return expected
        previous = stored
    return None


def chain_hash(previous: str | bytes, seq: int, utc: float, *texts: str | bytes) -> str:
    """See the top of this module; `texts` are boot, session, kind and body."""
    digest = hashlib.sha256()
    for field in (previous, str(seq), struct.pack(">d", utc), *texts):
        raw = field.encode() if isinstance(field, str) else field
        digest.update(b"%d:%b," % (len(raw), raw))
    return digest.hexdigest()


def canonical_json(entry: Entry) -> str:
    try:
        return json.dumps(dict(entry.body), sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise LedgerRefusedError(f"{entry.kind}: body is no JSON: {error}") from error


def recorded(row: tuple[int, str, float, str, str, str, str]) -> Recorded:
    """A row of COLUMNS."""
    seq, kind, utc, boot, session, body, digest = row
    return Recorded(seq, Kind(kind), utc, boot, session, json.loads(body), digest)
