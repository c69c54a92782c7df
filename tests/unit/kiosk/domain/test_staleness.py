"""What an old list may still decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.credential import CredentialKind
from kiosk.domain.staleness import (
    ListPolicy,
    Tier,
    next_change_s,
    refuses_any,
    refuses_listed,
    refuses_tokens,
    tier,
)

POLICY = ListPolicy(stale_s=10, old_s=20, end_s=30)
STRICT = ListPolicy(ended_allows="nothing")
KIND = CredentialKind


@pytest.mark.parametrize(
    ("age", "expected", "left"),
    [
        (0, Tier.FRESH, 10),
        (9, Tier.FRESH, 1),
        (10, Tier.STALE, 10),
        (19, Tier.STALE, 1),
        (20, Tier.OLD, 10),
        (30, Tier.ENDED, None),
        (None, Tier.ENDED, None),
    ],
)
def test_a_tier_begins_at_its_age(age: float | None, expected: Tier, left: float | None) -> None:
    assert (tier(age, POLICY), next_change_s(age, POLICY)) == (expected, left)


@pytest.mark.parametrize(
    ("now", "policy", "refused", "tokens"),
    [
        (Tier.FRESH, POLICY, set(), False),
        (Tier.STALE, POLICY, set(), False),
        (Tier.OLD, POLICY, {KIND.BADGE}, False),
        (Tier.OLD, ListPolicy(old_allows_badges=True), set(), False),
        (Tier.OLD, STRICT, {KIND.BADGE}, False),
        (Tier.ENDED, POLICY, {KIND.BADGE, KIND.PICKUP}, False),
        (Tier.ENDED, ListPolicy(old_allows_badges=True), {KIND.BADGE, KIND.PICKUP}, False),
        (Tier.ENDED, STRICT, {KIND.BADGE, KIND.PICKUP}, True),
    ],
)
def test_what_is_refused_in_each_tier(
    now: Tier, policy: ListPolicy, refused: set[CredentialKind], tokens: bool
) -> None:
    assert {kind for kind in KIND if refuses_listed(now, kind, policy)} == refused
    assert refuses_tokens(now, policy) is tokens
    assert refuses_any(now, policy) is (bool(refused) or tokens)


@given(st.floats(0, 50), st.floats(0, 50), st.booleans(), st.sampled_from(["tokens", "nothing"]))
def test_a_list_allows_less_and_less_as_it_grows_older(one: float, other: float, badges: bool, ended: str) -> None:
    policy = ListPolicy(10, 20, 30, badges, ended)  # type: ignore[arg-type]
    sooner, later = (tier(age, policy) for age in sorted((one, other)))
    for kind in KIND:
        assert refuses_listed(later, kind, policy) or not refuses_listed(sooner, kind, policy)
    assert refuses_tokens(later, policy) or not refuses_tokens(sooner, policy)
