"""Custody: in whose hands every parcel is. A parcel is in one place, and a compartment holds one parcel (C1).

What the kiosk saw itself outranks the list; the list outranks what it said earlier. Where list and ledger contradict
each other nothing is forgotten and nothing is guessed: the conflict is an event, the parcel that is known to be in the
compartment keeps its right, and the newcomer opens nothing until somebody has looked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kiosk.domain.record import Entry, Kind


class Account(StrEnum):
    """Who has a parcel that came in. INQUIRY: nobody knows; it counts in its compartment until staff have looked."""

    COMPARTMENT = "compartment"
    INQUIRY = "inquiry"
    CUSTOMER = "customer"
    STAFF = "staff"


class Verdict(StrEnum):
    """What staff say of a parcel in doubt. MISSING: it is not in the compartment, and nobody knows where it is."""

    PRESENT = "present"
    COLLECTED = "collected"
    MISSING = "missing"
    REMOVED = "removed"


LISTED: Final = "listed"
LOADED: Final = "loaded"
UNSEEN: Final = "unknown"
CONFLICT: Final = "conflict"
UNLISTED: Final = "unlisted"


@dataclass(frozen=True, slots=True)
class Custody:
    """One parcel in the ledger. `compartment` None: no compartment holds it; `last` is the one that did.

    `how` is whose word put it there: LISTED or LOADED.
    """

    pickup: str
    parcel: str
    account: Account
    compartment: int | None
    last: int
    how: str


@dataclass(frozen=True, slots=True)
class CustodyBalance:
    """All parcels that ever came in, and where they are (invariant C4).

    `deposited` is counted from the moves, the rest from the accounts, so that the one proves the other.
    """

    deposited: int
    present: int
    collected: int
    removed: int
    inquiry: int

    @property
    def conserved(self) -> bool:
        """No parcel was lost or made."""
        return self.deposited == self.present + self.collected + self.removed + self.inquiry


class HoldingState(StrEnum):
    """RESERVED: for a parcel that is not here yet. RECALL: nobody may collect it any more, staff take it out."""

    RESERVED = "reserved"
    OCCUPIED = "occupied"
    RECALL = "recall"


@dataclass(frozen=True, slots=True)
class Holding:
    """What the ledger has on one compartment. `doubt` says why staff have to look, empty if there is no reason:
    the reason of a suspect parcel, UNSEEN (nobody saw whether the door opened) or CONFLICT (the list has another here).
    `recall` says why nobody may collect it any more: "cancelled", "expired" or UNLISTED.
    """

    compartment: int
    pickup: str
    parcel: str
    state: HoldingState
    doubt: str = ""
    recall: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A listed parcel that is to come and has no compartment yet, and what it needs."""

    pickup: str
    parcel: str
    size: str = ""
    weight_g: int = 0
    reach: bool = False


@dataclass(frozen=True, slots=True)
class Stock:
    """What the ledger knows of free and taken compartments at one moment.

    `reserved` by (pickup, parcel). `unsettled`: their last opening has not ended in a closed door. `failed`: those of
    them whose door did not open or was not seen to.
    """

    wanted: tuple[Wanted, ...] = ()
    reserved: Mapping[tuple[str, str], int] = field(default_factory=dict)
    held: frozenset[int] = frozenset()
    unsettled: frozenset[int] = frozenset()
    failed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Listed:
    """A parcel that the list puts into a compartment."""

    pickup: str
    parcel: str
    compartment: int


def on_listing(listed: Listed, known: Custody | None, holder: Custody | None) -> Entry | None:
    """What the ledger makes of one listed parcel: the event, or None where there is nothing new.

    `known` is what the ledger has on this parcel, `holder` the parcel that the named compartment holds now.
    """
    if known is None:
        return _conflict(listed, holder) if holder else _deposited(listed)
    match known.account:
        case Account.CUSTOMER:
            return None  # it left here: a list that still names it is late (A3)
        case Account.STAFF:
            if listed.compartment == known.last:
                return None  # staff took it out, and the list has not heard
            return _conflict(listed, holder) if holder else _deposited(listed)
        case _ if known.compartment == listed.compartment:
            return None
        case Account.COMPARTMENT if known.how == LISTED:
            return _conflict(listed, holder) if holder else _moved(listed, known)
        case _:
            return _conflict(listed, known)


def _deposited(listed: Listed) -> Entry:
    return Entry.of(
        Kind.PARCEL_DEPOSITED,
        send=False,  # the backend said so itself
        pickup=listed.pickup,
        parcel=listed.parcel,
        compartment=listed.compartment,
        how=LISTED,
        intent="",
        actor="",
    )


def _moved(listed: Listed, known: Custody) -> Entry:
    return Entry.of(
        Kind.PARCEL_MOVED,
        send=False,
        pickup=listed.pickup,
        parcel=listed.parcel,
        compartment=listed.compartment,
        source=known.last,
    )


def _conflict(listed: Listed, holder: Custody) -> Entry:
    """`holder` is another parcel in the named compartment, or this one where the ledger knows it to be."""
    elsewhere = (holder.pickup, holder.parcel) == (listed.pickup, listed.parcel)
    return Entry.of(
        Kind.CUSTODY_CONFLICT,
        pickup=listed.pickup,
        parcel=listed.parcel,
        compartment=listed.compartment,
        cause="elsewhere" if elsewhere else "occupied",
        holder_pickup=holder.pickup,
        holder_parcel=holder.parcel,
    )
