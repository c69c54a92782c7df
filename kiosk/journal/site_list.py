"""The synced list as it is read: what the backend says, kept as documents, with the local facts laid over it.

A change of kiosk.domain that old documents do not satisfy needs a migration that empties these tables and
sync_cursor; the next sync fills them again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

import msgspec

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.pickup import Pickup
from kiosk.domain.site_list import HeldList
from kiosk.journal import custody
from kiosk.journal.connection import Connection
from kiosk.journal.overlay import overlay

T = TypeVar("T")

_CREDENTIAL: Final = "SELECT document FROM credentials WHERE id = ?"
_REVOKED: Final = "SELECT 1 FROM revoked_credentials WHERE credential = ?"
_LONGEST_DELEGATION: Final = 4
"""From a delegate to the first credential. A longer chain, or one that bites its tail, opens nothing."""


@dataclass(frozen=True, slots=True)
class ListState:
    """Where the list stands, and whether the journal is a restored copy that has had no whole list since."""

    list: HeldList = field(default_factory=HeldList)
    checksum: str = "0"
    rolled_back: bool = False

    @property
    def asks_for(self) -> str:
        """The cursor for the next page."""
        return "" if self.rolled_back else self.list.cursor


def state(connection: Connection) -> ListState:
    row = connection.execute("SELECT cursor, epoch, version, checksum FROM sync_cursor").fetchone()
    ill = is_rolled_back(connection)
    if row is None:
        return ListState(rolled_back=ill)
    cursor, epoch, version, checksum = row
    return ListState(HeldList(cursor, epoch, version), checksum, ill)


def pickup(connection: Connection, pickup_id: str) -> Pickup | None:
    listed = _one(connection, "SELECT document FROM pickups WHERE id = ?", pickup_id, Pickup)
    return _with_local_facts(connection, listed) if listed else None


def pickups_of(connection: Connection, account_id: str) -> Sequence[Pickup]:
    """By id. Nothing for an empty `account_id`: private customers share no account."""
    rows = connection.execute(
        "SELECT document FROM pickups WHERE account = ? AND account <> '' ORDER BY id", (account_id,)
    ).fetchall()
    return [_with_local_facts(connection, msgspec.json.decode(text, type=Pickup)) for (text,) in rows]


def credential_by_digest(connection: Connection, digest: str) -> Credential | None:
    """None if no credential has this digest, and if more than one has: what is ambiguous opens nothing."""
    rows = connection.execute(
        "SELECT document FROM credentials WHERE digest = ? AND digest <> '' LIMIT 2", (digest,)
    ).fetchall()
    return _judged(connection, msgspec.json.decode(rows[0][0], type=Credential)) if len(rows) == 1 else None


def credential_by_id(connection: Connection, credential_id: str) -> Credential | None:
    found = _one(connection, _CREDENTIAL, credential_id, Credential)
    return _judged(connection, found) if found else None


def is_rolled_back(connection: Connection) -> bool:
    """Whether the file is known to be an older copy, and no whole list has come since."""
    return connection.execute("SELECT 1 FROM rolled_back WHERE healed = 0").fetchone() is not None


def is_revoked(connection: Connection, credential_id: str) -> bool:
    """Also a token that has no row, and one made from a credential that is revoked or gone."""
    return _has(connection, _REVOKED, credential_id) or bool(
        (found := credential_by_id(connection, credential_id)) and found.revoked
    )


def pickups_of_phone(connection: Connection, phone_digest: str) -> tuple[str, ...]:
    """Pickups that six digits and this phone may belong to."""
    rows = connection.execute(
        "SELECT DISTINCT subject FROM credentials WHERE phone_digest = ? AND phone_digest <> '' ORDER BY subject",
        (phone_digest,),
    )
    return tuple(subject for (subject,) in rows)


def account(connection: Connection, account_id: str) -> Account | None:
    return _one(connection, "SELECT document FROM accounts WHERE id = ?", account_id, Account)


def employee(connection: Connection, employee_id: str) -> Employee | None:
    return _one(connection, "SELECT document FROM employees WHERE id = ?", employee_id, Employee)


def _with_local_facts(connection: Connection, listed: Pickup) -> Pickup:
    own = custody.local_facts(connection, listed.id)
    return overlay(listed, own.collected_utc, own.barred, own.places)


def _one(connection: Connection, query: str, key: str, kind: type[T]) -> T | None:
    row = connection.execute(query, (key,)).fetchone()
    return msgspec.json.decode(row[0], type=kind) if row else None


def _judged(connection: Connection, listed: Credential) -> Credential:
    """Revoked, too, where it was revoked before, or where the one it was made from is revoked or gone."""
    held = listed
    for _ in range(_LONGEST_DELEGATION):
        if held.revoked or _has(connection, _REVOKED, held.id):
            return replace(listed, revoked=True)
        if not held.delegate_of:
            return listed
        parent = _one(connection, _CREDENTIAL, held.delegate_of, Credential)
        if parent is None:
            # A token needs no row; a row that is gone leaves a tombstone.
            gone = "SELECT 1 FROM tombstones WHERE kind = 'credential' AND id = ?"
            return replace(listed, revoked=any(_has(connection, query, held.delegate_of) for query in (gone, _REVOKED)))
        held = parent
    return replace(listed, revoked=True)


def _has(connection: Connection, query: str, key: str) -> bool:
    return connection.execute(query, (key,)).fetchone() is not None
