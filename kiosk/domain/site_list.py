"""The synced list from which the kiosk decides by itself, in full or as a difference.

The versioned local list of OCPP (SendLocalList) is the model, with two things it lacks: a version never goes back
within an epoch (The Update Framework calls the attack a rollback), and every page carries a checksum of the complete
list that must be there once it is applied, so that a page that was lost shows with the next one.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.pickup import Pickup

MAX_ROWS: Final = 20_000
"""Of one list. A large bank has some hundreds of pickups; a list beyond this is a fault or an attack."""

_MODULUS: Final = 1 << 128


class RowKind(StrEnum):
    """What a row of the list is."""

    PICKUP = "pickup"
    CREDENTIAL = "credential"
    ACCOUNT = "account"
    EMPLOYEE = "employee"


class ListFault(StrEnum):
    """Why a page is not applied; the `cause` of a `list.refused` event."""

    TOO_MANY_ROWS = "too_many_rows"
    DUPLICATE_ROW = "duplicate_row"
    DUPLICATE_DIGEST = "duplicate_digest"
    WRONG_BASE = "wrong_base"
    VERSION_BACK = "version_back"
    ROW_VERSION_BACK = "row_version_back"
    EPOCH_BACK = "epoch_back"
    CHECKSUM = "checksum"
    JOURNAL_ROLLED_BACK = "journal_rolled_back"


@dataclass(frozen=True, slots=True)
class Mark:
    """Which version of which row."""

    kind: RowKind
    id: str
    version: int

    @property
    def weight(self) -> int:
        """What the row adds to the checksum. Kind and version hold no colon, so no two marks read the same."""
        text = f"{self.kind}:{self.id}:{self.version}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")


@dataclass(frozen=True, slots=True)
class JournalAnchor:
    """The newest event of this kiosk's journal that the backend has stored."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class SiteListPage:
    """What one sync brought. `full` replaces everything held; otherwise rows are added or replaced by id.

    `cursor` is opaque; it is sent back as `changed_after`. `base` is the cursor that a difference starts from, empty
    for a full list. `version` grows with every change within an `epoch`; a backend that was set back starts a new one.
    `removed` tells the rows that are gone and the version of their removal. `checksum` is `checksum_of()` of the
    complete list as it is after this page. `journal` None: nothing of this kiosk's journal is stored there.
    """

    cursor: str
    full: bool
    server_utc: float
    pickups: tuple[Pickup, ...] = ()
    credentials: tuple[Credential, ...] = ()
    accounts: tuple[Account, ...] = ()
    employees: tuple[Employee, ...] = ()
    removed: tuple[Mark, ...] = ()
    base: str = ""
    epoch: str = ""
    version: int = 0
    checksum: str = ""
    journal: JournalAnchor | None = None


@dataclass(frozen=True, slots=True)
class HeldList:
    """Where the kiosk's list stands. `cursor` is empty before the first list."""

    cursor: str = ""
    epoch: str = ""
    version: int = 0


def marks(page: SiteListPage) -> tuple[Mark, ...]:
    """Of every row that the page brings."""
    return (
        *(Mark(RowKind.PICKUP, row.id, row.version) for row in page.pickups),
        *(Mark(RowKind.CREDENTIAL, row.id, row.version) for row in page.credentials),
        *(Mark(RowKind.ACCOUNT, row.id, row.version) for row in page.accounts),
        *(Mark(RowKind.EMPLOYEE, row.id, row.version) for row in page.employees),
    )


def checksum_of(rows: Iterable[Mark]) -> str:
    """Of a complete list, in any order: the sum of all weights, 32 hex digits."""
    return changed_checksum("0", added=rows)


def changed_checksum(before: str, *, added: Iterable[Mark] = (), gone: Iterable[Mark] = ()) -> str:
    """The checksum after rows came and went. A sum can be told from the change alone, whatever the order."""
    total = int(before, 16) + sum(mark.weight for mark in added) - sum(mark.weight for mark in gone)
    return f"{total % _MODULUS:032x}"


def fault_of(page: SiteListPage, held: HeldList) -> ListFault | None:
    """What can be said against the page without looking at the rows held."""
    rows = marks(page)
    if len(rows) + len(page.removed) > MAX_ROWS:
        return ListFault.TOO_MANY_ROWS
    names = Counter((mark.kind, mark.id) for mark in (*rows, *page.removed))
    if len(names) < len(rows) + len(page.removed):
        return ListFault.DUPLICATE_ROW
    digests = [credential.digest for credential in page.credentials if credential.digest]
    if len(set(digests)) < len(digests):
        return ListFault.DUPLICATE_DIGEST
    if page.full:
        continues = page.base == "" and not page.removed
    else:
        continues = held.cursor != "" and page.base == held.cursor and page.epoch == held.epoch
    if not continues:
        return ListFault.WRONG_BASE
    if held.cursor and page.epoch == held.epoch and page.version < held.version:
        return ListFault.VERSION_BACK
    return None
