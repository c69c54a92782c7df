"""The synced list from which the kiosk decides by itself, in full or as a difference.

The versioned local list of OCPP (SendLocalList) is the model.
"""

from dataclasses import dataclass

from kiosk.domain.account import Account, Employee
from kiosk.domain.credential import Credential
from kiosk.domain.pickup import Pickup


@dataclass(frozen=True, slots=True)
class SiteListPage:
    """What one sync brought. `full` replaces everything held; otherwise rows are added or replaced by id.

    `removed` holds "pickup:ID", "credential:ID", "account:ID" or "employee:ID" of rows that are gone.
    `cursor` is opaque; it is sent back as `changed_after`.
    """

    cursor: str
    full: bool
    server_utc: float
    pickups: tuple[Pickup, ...] = ()
    credentials: tuple[Credential, ...] = ()
    accounts: tuple[Account, ...] = ()
    employees: tuple[Employee, ...] = ()
    removed: tuple[str, ...] = ()
