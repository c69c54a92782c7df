"""May this credential open something now, and what? One pure function per kind of proof; everything else is denied.

A signature-checked token may be told the truth. A typed or unsigned code gets one and the same refusal for unknown,
expired and foreign (architecture §5): whoever guesses learns nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState
from kiosk.domain.record import CompartmentFlags
from kiosk.domain.token import Token


class Reason(StrEnum):
    """Why nothing opens; the same words as `messages.RefusalCode`."""

    UNKNOWN = "unknown"
    ALREADY_COLLECTED = "already_collected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NOT_YET = "not_yet"
    WRONG_SITE = "wrong_site"
    NOT_READY = "not_ready"
    REVOKED = "revoked"
    BLOCKED_DOOR = "blocked_door"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    CANNOT_CHECK = "cannot_check"
    NO_PICKUPS = "no_pickups"
    WRONG_PIN = "wrong_pin"
    UNREADABLE = "unreadable"
    BANK_DOWN = "bank_down"
    LIMIT_REACHED = "limit_reached"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing opens. `at_utc` goes with collected, expired and not yet, `site` with wrong site (where it lies instead),
    `wait_s` with too many attempts.
    """

    reason: Reason
    at_utc: float | None = None
    site: int | None = None
    wait_s: int | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """These parcels of this pickup may be handed out now."""

    credential: str
    pickup: Pickup
    parcels: tuple[Parcel, ...]
    decision: str


def decide_token(
    token: Token,
    *,
    site: int,
    now_utc: float,
    pickup: Pickup | None,
    listed: Credential | None,
    flags: Mapping[int, CompartmentFlags],
) -> Grant | Refusal:
    """Decide for a token whose signature has been checked.

    `listed` is the entry under the token's unique id, if any: it can only revoke. Where the pickup is listed its
    dates rule (a site can be extended at once), else the token's own. Without a listed pickup nobody knows the
    compartment: CANNOT_CHECK, to be resolved online.
    """
    if token.site != site:
        return Refusal(Reason.WRONG_SITE, site=token.site)
    if listed is not None and listed.revoked:
        return Refusal(Reason.REVOKED)
    if pickup is None:
        if now_utc > token.not_after_utc:
            return Refusal(Reason.EXPIRED, at_utc=token.not_after_utc)
        return Refusal(Reason.CANNOT_CHECK)
    return decide_pickup(token.credential, pickup, "token", site=site, now_utc=now_utc, flags=flags)


def decide_listed(
    credential: Credential, *, site: int, now_utc: float, pickup: Pickup | None, flags: Mapping[int, CompartmentFlags]
) -> Grant | Refusal:
    """Decide for an unsigned code found in the list by its digest: it opens, or it is UNKNOWN, and nothing between."""
    valid = credential.not_before_utc <= now_utc <= credential.not_after_utc
    if credential.kind is not CredentialKind.PICKUP or credential.revoked or not valid or pickup is None:
        return Refusal(Reason.UNKNOWN)
    answer = decide_pickup(credential.id, pickup, "listed", site=site, now_utc=now_utc, flags=flags)
    if isinstance(answer, Refusal) and answer.reason is not Reason.BLOCKED_DOOR:
        return Refusal(Reason.UNKNOWN)
    return answer


def decide_pickup(
    credential: str,
    pickup: Pickup,
    decision: str,
    *,
    site: int,
    now_utc: float,
    flags: Mapping[int, CompartmentFlags],
) -> Grant | Refusal:
    """The truth about one pickup: the grant, or the first reason that stands against it."""
    if pickup.site != site:
        return Refusal(Reason.WRONG_SITE, site=pickup.site)
    if pickup.state is PickupState.CANCELLED:
        return Refusal(Reason.CANCELLED)
    if pickup.state is PickupState.COLLECTED:
        return Refusal(Reason.ALREADY_COLLECTED, at_utc=pickup.collected_utc)
    if pickup.state is PickupState.EXPIRED or now_utc > pickup.not_after_utc:
        return Refusal(Reason.EXPIRED, at_utc=pickup.not_after_utc)
    if now_utc < pickup.not_before_utc:
        return Refusal(Reason.NOT_YET, at_utc=pickup.not_before_utc)
    if pickup.state is PickupState.AWAITING:
        return Refusal(Reason.NOT_READY)
    return _grant_parcels(credential, pickup, decision, flags)


def _grant_parcels(
    credential: str, pickup: Pickup, decision: str, flags: Mapping[int, CompartmentFlags]
) -> Grant | Refusal:
    left = [parcel for parcel in pickup.parcels if parcel.state is not ParcelState.COLLECTED]
    here = [parcel for parcel in left if parcel.compartment]
    if not here:
        if pickup.parcels and not left:
            return Refusal(Reason.ALREADY_COLLECTED, at_utc=pickup.collected_utc)
        return Refusal(Reason.NOT_READY)
    free = tuple(
        parcel for parcel in here if parcel.state is ParcelState.READY and not _barred(flags.get(parcel.compartment))
    )
    if not free:
        return Refusal(Reason.BLOCKED_DOOR)
    return Grant(credential, pickup, free, decision)


def _barred(flags: CompartmentFlags | None) -> bool:
    return flags is not None and (flags.suspect or bool(flags.blocked_reason))
