"""Writing and reading what happened: events with all that follows from them in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import msgspec

from kiosk.domain.record import CompartmentFlags, DoorIntent, Entry, Kind, OpenIntent
from kiosk.journal import events, outbox, session
from kiosk.journal.connection import Connection
from kiosk.journal.database import transaction
from kiosk.journal.projections import project

_INTENT_FIELDS: Final = tuple(field.name for field in fields(DoorIntent))

# An older intent of the same compartment is superseded: the person asked again.
_OPEN_INTENTS: Final = f"""
SELECT {", ".join(_INTENT_FIELDS)}, state, seq FROM intents
WHERE state <> 'closed'
AND seq = (SELECT max(seq) FROM intents AS same_door WHERE same_door.compartment = intents.compartment)
AND intent NOT IN (SELECT intent FROM collected_parcels)
ORDER BY seq"""  # noqa: S608 - column names of our own dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """What one call wants stored. `session_state` None leaves the saved session as it is."""

    entries: Sequence[Entry]
    utc: float
    boot: str
    session_state: bytes | None


def write(connection: Connection, record: Record) -> int:
    """One transaction. Returns the last seq. Raises LedgerRefusedError if the ledger contradicts an entry."""
    with transaction(connection):
        for entry in record.entries:
            event = events.append(connection, entry, utc=record.utc, boot=record.boot)
            project(connection, event)
            if entry.send:
                outbox.put(connection, event.seq)
        if record.session_state is not None:
            session.save(connection, record.session_state)
        return events.head(connection)[0]


def intent_entry(intent: DoorIntent) -> Entry:
    body = {name: getattr(intent, name) for name in _INTENT_FIELDS if name != "session"}
    return Entry(Kind.DOOR_INTENT, body, intent.session)


def open_intents(connection: Connection) -> Sequence[OpenIntent]:
    rows = connection.execute(_OPEN_INTENTS).fetchall()
    return [OpenIntent(_door_intent(columns), state, seq) for *columns, state, seq in rows]


def _door_intent(columns: Sequence[str | int]) -> DoorIntent:
    values = dict(zip(_INTENT_FIELDS, columns, strict=True))
    return msgspec.convert(values, DoorIntent, strict=False)  # SQLite has no bool


def credential_used_utc(connection: Connection, credential_id: str) -> float | None:
    row = connection.execute(
        "SELECT utc FROM credential_uses WHERE credential = ? ORDER BY seq LIMIT 1", (credential_id,)
    ).fetchone()
    return row[0] if row else None


def failed_attempts(connection: Connection, entry: str, since_utc: float) -> Sequence[float]:
    rows = connection.execute(
        "SELECT utc FROM failed_attempts WHERE entry = ? AND utc >= ? ORDER BY utc", (entry, since_utc)
    )
    return [utc for (utc,) in rows]


def compartments(connection: Connection) -> Mapping[int, CompartmentFlags]:
    """Only those with something to say."""
    reasons = dict(connection.execute("SELECT compartment, reason FROM blocked_compartments").fetchall())
    suspects = {number for (number,) in connection.execute("SELECT compartment FROM suspect_parcels")}
    return {
        number: CompartmentFlags(number, reasons.get(number, ""), number in suspects)
        for number in sorted(reasons.keys() | suspects)
    }
