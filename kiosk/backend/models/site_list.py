"""The list from which a kiosk decides by itself."""

from datetime import datetime
from typing import Literal

from kiosk.backend.models.base import Out
from kiosk.backend.models.people import Account, Employee
from kiosk.backend.models.pickups import Credential, Pickup


class Removed(Out):
    """A row that is gone. `version` is above that of the row; the row may come back only with a higher one."""

    kind: Literal["pickup", "credential", "account", "employee"]
    id: str
    version: int


class JournalAnchor(Out):
    """The event of this kiosk that was stored last. A kiosk that does not know it has a restored journal."""

    seq: int
    hash: str


class SiteList(Out):
    """Everything (`full`), or what changed since the cursor `base`.

    `version` never goes back within an `epoch`. `checksum` is of the complete list as it is after this answer: the sum,
    modulo 2^128, of the first 16 bytes (big-endian) of SHA-256(kind + ":" + id + ":" + version) of every row.
    """

    cursor: str
    base: str
    epoch: str
    version: int
    checksum: str
    journal: JournalAnchor | None
    full: bool
    server_time: datetime
    pickups: list[Pickup]
    credentials: list[Credential]
    accounts: list[Account]
    employees: list[Employee]
    removed: list[Removed]
