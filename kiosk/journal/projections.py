"""What the events mean for doors, parcels, credentials and attempts.

`project` is a pure function of the event: the tables it keeps can be told anew from the events alone.
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Final

from kiosk.domain.record import JsonValue, Kind, Recorded
from kiosk.journal import attempts, custody, doubts, stopped
from kiosk.journal.connection import Connection
from kiosk.journal.errors import LedgerRefusedError

Values = dict[str, JsonValue]


def project(connection: Connection, event: Recorded) -> None:
    """Inside the transaction that appends `event`.

    Raises LedgerRefusedError for a body that lacks a field, names an intent that is not there, or claims a
    collection without the evidence of an opened door.
    """
    if event.kind in _HANDLERS:
        handler, names = _HANDLERS[event.kind]
        try:
            handler(connection, _values(event, names))
        except sqlite3.IntegrityError as error:
            raise LedgerRefusedError(f"{event.kind}: {error}") from error
    doubts.project(connection, event)
    attempts.project(connection, event)


def _values(event: Recorded, names: str) -> Values:
    values: Values = {"seq": event.seq, "utc": event.utc, "session": event.session, "kind": event.kind}
    for wanted in names.split():
        name = wanted.rstrip("?")  # "?": None will do
        value = event.body.get(name)
        if not isinstance(value, str | int) and not (value is None and wanted != name):
            raise LedgerRefusedError(f"{event.kind}: field {name!r} is missing or is neither text nor a whole number")
        values[name] = value
    return values


def _intent(connection: Connection, values: Values) -> None:
    connection.execute(
        """INSERT INTO intents VALUES (:intent, :session, :credential, :pickup, :parcel, :compartment, :actor,
        :decision, :pulse, :reference, :consumes, 'intent', :seq)""",
        values,
    )
    if values["consumes"] and values["credential"]:
        connection.execute(
            "INSERT INTO credential_uses VALUES (:credential, :pickup, :parcel, :session, :seq, :utc)", values
        )
        connection.execute(
            """INSERT INTO visits VALUES (:credential, 1, :session) ON CONFLICT (credential) DO UPDATE
            SET visits = visits + 1, session = excluded.session WHERE session <> excluded.session""",
            values,
        )


def _outcome(connection: Connection, values: Values) -> None:
    if values["intent"] == "":
        return  # a door that nobody asked for: it belongs to no intent
    changed = connection.execute(
        "UPDATE intents SET state = :state WHERE intent = :intent AND compartment = :compartment",
        {**values, "state": _STATES[str(values["kind"])]},
    )
    if changed.rowcount == 0:
        raise LedgerRefusedError(
            f"{values['kind']}: no intent {values['intent']} of compartment {values['compartment']} is in the journal"
        )
    if values["kind"] == Kind.DOOR_OPENED:
        connection.execute(
            """INSERT INTO openings SELECT intent, pickup, parcel, compartment, :seq FROM intents
            WHERE intent = :intent ON CONFLICT (intent) DO NOTHING""",
            values,
        )


def _collected(connection: Connection, values: Values) -> None:
    try:
        connection.execute(
            """INSERT INTO collected_parcels VALUES (:pickup, :parcel, :compartment, :intent, :utc)
            ON CONFLICT (pickup, parcel) DO UPDATE SET intent = :intent, compartment = :compartment""",
            values,
        )
    except sqlite3.IntegrityError as error:
        raise LedgerRefusedError(
            f"parcel.collected: intent {values['intent']} has no door.opened for parcel {values['parcel']} of pickup "
            f"{values['pickup']} in compartment {values['compartment']} (invariant C2)"
        ) from error
    connection.execute("DELETE FROM suspect_parcels WHERE pickup = :pickup AND parcel = :parcel", values)
    custody.collected(connection, values)


def _suspect(connection: Connection, values: Values) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO suspect_parcels VALUES (:pickup, :parcel, :compartment, :reason)", values
    )
    custody.suspected(connection, values)


def _blocked(connection: Connection, values: Values) -> None:
    connection.execute("INSERT OR REPLACE INTO blocked_compartments VALUES (:compartment, :reason, :actor)", values)


def _unblocked(connection: Connection, values: Values) -> None:
    connection.execute("DELETE FROM blocked_compartments WHERE compartment = :compartment", values)
    _not_inside(connection, values)


def _reported(connection: Connection, values: Values) -> None:
    if values["compartment"] is not None:  # else it is about no door
        custody.complained(connection, values)


def _command(connection: Connection, values: Values) -> None:
    if not values["consumed"]:
        return  # not made for this moment, or nobody knows by whom: it must not use up anything
    connection.execute(
        "INSERT INTO commands VALUES (:command, :counter, :verdict, :verdict = 'rejected', :seq)", values
    )


def _command_ended(connection: Connection, values: Values) -> None:
    connection.execute("UPDATE commands SET ended = 1 WHERE command = :command", values)


def _maybe_inside(connection: Connection, values: Values) -> None:
    connection.execute(
        "INSERT INTO entrapments VALUES (:compartment, :cause, :seq) ON CONFLICT (compartment) DO NOTHING", values
    )


def _not_inside(connection: Connection, values: Values) -> None:
    connection.execute("DELETE FROM entrapments WHERE compartment = :compartment", values)


_STATES: Final[Mapping[str, str]] = {
    Kind.DOOR_OPENED: "opened",
    Kind.DOOR_JAMMED: "jammed",
    Kind.DOOR_UNKNOWN: "unknown",
    Kind.DOOR_CLOSED: "closed",
}

_HANDLERS: Final[Mapping[Kind, tuple[Callable[[Connection, Values], None], str]]] = {
    Kind.DOOR_INTENT: (
        _intent,
        "intent credential pickup parcel compartment actor decision pulse reference consumes",
    ),
    Kind.DOOR_OPENED: (_outcome, "intent compartment"),
    Kind.DOOR_JAMMED: (_outcome, "intent compartment"),
    Kind.DOOR_UNKNOWN: (_outcome, "intent compartment"),
    Kind.DOOR_CLOSED: (_outcome, "intent compartment"),
    Kind.PARCEL_COLLECTED: (_collected, "intent pickup parcel compartment"),
    Kind.PARCEL_SUSPECT: (_suspect, "pickup parcel compartment reason"),
    Kind.COMPARTMENT_BLOCKED: (_blocked, "compartment reason actor"),
    Kind.COMPARTMENT_UNBLOCKED: (_unblocked, "compartment"),
    Kind.REPORT_FILED: (_reported, "topic compartment?"),
    Kind.COMPARTMENT_RESERVED: (custody.reserved, "pickup parcel compartment"),
    Kind.COMPARTMENT_RELEASED: (custody.released, "pickup parcel compartment"),
    Kind.PARCEL_DEPOSITED: (custody.deposited, "pickup parcel compartment how intent"),
    Kind.PARCEL_MOVED: (custody.moved, "pickup parcel compartment"),
    Kind.PARCEL_REMOVED: (custody.removed, "pickup parcel compartment intent"),
    Kind.PARCEL_RESOLVED: (custody.resolved, "pickup parcel compartment verdict actor"),
    Kind.CUSTODY_CONFLICT: (custody.conflicted, "pickup parcel compartment cause holder_pickup holder_parcel"),
    Kind.COMMAND_JUDGED: (_command, "command verdict counter consumed"),
    Kind.COMMAND_ENDED: (_command_ended, "command"),
    Kind.ENTRAPMENT_SUSPECTED: (_maybe_inside, "compartment cause"),
    Kind.ENTRAPMENT_CLEARED: (_not_inside, "compartment"),
    Kind.PICKUP_CLOCK_STOPPED: (stopped.stop, "scope"),
    Kind.PICKUP_CLOCK_STARTED: (stopped.start, "scope stopped_s"),
}
