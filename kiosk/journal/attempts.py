"""Failed attempts, as the limiter wants them."""

from collections.abc import Mapping, Sequence

from kiosk.domain.attempts import LONGEST_WINDOW_S
from kiosk.domain.record import Kind, Recorded
from kiosk.journal.connection import Connection
from kiosk.journal.errors import LedgerRefusedError


def project(connection: Connection, event: Recorded) -> None:
    """Inside the transaction that appends `event`. `pickups` in the body are those whose phone was named, if any."""
    if event.kind is not Kind.ATTEMPT_FAILED:
        return
    entry, pickups = event.body.get("entry"), event.body.get("pickups", [])
    if not isinstance(entry, str) or not isinstance(pickups, list):
        raise LedgerRefusedError(f"{event.kind}: field 'entry' is missing or no text, or 'pickups' is no list")
    connection.execute("INSERT INTO failed_attempts VALUES (?, ?, ?)", (entry, event.utc, event.seq))
    connection.executemany(
        "INSERT INTO pickup_failures VALUES (?, 1) ON CONFLICT (pickup) DO UPDATE SET failures = failures + 1",
        [(pickup,) for pickup in pickups],
    )


def recent(connection: Connection, now_utc: float) -> Mapping[str, Sequence[float]]:
    """Those of the longest window by kind of entry.

    A failure dated later than now (the clock went back) is dated now, once and for good: it counts in full from here
    on, and ages like any other.
    """
    if connection.execute("SELECT 1 FROM failed_attempts WHERE utc > ? LIMIT 1", (now_utc,)).fetchone():
        connection.execute("UPDATE failed_attempts SET utc = ? WHERE utc > ?", (now_utc, now_utc))
    found: dict[str, list[float]] = {}
    since_utc = now_utc - LONGEST_WINDOW_S
    for entry, utc in connection.execute("SELECT entry, utc FROM failed_attempts WHERE utc > ?", (since_utc,)):
        found.setdefault(entry, []).append(utc)
    return found


def against(connection: Connection, pickup_id: str) -> int:
    """How many failures named the phone of this pickup."""
    row = connection.execute("SELECT failures FROM pickup_failures WHERE pickup = ?", (pickup_id,)).fetchone()
    return row[0] if row else 0
