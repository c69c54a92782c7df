"""May this credential open something now, and what? One pure function per kind of proof; everything else is denied.

A signature-checked token may be told the truth. A typed or unsigned code gets one and the same refusal for unknown,
expired and foreign (architecture §5): whoever guesses learns nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState
from kiosk.domain.record import CompartmentFlags
from kiosk.domain.token import Token

MAX_UNKNOWN_REOPENS: Final = 2
UNKNOWN_REOPEN_S: Final = 600.0
"""Long enough to push the door and scan again, too short for somebody who comes by later with a found receipt."""
REOPEN_UNKNOWN: Final = "reopen_unknown"
"""The decision of a grant that holds parcels in doubt."""


class Reason(StrEnum):
    """Why nothing opens; the same words as `messages.RefusalCode`."""

    UNKNOWN = "unknown"
    ALREADY_COLLECTED = "already_collected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NOT_YET = "not_yet"
    WRONG_SITE = "wrong_site"
    NOT_READY = "not_ready"
    PAYMENT_DUE = "payment_due"
    REVOKED = "revoked"
    BLOCKED_DOOR = "blocked_door"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    CANNOT_CHECK = "cannot_check"
    NO_PICKUPS = "no_pickups"
    WRONG_PIN = "wrong_pin"
    UNREADABLE = "unreadable"
    BANK_DOWN = "bank_down"
    LIMIT_REACHED = "limit_reached"
    SIGN_IN_REFUSED = "sign_in_refused"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing opens. `at_utc` goes with collected, expired and not yet, `site` with wrong site (where it lies instead),
    `wait_s` with too many attempts. `against` are the pickups that the failure counts against; nobody is shown them.
    """

    reason: Reason
    at_utc: float | None = None
    site: int | None = None
    wait_s: int | None = None
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """These parcels of this pickup may be handed out now."""

    credential: str
    pickup: Pickup
    parcels: tuple[Parcel, ...]
    decision: str


@dataclass(frozen=True, slots=True)
class ParcelDoubt:
    """A pulse for this parcel ended UNKNOWN: since when, for whom, and how often it was pulsed again since."""

    first_unknown_utc: float
    reopens: int
    credential: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What this kiosk itself knows: flags by compartment, doubts by parcel, visits of the credential so far."""

    flags: Mapping[int, CompartmentFlags] = field(default_factory=dict)
    doubts: Mapping[str, ParcelDoubt] = field(default_factory=dict)
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """Where and when it is decided."""

    site: int
    now_utc: float


def decide_token(
    token: Token, moment: Moment, *, pickup: Pickup | None, listed: Credential | None, ledger: Ledger
) -> Grant | Refusal:
    """Decide for a token whose signature has been checked.

    `listed` is the entry under the token's unique id, if any: it can only take rights away. Where the pickup is listed
    its dates rule (a site can be extended at once), else the token's own. Without a listed pickup nobody knows the
    compartment, and without its entry nobody knows the limits of a delegate: CANNOT_CHECK, to be resolved online.
    """
    if token.site != moment.site:
        return Refusal(Reason.WRONG_SITE, site=token.site)
    if listed is not None and listed.revoked:
        return Refusal(Reason.REVOKED)
    if pickup is None or (token.delegate and listed is None):
        if moment.now_utc > token.not_after_utc:
            return Refusal(Reason.EXPIRED, at_utc=token.not_after_utc)
        return Refusal(Reason.CANNOT_CHECK)
    if listed is not None and (listed.kind is not CredentialKind.PICKUP or listed.subject != pickup.id):
        return Refusal(Reason.UNKNOWN)
    own = listed if token.delegate else None
    if own is not None and moment.now_utc > own.not_after_utc:
        return Refusal(Reason.EXPIRED, at_utc=own.not_after_utc)
    if own is not None and moment.now_utc < own.not_before_utc:
        return Refusal(Reason.NOT_YET, at_utc=own.not_before_utc)
    return decide_pickup(token.credential, pickup, "token", moment, ledger=ledger, limits=listed)


def decide_listed(credential: Credential, moment: Moment, *, pickup: Pickup | None, ledger: Ledger) -> Grant | Refusal:
    """Decide for an unsigned code found in the list by its digest: it opens, or it is UNKNOWN, and nothing between."""
    valid = credential.not_before_utc <= moment.now_utc <= credential.not_after_utc
    if credential.kind is not CredentialKind.PICKUP or credential.revoked or not valid or pickup is None:
        return Refusal(Reason.UNKNOWN)
    if credential.subject != pickup.id:
        return Refusal(Reason.UNKNOWN)
    answer = decide_pickup(credential.id, pickup, "listed", moment, ledger=ledger, limits=credential)
    if isinstance(answer, Refusal) and answer.reason is not Reason.BLOCKED_DOOR:
        return Refusal(Reason.UNKNOWN)
    return answer


def decide_pickup(
    credential: str,
    pickup: Pickup,
    decision: str,
    moment: Moment,
    *,
    ledger: Ledger,
    limits: Credential | None = None,
) -> Grant | Refusal:
    """The truth about one pickup: the grant, or the first reason that stands against it. `limits` are a delegate's."""
    if pickup.site != moment.site:
        return Refusal(Reason.WRONG_SITE, site=pickup.site)
    if pickup.state is PickupState.CANCELLED:
        return Refusal(Reason.CANCELLED)
    if pickup.state is PickupState.COLLECTED:
        return Refusal(Reason.ALREADY_COLLECTED, at_utc=pickup.collected_utc)
    if pickup.state is PickupState.EXPIRED or moment.now_utc > pickup.not_after_utc:
        return Refusal(Reason.EXPIRED, at_utc=pickup.not_after_utc)
    if moment.now_utc < pickup.not_before_utc:
        return Refusal(Reason.NOT_YET, at_utc=pickup.not_before_utc)
    if pickup.payment_due:
        return Refusal(Reason.PAYMENT_DUE)
    if pickup.state is PickupState.AWAITING:
        return Refusal(Reason.NOT_READY)
    return _grant_parcels(credential, pickup, decision, moment.now_utc, ledger=ledger, limits=limits)


