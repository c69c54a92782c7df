"""What this kiosk itself saw, laid over what the backend says."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState

_NOWHERE_ELSE: Final[Mapping[str, int]] = {}


def overlay(
    pickup: Pickup,
    collected_utc: Mapping[str, float],
    suspect: AbstractSet[str],
    places: Mapping[str, int] = _NOWHERE_ELSE,
) -> Pickup:
    """`pickup` with the parcels collected here (id → UTC seconds), those in doubt here and where this kiosk has them.

    A parcel that left stays collected whatever a later sync says (invariant A3); the pickup is collected with its
    last parcel.
    """
    parcels = tuple(_parcel(parcel, collected_utc, suspect, places) for parcel in pickup.parcels)
    gone_utc = [collected_utc[parcel.id] for parcel in parcels if parcel.id in collected_utc]
    if not gone_utc:
        return replace(pickup, parcels=parcels)
    if all(parcel.state is ParcelState.COLLECTED for parcel in parcels):
        return replace(pickup, parcels=parcels, state=PickupState.COLLECTED, collected_utc=max(gone_utc))
    state = PickupState.PARTIALLY_COLLECTED if pickup.state is PickupState.READY else pickup.state
    return replace(pickup, parcels=parcels, state=state)


def _parcel(
    parcel: Parcel, collected_utc: Mapping[str, float], suspect: AbstractSet[str], places: Mapping[str, int]
) -> Parcel:
    if parcel.id in collected_utc:
        return replace(parcel, state=ParcelState.COLLECTED)
    if parcel.id in suspect and parcel.state is ParcelState.READY:
        return replace(parcel, state=ParcelState.SUSPECT)
    place = places.get(parcel.id, parcel.compartment)
    return parcel if place == parcel.compartment else replace(parcel, compartment=place)
