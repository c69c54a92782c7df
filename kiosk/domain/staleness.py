"""How old the site list is in the words of the site's policy, and what it may still decide then. Pure.

The risk of an old list is a right that was taken away since: a badge, an employee, a technician. A parcel lies here or
it does not, and its own journal knows whether it was collected; an old list can hand it out for much longer.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kiosk.domain.credential import CredentialKind


class Tier(StrEnum):
    """FRESH decides all. STALE too, and says so. OLD refuses what may have changed, ENDED nearly everything."""

    FRESH = "fresh"
    STALE = "stale"
    OLD = "old"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ListPolicy:
    """Ages at which a tier begins, ascending, and what it still allows.

    `old_allows_badges`: tradespeople's badges go on in OLD. `ended_allows`: "tokens" hands out what a signed code asks
    for and lies here, "nothing" hands out nothing. Technicians come in at every age, with their PIN: they are the ones
    who can end it.
    """

    stale_s: float = 3_600.0
    old_s: float = 72 * 3_600.0
    end_s: float = 30 * 86_400.0
    old_allows_badges: bool = False
    ended_allows: Literal["tokens", "nothing"] = "tokens"


def tier(age_s: float | None, policy: ListPolicy) -> Tier:
    """None: there never was a list."""
    if age_s is None or age_s >= policy.end_s:
        return Tier.ENDED
    if age_s >= policy.old_s:
        return Tier.OLD
    return Tier.STALE if age_s >= policy.stale_s else Tier.FRESH


def next_change_s(age_s: float | None, policy: ListPolicy) -> float | None:
    """Seconds until the next tier begins; None where it only a sync can change."""
    if age_s is None:
        return None
    return next((begin - age_s for begin in (policy.stale_s, policy.old_s, policy.end_s) if age_s < begin), None)


def refuses_listed(now: Tier, kind: CredentialKind, policy: ListPolicy) -> bool:
    """Whether a credential that only the list vouches for is refused (CANNOT_CHECK)."""
    if kind is CredentialKind.TECHNICIAN:
        return False
    badge_refused = kind is CredentialKind.BADGE and now is Tier.OLD and not policy.old_allows_badges
    return now is Tier.ENDED or badge_refused


def refuses_tokens(now: Tier, policy: ListPolicy) -> bool:
    """Whether even a signed code is refused."""
    return now is Tier.ENDED and policy.ended_allows == "nothing"


def refuses_any(now: Tier, policy: ListPolicy) -> bool:
    """Whether people have to be told that some codes are refused."""
    return any(refuses_listed(now, kind, policy) for kind in CredentialKind) or refuses_tokens(now, policy)