def may_reopen(doubt: ParcelDoubt, credential: str, now_utc: float) -> bool:
    """Whether the holder of `credential` may try a parcel in doubt again. A clock that went back gives no new time."""
    return (
        doubt.credential == credential
        and doubt.reopens < MAX_UNKNOWN_REOPENS
        and 0.0 <= now_utc - doubt.first_unknown_utc <= UNKNOWN_REOPEN_S
    )


def _grant_parcels(
    credential: str, pickup: Pickup, decision: str, now_utc: float, *, ledger: Ledger, limits: Credential | None
) -> Grant | Refusal:
    """Parcels in doubt belong to a visit that was counted when it began: a limit of visits does not hold them back."""
    named = limits.parcels if limits else ()
    mine = [parcel for parcel in pickup.parcels if not named or parcel.id in named]
    left = [parcel for parcel in mine if parcel.state is not ParcelState.COLLECTED]
    here = [parcel for parcel in left if parcel.compartment]
    if not here:
        if mine and not left:
            return Refusal(Reason.ALREADY_COLLECTED, at_utc=pickup.collected_utc)
        return Refusal(Reason.NOT_READY)
    spent = limits is not None and limits.max_visits is not None and ledger.visits >= limits.max_visits
    if spent:
        mine_in_doubt = {parcel for parcel, doubt in ledger.doubts.items() if doubt.credential == credential}
        here = [parcel for parcel in here if parcel.id in mine_in_doubt]
        if not here:
            return Refusal(Reason.LIMIT_REACHED)
    free = tuple(parcel for parcel in here if _is_free(parcel, credential, now_utc, ledger))
    if not free:
        return Refusal(Reason.BLOCKED_DOOR)
    doubtful = any(parcel.id in ledger.doubts for parcel in free)
    return Grant(credential, pickup, free, REOPEN_UNKNOWN if doubtful else decision)


def _is_free(parcel: Parcel, credential: str, now_utc: float, ledger: Ledger) -> bool:
    if parcel.state is not ParcelState.READY or _barred(ledger.flags.get(parcel.compartment)):
        return False
    doubt = ledger.doubts.get(parcel.id)
    return doubt is None or may_reopen(doubt, credential, now_utc)


def _barred(flags: CompartmentFlags | None) -> bool:
    return flags is not None and (flags.suspect or bool(flags.blocked_reason))
