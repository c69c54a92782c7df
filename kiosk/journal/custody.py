"""The custody ledger on SQLite: moves in double entry, and what the list means for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec

from kiosk.domain.custody import (
    CONFLICT,
    LISTED,
    UNLISTED,
    UNSEEN,
    Account,
    Custody,
    CustodyBalance,
    Holding,
    HoldingState,
    Listed,
    Stock,
    Wanted,
    on_listing,
)
from kiosk.domain.pickup import Pickup, PickupState
from kiosk.domain.record import Entry, JsonValue, Kind
from kiosk.journal.connection import Connection, Rows
from kiosk.journal.errors import LedgerRefusedError

Values = Mapping[str, JsonValue]

_COLUMNS: Final = "pickup, parcel, account, compartment, last, how"
_FROM_OUTSIDE: Final = "outside"
_RECALLED: Final = frozenset({PickupState.CANCELLED, PickupState.EXPIRED})
_NOT_EXPECTED: Final = _RECALLED | {PickupState.COLLECTED}

# Listed parcels that the ledger does not have where the list has them.
_NEWS: Final = """
SELECT listed.pickup, listed.parcel, listed.compartment FROM listed_parcels AS listed
LEFT JOIN custody USING (pickup, parcel)
WHERE listed.compartment > 0 AND (custody.pickup IS NULL
    OR (custody.account <> 'customer' AND custody.compartment IS NOT listed.compartment
        AND NOT (custody.account = 'staff' AND custody.last = listed.compartment)))
ORDER BY listed.pickup, listed.parcel"""

# Parcels that the list puts where another parcel is known to be.
_NEWCOMERS: Final = """
SELECT listed.pickup, listed.parcel, listed.compartment FROM listed_parcels AS listed
JOIN custody AS holder ON holder.compartment = listed.compartment
LEFT JOIN custody AS own ON own.pickup = listed.pickup AND own.parcel = listed.parcel
WHERE (holder.pickup, holder.parcel) <> (listed.pickup, listed.parcel)
AND (own.pickup IS NULL OR own.account = 'compartment' AND own.how = 'listed'
    OR own.account = 'staff' AND own.last <> listed.compartment)"""

_AWAITS_PLACE: Final = """
SELECT 1 FROM reservations UNION ALL SELECT 1 FROM listed_parcels WHERE compartment = 0 LIMIT 1"""

# Listed parcels that have no compartment and never came in.
_TO_COME: Final = """
SELECT pickups.document, listed.parcel FROM listed_parcels AS listed
JOIN pickups ON pickups.id = listed.pickup
LEFT JOIN custody USING (pickup, parcel)
WHERE listed.compartment = 0 AND custody.pickup IS NULL ORDER BY listed.pickup"""

_HELD: Final = """
SELECT held.compartment, held.pickup, held.parcel, held.account, doubts.reason, pickups.document,
    EXISTS (SELECT 1 FROM listed_parcels AS listed WHERE listed.pickup = held.pickup AND listed.parcel = held.parcel),
    (SELECT state FROM intents
        WHERE intents.pickup = held.pickup AND intents.parcel = held.parcel AND intents.parcel <> ''
        ORDER BY intents.seq DESC LIMIT 1) IS 'unknown'
