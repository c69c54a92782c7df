"""Putting pages of the list and answers from online into the tables: each as a whole, or not at all.

An older version of a row never replaces a newer one, what was removed doesn't come back by an old answer, and a
revocation is final. What a backend says beyond these rules ends in a refused page, never in an error.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.pickup import ParcelState, Pickup
from kiosk.domain.site_list import (
    MAX_ROWS,
    JournalAnchor,
    ListFault,
    Mark,
    RowKind,
    SiteListPage,
    changed_checksum,
    checksum_of,
    fault_of,
    marks,
)
from kiosk.journal import site_list
from kiosk.journal.connection import Connection
from kiosk.journal.database import transaction

Key: TypeAlias = tuple[RowKind, str]
Versions: TypeAlias = Mapping[Key, int]

_TABLES: Final = {
    RowKind.PICKUP: "pickups",
    RowKind.CREDENTIAL: "credentials",
    RowKind.ACCOUNT: "accounts",
    RowKind.EMPLOYEE: "employees",
}


_LEFT_EPOCHS: Final = 100
"""So many are remembered: a backend begins a new one once in years, and one that never ends must not fill the disk."""


class _RefusedError(Exception):
    def __init__(self, fault: ListFault) -> None:
        super().__init__(fault)
        self.fault = fault


def apply_page(connection: Connection, page: SiteListPage) -> ListFault | None:
    """All of `page`, or nothing of it and why."""
    if _is_rolled_back(connection, page):
        return ListFault.JOURNAL_ROLLED_BACK
    try:
        with transaction(connection):
            _apply(connection, page)
    except _RefusedError as refused:
        return refused.fault
    return None


def remember(connection: Connection, credential: Credential, pickup: Pickup) -> None:
    """What was resolved online, unless something newer is known of it."""
    with transaction(connection):
        if not _is_gone(connection, Mark(RowKind.PICKUP, pickup.id, pickup.version)):
            _put_pickup(connection, pickup)
        if not _is_gone(connection, Mark(RowKind.CREDENTIAL, credential.id, credential.version)):
            _put_credential(connection, credential)


# --- the journal's own past ---


def _is_rolled_back(connection: Connection, page: SiteListPage) -> bool:
    """Whether the backend has an event of ours that this journal has not, and no whole list came since we know.

    Noted before anything else, in a transaction of its own: a kiosk that dies now must not trust its list after that.
    """
    anchor = page.journal
    if anchor is None or _has_event(connection, anchor):
        return False
    known = connection.execute("SELECT seq, hash, healed FROM rolled_back").fetchone()
    if known is None or tuple(known[:2]) != (anchor.seq, anchor.hash):
        with transaction(connection):
            connection.execute("INSERT OR REPLACE INTO rolled_back VALUES (1, ?, ?, 0)", (anchor.seq, anchor.hash))
        return True
    return not known[2] and not page.full


def _has_event(connection: Connection, anchor: JournalAnchor) -> bool:
    row = connection.execute("SELECT hash FROM events WHERE seq = ?", (anchor.seq,)).fetchone()
    return row is not None and row[0] == anchor.hash


# --- one page ---


def _apply(connection: Connection, page: SiteListPage) -> None:
    held = site_list.state(connection)
    fault = fault_of(page, held.list)
    if fault:
        raise _RefusedError(fault)
    if page.full and page.epoch != held.list.epoch:
        _leave_epoch(connection, held.list.epoch, page.epoch)
    rows = marks(page)
    gone = _gone_with(connection, page, rows)
    before = _versions(connection, [*rows, *gone])
    _refuse_older(connection, rows, page.removed, before)
    checksum = _checksum_after(page, rows, before, held.checksum)
    if checksum != page.checksum:
        raise _RefusedError(ListFault.CHECKSUM)
    _remove(connection, gone)
    _put(connection, page, rows)
    if rows:
        _refuse_too_many(connection)
    _refuse_ambiguous(connection, page.credentials)
    if page.full:
        connection.execute("UPDATE rolled_back SET healed = 1")
    connection.execute(
        "INSERT OR REPLACE INTO sync_cursor VALUES (1, ?, ?, ?, ?, ?)",
        (page.cursor, page.server_utc, page.epoch, page.version, checksum),
    )


def _checksum_after(page: SiteListPage, rows: Sequence[Mark], before: Versions, held: str) -> str:
    if page.full:
        return checksum_of(rows)
    replaced = [Mark(kind, name, version) for (kind, name), version in before.items()]
    return changed_checksum(held, added=rows, gone=replaced)


def _leave_epoch(connection: Connection, held: str, begun: str) -> None:
    """Another database counts anew: its versions say nothing about ours. Revocations stay.

    One that was left is over: whoever tells of it again (a replica, a cache) would bring back all that ended since.
    """
    if connection.execute("SELECT 1 FROM left_epochs WHERE epoch = ?", (begun,)).fetchone():
        raise _RefusedError(ListFault.EPOCH_BACK)
    if held:
        connection.execute("INSERT INTO left_epochs (epoch) VALUES (?)", (held,))
        connection.execute(
            "DELETE FROM left_epochs WHERE number <= (SELECT max(number) FROM left_epochs) - ?", (_LEFT_EPOCHS,)
        )
    for table in ("list_rows", "tombstones", *_TABLES.values()):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - one of our own names


def _gone_with(connection: Connection, page: SiteListPage, rows: Sequence[Mark]) -> list[Mark]:
    """What is no longer there after the page, with the version of its removal."""
    if not page.full:
        return list(page.removed)
    brought = {(mark.kind, mark.id) for mark in rows}
    held = connection.execute("SELECT kind, id, version FROM list_rows").fetchall()
    listed = [Mark(RowKind(kind), name, version) for kind, name, version in held]
    resolved = [
        Mark(kind, name, 0)
        for kind in RowKind
        for (name,) in connection.execute(f"SELECT id FROM {_TABLES[kind]}")  # noqa: S608 - one of _TABLES
    ]
    known = {(mark.kind, mark.id): mark for mark in (*resolved, *listed)}
    return [mark for key, mark in known.items() if key not in brought]


def _versions(connection: Connection, rows: Iterable[Mark]) -> Versions:
    """Of those rows that are in the list now."""
    found: dict[Key, int] = {}
    for mark in rows:
        query = "SELECT version FROM list_rows WHERE kind = ? AND id = ?"
        row = connection.execute(query, (mark.kind, mark.id)).fetchone()
        if row:
            found[mark.kind, mark.id] = row[0]
    return found


def _refuse_older(connection: Connection, rows: Sequence[Mark], removed: Sequence[Mark], before: Versions) -> None:
    """A removal told twice does no harm; a row that was removed must come back newer."""
    older = any(mark.version < before.get((mark.kind, mark.id), mark.version) for mark in (*rows, *removed))
    if older or any(_is_gone(connection, mark) for mark in rows):
        raise _RefusedError(ListFault.ROW_VERSION_BACK)


def _is_gone(connection: Connection, mark: Mark) -> bool:
    query = "SELECT 1 FROM tombstones WHERE kind = ? AND id = ? AND version >= ?"
    return connection.execute(query, (mark.kind, mark.id, mark.version)).fetchone() is not None


def _refuse_too_many(connection: Connection) -> None:
    (count,) = connection.execute("SELECT count(*) FROM list_rows").fetchone()
    if count > MAX_ROWS:
        raise _RefusedError(ListFault.TOO_MANY_ROWS)


def _refuse_ambiguous(connection: Connection, credentials: Iterable[Credential]) -> None:
    for credential in credentials:
        query = """SELECT 1 FROM credentials JOIN list_rows ON kind = 'credential' AND list_rows.id = credentials.id
        WHERE digest = ? AND digest <> '' AND credentials.id <> ?"""
        if connection.execute(query, (credential.digest, credential.id)).fetchone():
            raise _RefusedError(ListFault.DUPLICATE_DIGEST)


# --- rows ---


def _remove(connection: Connection, gone: Iterable[Mark]) -> None:
    for mark in gone:
        connection.execute("DELETE FROM list_rows WHERE kind = ? AND id = ?", (mark.kind, mark.id))
        connection.execute(f"DELETE FROM {_TABLES[mark.kind]} WHERE id = ?", (mark.id,))  # noqa: S608 - one of _TABLES
        connection.execute(
            """INSERT INTO tombstones VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE
            SET version = max(version, excluded.version)""",
            (mark.kind, mark.id, mark.version),
        )


def _put(connection: Connection, page: SiteListPage, rows: Sequence[Mark]) -> None:
    for mark in rows:
        connection.execute("DELETE FROM tombstones WHERE kind = ? AND id = ?", (mark.kind, mark.id))
        connection.execute("INSERT OR REPLACE INTO list_rows VALUES (?, ?, ?)", (mark.kind, mark.id, mark.version))
    for pickup in page.pickups:
        _put_pickup(connection, pickup)
    for credential in page.credentials:
        _put_credential(connection, credential)
    for table, listed in (("accounts", page.accounts), ("employees", page.employees)):
        connection.executemany(
            f"""INSERT INTO {table} (id, version, document) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE
            SET version = excluded.version, document = excluded.document WHERE excluded.version >= version""",  # noqa: S608
            [(row.id, row.version, _document(row)) for row in listed],
        )


def _put_pickup(connection: Connection, listed: Pickup) -> None:
    newer = connection.execute("SELECT 1 FROM pickups WHERE id = ? AND version > ?", (listed.id, listed.version))
    if newer.fetchone():
        return
    connection.execute(
        """INSERT INTO pickups VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
        SET account = excluded.account, version = excluded.version, document = excluded.document""",
        (listed.id, listed.account, listed.version, _document(listed)),
    )
    connection.execute("DELETE FROM listed_parcels WHERE pickup = ?", (listed.id,))
    connection.executemany(
        "INSERT OR REPLACE INTO listed_parcels VALUES (?, ?, ?)",
        [
            (listed.id, parcel.id, parcel.compartment)
            for parcel in listed.parcels
            if parcel.state is not ParcelState.COLLECTED
        ],
    )


def _put_credential(connection: Connection, listed: Credential) -> None:
    if listed.revoked:
        connection.execute("INSERT OR IGNORE INTO revoked_credentials VALUES (?)", (listed.id,))
    connection.execute(
        """INSERT INTO credentials (id, digest, document, version, phone_digest, subject) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET digest = excluded.digest, document = excluded.document,
        version = excluded.version, phone_digest = excluded.phone_digest, subject = excluded.subject
        WHERE excluded.version >= version""",
        (listed.id, listed.digest, _document(listed), listed.version, listed.phone_digest, listed.subject),
    )


def _document(row: Pickup | Credential | Account | Employee) -> str:
    return msgspec.json.encode(row).decode()
