"""Writing and reading what happened: events with all that follows from them in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import msgspec

from kiosk.domain.kiosk_time import Mark
from kiosk.domain.record import CompartmentFlags, DoorIntent, Entry, Kind, OpenIntent, PastOpening
from kiosk.journal import custody, events, outbox, session, time
from kiosk.journal.connection import Connection
from kiosk.journal.database import transaction
from kiosk.journal.projections import project

_INTENT_FIELDS: Final = tuple(field.name for field in fields(DoorIntent))

_OUT: Final = frozenset({Kind.PARCEL_COLLECTED, Kind.PARCEL_REMOVED, Kind.PARCEL_RESOLVED})
"""With these a compartment may become free for a parcel that the list has put there already."""

# An older intent of the same compartment is superseded: the person asked again.
_OPEN_INTENTS: Final = f"""
SELECT {", ".join(_INTENT_FIELDS)}, state, seq,
    (SELECT utc FROM events WHERE events.seq = intents.seq),
    (SELECT utc FROM events JOIN openings USING (seq) WHERE openings.intent = intents.intent),
    EXISTS (SELECT 1 FROM collected_parcels AS gone
        WHERE gone.pickup = intents.pickup AND gone.parcel = intents.parcel),
    coalesce((SELECT topic FROM complaints AS said WHERE said.session = intents.session
        AND said.compartment = intents.compartment AND said.seq > intents.seq ORDER BY said.seq DESC LIMIT 1), '')
FROM intents WHERE state <> 'closed'
AND seq = (SELECT max(seq) FROM intents AS same_door WHERE same_door.compartment = intents.compartment)
AND intent NOT IN (SELECT intent FROM collected_parcels)
ORDER BY seq"""  # noqa: S608 - column names of our own dataclass

# A reason that somebody gave counts before the one that the kiosk has itself.
_FLAGS: Final = """
SELECT compartment, coalesce(max(blocked), max(inside), ''), max(suspect) FROM (
    SELECT compartment, reason AS blocked, NULL AS inside, 0 AS suspect FROM blocked_compartments
    UNION ALL SELECT compartment, NULL, 'entrapment', 0 FROM entrapments
    UNION ALL SELECT compartment, NULL, NULL, 1 FROM custody WHERE account = 'inquiry' AND compartment IS NOT NULL
) GROUP BY compartment ORDER BY compartment"""


@dataclass(frozen=True, slots=True)
class Record:
    """What one call wants stored. `session_state` None leaves the saved session as it is, an empty one ends it; `mark`
    None leaves the time.
    """

    entries: Sequence[Entry]
    utc: float
    boot: str
    session_state: bytes | None
    mark: Mark | None = None


def write(
    connection: Connection,
    record: Record,
    first: Callable[[Connection], None] = lambda _: None,
    also: Callable[[Connection], None] = lambda _: None,
) -> int:
    """One transaction, between the work `first`, which may refuse it, and the work `also`. Returns the last seq.

    Raises LedgerRefusedError if the ledger contradicts an entry.
    """
    with transaction(connection):
        first(connection)
        last = append(connection, record.entries, record)
        if any(entry.kind in _OUT for entry in record.entries):
            last = append(connection, custody.listed(connection), record)
        if record.session_state is not None:
            session.save(connection, record.session_state or None)
        also(connection)
        time.raise_mark(connection, record.mark)
        return last


def append(connection: Connection, entries: Iterable[Entry], record: Record) -> int:
    """Inside the caller's transaction, each with all that follows from it before the next. Returns the last seq."""
    head = events.head(connection)
    for entry in entries:
        event = events.append(connection, entry, head, utc=record.utc, boot=record.boot)
        project(connection, event)
        if entry.send:
            outbox.put(connection, event.seq)
        head = event.seq, event.hash
    return head[0]


def intent_entry(intent: DoorIntent) -> Entry:
    body = {name: getattr(intent, name) for name in _INTENT_FIELDS if name != "session"}
    return Entry(Kind.DOOR_INTENT, body, intent.session)


def open_intents(connection: Connection) -> Sequence[OpenIntent]:
    rows = connection.execute(_OPEN_INTENTS).fetchall()
    return [_open_intent(*row) for row in rows]


def _open_intent(*row: Any) -> OpenIntent:
    *columns, state, seq, intent_utc, opened_utc, collected, complaint = row
    return OpenIntent(_door_intent(columns), state, seq, intent_utc, opened_utc, bool(collected), complaint)


def _door_intent(columns: Sequence[str | int]) -> DoorIntent:
    values = dict(zip(_INTENT_FIELDS, columns, strict=True))
    return msgspec.convert(values, DoorIntent, strict=False)  # SQLite has no bool


def openings_since(connection: Connection, utc: float) -> Sequence[PastOpening]:
    """Oldest first. Asked once a start, and bounded: nobody opens so many doors within a minute."""
    rows = connection.execute(
        """SELECT intents.session, compartment, decision, utc FROM intents JOIN events USING (seq)
        ORDER BY intents.seq DESC LIMIT 256"""
    ).fetchall()
    return [PastOpening(*row) for row in reversed(rows) if row[3] >= utc]


def credential_used_utc(connection: Connection, credential_id: str) -> float | None:
    row = connection.execute(
        "SELECT utc FROM credential_uses WHERE credential = ? ORDER BY seq LIMIT 1", (credential_id,)
    ).fetchone()
    return row[0] if row else None


def visits(connection: Connection, credential_id: str) -> int:
    """How many visits consumed the credential."""
    row = connection.execute("SELECT visits FROM visits WHERE credential = ?", (credential_id,)).fetchone()
    return row[0] if row else 0


def entrapments(connection: Connection) -> frozenset[int]:
    """Compartments in which somebody may be."""
    return frozenset(number for (number,) in connection.execute("SELECT compartment FROM entrapments"))


def compartments(connection: Connection) -> Mapping[int, CompartmentFlags]:
    """Only those with something to say."""
    return {
        number: CompartmentFlags(number, reason, bool(suspect))
        for number, reason, suspect in connection.execute(_FLAGS).fetchall()
    }