FROM custody AS held
LEFT JOIN suspect_parcels AS doubts USING (pickup, parcel)
LEFT JOIN pickups ON pickups.id = held.pickup
WHERE held.compartment IS NOT NULL ORDER BY held.compartment"""


# --- moves, inside the transaction that appends their event ---


def deposited(connection: Connection, values: Values) -> None:
    """Raises LedgerRefusedError for a loading without an opened door."""
    if values["how"] != LISTED:
        _demand_opening(connection, values)
    _move(connection, values, Account.COMPARTMENT, _number(values), str(values["how"]))
    connection.execute(
        "DELETE FROM reservations WHERE compartment = :compartment OR (pickup = :pickup AND parcel = :parcel)", values
    )


def moved(connection: Connection, values: Values) -> None:
    _move(connection, values, Account.COMPARTMENT, _number(values))


def collected(connection: Connection, values: Values) -> None:
    _move(connection, values, Account.CUSTOMER, None)


def suspected(connection: Connection, values: Values) -> None:
    """It counts in its compartment, or in the one it is said to be in if that holds no other."""
    known = find(connection, str(values["pickup"]), str(values["parcel"]))
    place = known.compartment if known else None
    if place is None and holder(connection, _number(values)) is None:
        place = _number(values)
    _move(connection, values, Account.INQUIRY, place)


def removed(connection: Connection, values: Values) -> None:
    """Raises LedgerRefusedError without an opened door."""
    _demand_opening(connection, values)
    _move(connection, values, Account.STAFF, None)
    _end_doubt(connection, values)


def resolved(connection: Connection, values: Values) -> None:
    """A named person has looked: the only way out of a doubt without evidence of a door (invariant A8)."""
    if not values["actor"]:
        raise LedgerRefusedError("parcel.resolved: nobody is named")
    match values["verdict"]:
        case "present":
            _move(connection, values, Account.COMPARTMENT, _number(values))
            connection.execute("DELETE FROM collected_parcels WHERE pickup = :pickup AND parcel = :parcel", values)
        case "collected":
            _move(connection, values, Account.CUSTOMER, None)
        case "removed":
            _move(connection, values, Account.STAFF, None)
        case "missing":
            _move(connection, values, Account.INQUIRY, None)
        case _:
            raise LedgerRefusedError(f"parcel.resolved: {values['verdict']!r} is no verdict")
    _end_doubt(connection, values)


def _end_doubt(connection: Connection, values: Values) -> None:
    connection.execute("DELETE FROM suspect_parcels WHERE pickup = :pickup AND parcel = :parcel", values)
    connection.execute(
        "UPDATE intents SET state = 'closed' WHERE pickup = :pickup AND parcel = :parcel AND parcel <> '' "
        "AND state IN ('unknown', 'jammed')",
        values,
    )


def reserved(connection: Connection, values: Values) -> None:
    """Raises LedgerRefusedError for a compartment that holds a parcel."""
    if holder(connection, _number(values)) is not None:
        raise LedgerRefusedError(f"compartment.reserved: compartment {values['compartment']} holds a parcel")
    connection.execute("INSERT INTO reservations VALUES (:pickup, :parcel, :compartment, :seq)", values)


def released(connection: Connection, values: Values) -> None:
    connection.execute("DELETE FROM reservations WHERE pickup = :pickup AND parcel = :parcel", values)


def conflicted(connection: Connection, values: Values) -> None:
    connection.execute(
        """INSERT OR IGNORE INTO custody_conflicts
        VALUES (:pickup, :parcel, :compartment, :cause, :holder_pickup, :holder_parcel)""",
        values,
    )


def complained(connection: Connection, values: Values) -> None:
    connection.execute("INSERT INTO complaints VALUES (:session, :compartment, :seq, :topic)", values)


def _move(connection: Connection, values: Values, account: Account, compartment: int | None, how: str = "") -> None:
    """Out of the account the parcel stands in and into `account`. Nothing moves where it stands there already."""
    pickup, parcel = str(values["pickup"]), str(values["parcel"])
    known = find(connection, pickup, parcel)
    source = _name(known.account, known.compartment) if known else _FROM_OUTSIDE
    target = _name(account, compartment)
    if source == target:
        return
    last = compartment or (known.last if known else _number(values))
    connection.execute(
        """INSERT INTO custody VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (pickup, parcel) DO UPDATE
        SET account = excluded.account, compartment = excluded.compartment, last = excluded.last, how = excluded.how,
        seq = excluded.seq, utc = excluded.utc""",
        (
            pickup,
            parcel,
            account,
            compartment,
            last,
            how or (known.how if known else LISTED),
            values["seq"],
            values["utc"],
        ),
    )
    connection.execute(
        "INSERT INTO custody_moves VALUES (?, ?, ?, ?, ?)", (values["seq"], pickup, parcel, source, target)
    )
    connection.execute("DELETE FROM custody_conflicts WHERE pickup = ? AND parcel = ?", (pickup, parcel))


def _name(account: Account, compartment: int | None) -> str:
    return account.value if compartment is None else f"{account}:{compartment}"


def _number(values: Values) -> int:
    return int(str(values["compartment"]))


def _demand_opening(connection: Connection, values: Values) -> None:
    seen = connection.execute("SELECT 1 FROM openings WHERE intent = :intent AND compartment = :compartment", values)
    if seen.fetchone() is None:
        raise LedgerRefusedError(
            f"{values['kind']}: intent {values['intent']} has no door.opened of compartment {values['compartment']}"
        )


# --- what the ledger knows ---


def find(connection: Connection, pickup: str, parcel: str) -> Custody | None:
    return _one(
        connection.execute(f"SELECT {_COLUMNS} FROM custody WHERE pickup = ? AND parcel = ?", (pickup, parcel))  # noqa: S608
    )


def holder(connection: Connection, compartment: int) -> Custody | None:
    """The parcel in this compartment, one under inquiry included."""
    return _one(connection.execute(f"SELECT {_COLUMNS} FROM custody WHERE compartment = ?", (compartment,)))  # noqa: S608


def _one(rows: Rows) -> Custody | None:
    row = rows.fetchone()
    return Custody(row[0], row[1], Account(row[2]), row[3], row[4], row[5]) if row else None


def occupied(connection: Connection) -> frozenset[int]:
    """Compartments that physically hold a parcel."""
    rows = connection.execute("SELECT compartment FROM custody WHERE compartment IS NOT NULL")
    return frozenset(number for (number,) in rows)


def balance(connection: Connection) -> CustodyBalance:
    (entered,) = connection.execute("SELECT count(*) FROM custody_moves WHERE source = 'outside'").fetchone()
    now = dict(connection.execute("SELECT account, count(*) FROM custody GROUP BY account").fetchall())
    return CustodyBalance(
        deposited=entered,
        present=now.get(Account.COMPARTMENT, 0),
        collected=now.get(Account.CUSTOMER, 0),
        removed=now.get(Account.STAFF, 0),
        inquiry=now.get(Account.INQUIRY, 0),
    )


def holdings(connection: Connection) -> Mapping[int, Holding]:
    """Every compartment that holds a parcel or is kept for one."""
    contested = {number for _pickup, _parcel, number in connection.execute(_NEWCOMERS)}
    kept = {
        number: Holding(number, pickup, parcel, HoldingState.RESERVED)
        for pickup, parcel, number in connection.execute("SELECT pickup, parcel, compartment FROM reservations")
    }
    for row in connection.execute(_HELD).fetchall():
        kept[row[0]] = _held(row, row[0] in contested)
    return kept


@lru_cache(maxsize=1024)
def _held(row: tuple[Any, ...], contested: bool) -> Holding:
    """A row of _HELD. Of a few hundred parcels few are different from one look to the next."""
    number, pickup, parcel, account, reason, document, listed, unknown = row
    doubt = UNSEEN if unknown else CONFLICT if contested else ""
    if account == Account.INQUIRY:
        doubt = reason or UNSEEN
    recall = _recalled(document) if listed else UNLISTED
    state = HoldingState.RECALL if recall else HoldingState.OCCUPIED
    return Holding(number, pickup, parcel, state, doubt, recall)


@lru_cache(maxsize=1024)
def _listed(document: str) -> Pickup:
    """The same few hundred documents are asked about again and again."""
    return msgspec.json.decode(document, type=Pickup)


def _recalled(document: str | None) -> str:
    if document is None:
        return UNLISTED
    state = _listed(document).state
    return state.value if state in _RECALLED else ""


def awaits_place(connection: Connection) -> bool:
    """Whether there is anything to plan: a parcel that may be to come, or a place that is kept."""
    return connection.execute(_AWAITS_PLACE).fetchone() is not None


def stock(connection: Connection) -> Stock:
    """For the planning of reservations."""
    last = connection.execute(
        "SELECT compartment, state FROM intents WHERE state <> 'closed' AND seq = "
        "(SELECT max(seq) FROM intents AS same_door WHERE same_door.compartment = intents.compartment)"
    ).fetchall()
    kept = connection.execute("SELECT pickup, parcel, compartment FROM reservations").fetchall()
    return Stock(
        wanted=tuple(_wanted(connection)),
        reserved={(pickup, parcel): number for pickup, parcel, number in kept},
        held=occupied(connection),
        unsettled=frozenset(number for number, _state in last),
        failed=frozenset(number for number, state in last if state in {"jammed", "unknown"}),
    )


def _wanted(connection: Connection) -> Iterator[Wanted]:
    """Parcels that the list names without a compartment, oldest pickup id first."""
    rows = connection.execute(_TO_COME).fetchall()
    for document, group in groupby(rows, key=itemgetter(0)):
        pickup = _listed(document)
        if pickup.state in _NOT_EXPECTED:
            continue
        to_come = {parcel for _document, parcel in group}
        for parcel in pickup.parcels:
            if parcel.id in to_come:
                yield Wanted(pickup.id, parcel.id, parcel.size, parcel.weight_g, parcel.reach)


# --- list and ledger ---


@dataclass(frozen=True, slots=True)
class LocalFacts:
    """What the kiosk knows itself of the parcels of one pickup, by parcel id.

    `collected_utc`: when it left. `barred`: it opens nothing until staff have looked. `places`: where it is.
    """

    collected_utc: Mapping[str, float] = field(default_factory=dict)
    barred: frozenset[str] = frozenset()
    places: Mapping[str, int] = field(default_factory=dict)


def local_facts(connection: Connection, pickup: str) -> LocalFacts:
    """For the overlay over what the backend says of `pickup`."""
    rows = connection.execute(
        "SELECT parcel, account, compartment, utc FROM custody WHERE pickup = ?", (pickup,)
    ).fetchall()
    newcomers = connection.execute(f"{_NEWCOMERS} AND listed.pickup = ?", (pickup,))
    collected_utc = {parcel: utc for parcel, account, _number, utc in rows if account == Account.CUSTOMER}
    collected_utc |= dict(
        connection.execute("SELECT parcel, utc FROM collected_parcels WHERE pickup = ?", (pickup,)).fetchall()
    )
    barred = {parcel for parcel, account, _number, _utc in rows if account in {Account.INQUIRY, Account.STAFF}}
    places = {parcel: number for parcel, account, number, _utc in rows if account == Account.COMPARTMENT}
    return LocalFacts(collected_utc, frozenset(barred | {parcel for _pickup, parcel, _number in newcomers}), places)


def listed(connection: Connection) -> Iterator[Entry]:
    """What the list as it stands now means for the ledger: append each entry before asking for the next."""
    entered = True
    while entered:  # what moves away makes room for another
        entered, conflicts = False, []
        for entry in _news(connection):
            if entry.kind is Kind.CUSTODY_CONFLICT:
                conflicts.append(entry)
                continue
            yield from _released(connection, entry)
            yield entry
            entered = True
    # Nothing was entered in the last round, so its conflicts are those of the ledger as it stands.
    yield from (entry for entry in conflicts if not _was_told(connection, entry))


def _news(connection: Connection) -> Iterator[Entry]:
    for pickup, parcel, number in connection.execute(_NEWS).fetchall():
        found = Listed(pickup, parcel, number)
        entry = on_listing(found, find(connection, pickup, parcel), holder(connection, number))
        if entry is not None:
            yield entry


def _released(connection: Connection, entry: Entry) -> Iterator[Entry]:
    """A place that was kept is not kept against a parcel that is there."""
    rows = connection.execute(
        "SELECT pickup, parcel, compartment FROM reservations "
        "WHERE compartment = :compartment OR (pickup = :pickup AND parcel = :parcel) ORDER BY compartment",
        entry.body,
    ).fetchall()
    for pickup, parcel, number in rows:
        yield Entry.of(Kind.COMPARTMENT_RELEASED, pickup=pickup, parcel=parcel, compartment=number, reason="listed")


_TOLD: Final = """
SELECT 1 FROM custody_conflicts WHERE pickup = :pickup AND parcel = :parcel AND compartment = :compartment
AND cause = :cause AND holder_pickup = :holder_pickup AND holder_parcel = :holder_parcel"""


def _was_told(connection: Connection, conflict: Entry) -> bool:
    return connection.execute(_TOLD, conflict.body).fetchone() is not None
