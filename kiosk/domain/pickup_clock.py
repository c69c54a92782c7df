"""The deadline of a pickup stands still while nobody could have collected it (docs/adr/0013). Pure.

A promise of seven days is seven days at a door that opens. Time in which the bank was down, the compartment could not
be opened, the power was off or the parcel was in somebody's hands does not count.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from kiosk.domain.credential import Credential
from kiosk.domain.pickup import Pickup, PickupState

BANK: Final = "bank"
POWER: Final = "power"


def door_scope(number: int) -> str:
    """Of one compartment."""
    return f"door:{number}"


def pickup_scope(pickup: str) -> str:
    """Of one pickup that is being handed out."""
    return f"pickup:{pickup}"


@dataclass(frozen=True, slots=True)
class Stop:
    """From `since_utc` until `until_utc` (None: still) the clock of everything in `scope` stands."""

    scope: str
    since_utc: float
    until_utc: float | None = None


def scopes_of(pickup: Pickup) -> tuple[str, ...]:
    """Every scope whose stops count for `pickup`."""
    return (BANK, POWER, pickup_scope(pickup.id), *sorted({door_scope(one.compartment) for one in pickup.parcels}))


def effective_not_after(pickup: Pickup, stops: Iterable[Stop], now_utc: float) -> float:
    """The deadline with all stops counted, each second once.

    A stop that begins after the deadline has passed revives nothing, so what has expired stays expired (T1).
    """
    deadline = pickup.not_after_utc
    counted_to = pickup.not_before_utc
    for since, until in sorted(
        (stop.since_utc, now_utc if stop.until_utc is None else stop.until_utc) for stop in stops
    ):
        start, end = max(since, counted_to), min(until, now_utc)
        if start > deadline:
            break
        if end > start:
            deadline += end - start
            counted_to = end
    return deadline


def extended(pickup: Pickup, stops: Iterable[Stop], now_utc: float) -> Pickup:
    """`pickup` under the kiosk's own rule: while that deadline has not passed, no backend's EXPIRED counts."""
    deadline = effective_not_after(pickup, stops, now_utc)
    late = pickup.state is PickupState.EXPIRED and now_utc <= deadline
    return replace(pickup, not_after_utc=deadline, state=PickupState.READY if late else pickup.state)


def credential_extended(credential: Credential, listed: Pickup, by_rule: Pickup) -> Credential:
    """A code that lives as long as its pickup lives on with it; one that was made shorter ends when it ends."""
    if credential.not_after_utc < listed.not_after_utc:
        return credential
    return replace(credential, not_after_utc=max(credential.not_after_utc, by_rule.not_after_utc))
