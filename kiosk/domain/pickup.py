"""A pickup: the promise of parcels at one site, as the site list states it."""

from dataclasses import dataclass
from enum import StrEnum


class PickupState(StrEnum):
    """Life of a pickup. Transitions are commands of the backend or evidence of the kiosk, never free edits."""

    AWAITING = "awaiting"
    READY = "ready"
    PARTIALLY_COLLECTED = "partially_collected"
    COLLECTED = "collected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class ParcelState(StrEnum):
    """SUSPECT: the door did not answer as it should; the parcel stays the customer's until staff resolve it."""

    READY = "ready"
    COLLECTED = "collected"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What lies in one compartment; `compartment` 0: it is to come, and the kiosk chooses where.

    `size` is a size class of the wall, "" where any will do; `weight_g` 0: unknown. `reach`: whoever collects it needs
    a door within reach from a wheelchair.
    """

    id: str
    compartment: int
    state: ParcelState = ParcelState.READY
    size: str = ""
    weight_g: int = 0
    reach: bool = False


@dataclass(frozen=True, slots=True)
class Pickup:
    """One promise at one site.

    `id` is 8 symbols of the Crockford alphabet. Times are Unix seconds (UTC). `lines_ready` < `lines_total`
    means that part of the order is still to come. `account` is empty for a private customer; `buyer` (a name)
    and `project` are shown to the tradespeople of that account only; `buyer_employee` is the buyer's employee id.
    `payment_due`: it would be handed out if it were paid.
    """

    id: str
    site: int
    state: PickupState
    parcels: tuple[Parcel, ...]
    not_before_utc: float
    not_after_utc: float
    lines_ready: int
    lines_total: int
    account: str = ""
    buyer: str = ""
    buyer_employee: str = ""
    project: str = ""
    collected_utc: float | None = None
    site_name: str = ""
    version: int = 1
    payment_due: bool = False
