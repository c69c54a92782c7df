"""The synced list: what the backend says, kept as documents, and the local facts laid over it when read.

A change of kiosk.domain that old documents do not satisfy needs a migration that empties these tables and
sync_cursor; the next sync fills them again.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

import msgspec

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.pickup import ParcelState, Pickup
from kiosk.domain.site_list import SiteListPage
from kiosk.journal.connection import Connection
from kiosk.journal.database import transaction
from kiosk.journal.overlay import overlay

log = logging.getLogger(__name__)

T = TypeVar("T")

_TABLES: Final = {"pickup": "pickups", "credential": "credentials", "account": "accounts", "employee": "employees"}

_PUT_PICKUP: Final = """
INSERT INTO pickups VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
SET account = excluded.account, version = excluded.version, document = excluded.document"""
_PUT_CREDENTIAL: Final = "INSERT OR REPLACE INTO credentials VALUES (?, ?, ?)"


def apply(connection: Connection, page: SiteListPage) -> None:
    """All of `page` or nothing. A row that the page both removes and brings is there afterwards."""
    with transaction(connection):
        if page.full:
            for table in _TABLES.values():
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of _TABLES
        for item in page.removed:
            _remove(connection, item)
        _put_pickups(connection, page.pickups)
        connection.executemany(_PUT_CREDENTIAL, map(_credential_row, page.credentials))
        connection.executemany("INSERT OR REPLACE INTO accounts VALUES (?, ?)", _documents(page.accounts))
        connection.executemany("INSERT OR REPLACE INTO employees VALUES (?, ?)", _documents(page.employees))
        connection.execute("INSERT OR REPLACE INTO sync_cursor VALUES (1, ?, ?)", (page.cursor, page.server_utc))


def remember(connection: Connection, credential: Credential, pickup: Pickup) -> None:
    """A pickup of which a newer version is listed already stays as listed."""
    with transaction(connection):
        newer = connection.execute("SELECT 1 FROM pickups WHERE id = ? AND version > ?", (pickup.id, pickup.version))
        if newer.fetchone() is None:
            _put_pickups(connection, [pickup])
        connection.execute(_PUT_CREDENTIAL, _credential_row(credential))


def cursor(connection: Connection) -> str:
    row = connection.execute("SELECT cursor FROM sync_cursor").fetchone()
    return row[0] if row else ""


def pickup(connection: Connection, pickup_id: str) -> Pickup | None:
    listed = _one(connection, "SELECT document FROM pickups WHERE id = ?", pickup_id, Pickup)
    return _with_local_facts(connection, listed) if listed else None


def pickups_of(connection: Connection, account_id: str) -> Sequence[Pickup]:
    """By id. Nothing for an empty `account_id`: private customers share no account."""
    rows = connection.execute(
        "SELECT document FROM pickups WHERE account = ? AND account <> '' ORDER BY id", (account_id,)
    ).fetchall()
    return [_with_local_facts(connection, msgspec.json.decode(text, type=Pickup)) for (text,) in rows]


def occupied(connection: Connection) -> frozenset[int]:
    """Compartments with a parcel that is listed and was not collected here."""
    rows = connection.execute(
        "SELECT here.compartment FROM listed_parcels AS here "
        "LEFT JOIN collected_parcels AS gone USING (pickup, parcel) WHERE gone.intent IS NULL"
    )
    return frozenset(number for (number,) in rows)


def credential_by_digest(connection: Connection, digest: str) -> Credential | None:
    """None if no credential has this digest, and if more than one has: what is ambiguous opens nothing."""
    rows = connection.execute(
        "SELECT document FROM credentials WHERE digest = ? AND digest <> '' LIMIT 2", (digest,)
    ).fetchall()
    return msgspec.json.decode(rows[0][0], type=Credential) if len(rows) == 1 else None


def credential_by_id(connection: Connection, credential_id: str) -> Credential | None:
    return _one(connection, "SELECT document FROM credentials WHERE id = ?", credential_id, Credential)


def account(connection: Connection, account_id: str) -> Account | None:
    return _one(connection, "SELECT document FROM accounts WHERE id = ?", account_id, Account)


def employee(connection: Connection, employee_id: str) -> Employee | None:
    return _one(connection, "SELECT document FROM employees WHERE id = ?", employee_id, Employee)


def _with_local_facts(connection: Connection, listed: Pickup) -> Pickup:
    collected = connection.execute("SELECT parcel, utc FROM collected_parcels WHERE pickup = ?", (listed.id,))
    suspect = connection.execute("SELECT parcel FROM suspect_parcels WHERE pickup = ?", (listed.id,))
    return overlay(listed, dict(collected.fetchall()), {parcel for (parcel,) in suspect})


def _one(connection: Connection, query: str, key: str, kind: type[T]) -> T | None:
    row = connection.execute(query, (key,)).fetchone()
    return msgspec.json.decode(row[0], type=kind) if row else None


def _remove(connection: Connection, item: str) -> None:
    kind, _, key = item.partition(":")
    if kind in _TABLES:
        connection.execute(f"DELETE FROM {_TABLES[kind]} WHERE id = ?", (key,))  # noqa: S608 - one of _TABLES
    else:
        log.warning("list: a removed %r is nothing this kiosk holds", kind)


def _put_pickups(connection: Connection, listed: Sequence[Pickup]) -> None:
    rows = [(one.id, one.account, one.version, _document(one)) for one in listed]
    here = [
        (one.id, parcel.id, parcel.compartment)
        for one in listed
        for parcel in one.parcels
        if parcel.state is not ParcelState.COLLECTED
    ]
    connection.executemany(_PUT_PICKUP, rows)
    connection.executemany("DELETE FROM listed_parcels WHERE pickup = ?", [(one.id,) for one in listed])
    connection.executemany("INSERT OR REPLACE INTO listed_parcels VALUES (?, ?, ?)", here)


def _credential_row(listed: Credential) -> tuple[str, str, str]:
    return listed.id, listed.digest, _document(listed)


def _documents(rows: Iterable[Account | Employee]) -> Iterable[tuple[str, str]]:
    return ((row.id, _document(row)) for row in rows)


def _document(row: Pickup | Credential | Account | Employee) -> str:
    return msgspec.json.encode(row).decode()
