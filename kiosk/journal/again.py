"""What the backend acknowledged and has lost since: it goes back into the outbox, under the numbers it had.

The same ids and hashes are told, so a backend that has some of it all the same stores nothing twice.
"""

from typing import Final

from kiosk.domain.record import Entry, Kind
from kiosk.domain.site_list import JournalAnchor, SiteListPage
from kiosk.journal.connection import Connection

LEAST: Final = 5_000
"""So many are told again in another epoch, some days of a busy site, whatever event the backend names: it may have been
told that very one between its return and its list, and then it says nothing of those before."""

_LAST: Final = """
SELECT place FROM acknowledged JOIN events USING (seq) WHERE kind <> 'parcel.collected' ORDER BY place DESC LIMIT 1"""


def last_acknowledged(connection: Connection) -> int:
    """Place of the event that the backend has acknowledged last, 0 for none. Hand-overs do not count: not every backend
    names one as an event.
    """
    row = connection.execute(_LAST).fetchone()
    return row[0] if row else 0


def is_before(connection: Connection, known: JournalAnchor, place: int) -> bool:
    """Whether `known` was acknowledged before what is at `place`. One that was not yet is no older than anything."""
    found = _place(connection, known)
    return found is not None and found < place


def after(connection: Connection, known: JournalAnchor) -> tuple[Entry, ...]:
    """Send again what was acknowledged after `known`, in the caller's transaction; what is to be written of that."""
    return _send(connection, known, least=0)


def in_another_epoch(connection: Connection, page: SiteListPage, left: str) -> tuple[Entry, ...]:
    """The same after `page`, a whole list, where epoch `left` has been left for that of another database.

    One that names no event of this kiosk was built anew: it never had what came before, and is told none of it.
    """
    if page.journal is None or left in {"", page.epoch}:
        return ()
    return _send(connection, page.journal, least=LEAST)


def _send(connection: Connection, known: JournalAnchor, *, least: int) -> tuple[Entry, ...]:
    (last,) = connection.execute("SELECT coalesce(max(place), 0) FROM acknowledged").fetchone()
    place = _place(connection, known)
    # Not acknowledged yet, or of a past that this journal has not: of what came before, that says nothing.
    place = min(last if place is None else place, last - least)
    lost = "FROM acknowledged WHERE place > ? AND seq IN (SELECT seq FROM events)"
    put = f"INSERT INTO outbox (number, seq, offline) SELECT number, seq, offline {lost}"
    count = connection.execute(put, (place,)).rowcount
    if not count:
        return ()
    connection.execute(f"DELETE {lost}", (place,))
    return (Entry.of(Kind.EVENTS_SENT_AGAIN, known_seq=known.seq, count=count),)


def _place(connection: Connection, known: JournalAnchor) -> int | None:
    row = connection.execute(
        "SELECT place FROM acknowledged JOIN events USING (seq) WHERE seq = ? AND hash = ?", (known.seq, known.hash)
    ).fetchone()
    return row[0] if row else None
