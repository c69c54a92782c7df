"""The deadline that stands still while nobody could collect."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.pickup import PickupState
from kiosk.domain.pickup_clock import (
    BANK,
    POWER,
    Stop,
    credential_extended,
    door_scope,
    effective_not_after,
    extended,
    pickup_scope,
    scopes_of,
)
from tests.helpers.flow_script import pickup
from tests.helpers.stock import code

PICKUP = pickup(8, 7, 8)  # from 1000 to 9000


def stop(since: float, until: float | None, scope: str = BANK) -> Stop:
    return Stop(scope, since, until)


def test_bank_power_its_own_doors_and_its_own_hands_count() -> None:
    assert scopes_of(PICKUP) == (BANK, POWER, pickup_scope("PICKUP01"), door_scope(7), door_scope(8))


@pytest.mark.parametrize(
    ("stops", "now", "deadline"),
    [
        ([], 8000, 9000),
        ([stop(2000, 3000)], 8000, 10_000),
        ([stop(2000, None)], 8000, 15_000),
        ([stop(2000, 4000), stop(3000, 5000, "door:7")], 8000, 12_000),  # each second once
        ([stop(2000, 5000), stop(3000, 4000)], 8000, 12_000),  # one within the other
        ([stop(0, 1500)], 8000, 9500),  # only since it could be collected
        ([stop(0, 900)], 8000, 9000),
        ([stop(8500, 20_000)], 8600, 9100),  # only what has passed
        ([stop(9500, 9900)], 20_000, 9000),  # too late to revive anything
        ([stop(8000, 9500), stop(10_000, 10_100)], 20_000, 10_600),  # the second began within the longer deadline
        ([stop(9000, 9100)], 20_000, 9100),
    ],
)
def test_the_deadline_moves_by_the_time_that_stood_still(stops: list[Stop], now: float, deadline: float) -> None:
    assert effective_not_after(PICKUP, reversed(stops), now) == deadline


def test_a_backend_that_calls_it_expired_too_early_is_overruled() -> None:
    late = replace(PICKUP, state=PickupState.EXPIRED)
    assert extended(late, [stop(2000, 3000)], 9500).state is PickupState.READY
    assert extended(late, [stop(2000, 3000)], 10_000).state is PickupState.READY
    assert extended(late, [stop(2000, 3000)], 10_001) == replace(late, not_after_utc=10_000)


@pytest.mark.parametrize("state", [PickupState.CANCELLED, PickupState.COLLECTED, PickupState.AWAITING])
def test_no_other_state_is_overruled(state: PickupState) -> None:
    assert extended(replace(PICKUP, state=state), [], 5000).state is state


def test_a_code_lives_on_with_its_pickup_unless_it_was_made_shorter() -> None:
    longer = replace(PICKUP, not_after_utc=10_000)
    assert credential_extended(code("typed:A"), PICKUP, longer).not_after_utc == 10_000
    assert credential_extended(code("typed:A", not_after_utc=12_000.0), PICKUP, longer).not_after_utc == 12_000
    assert credential_extended(code("typed:A", not_after_utc=8999.0), PICKUP, longer).not_after_utc == 8999


moments = st.floats(0, 20_000)
intervals = st.tuples(moments, st.one_of(st.none(), st.floats(0, 3000))).map(
    lambda pair: stop(pair[0], None if pair[1] is None else pair[0] + pair[1])
)


def standing_s(stops: list[Stop], now: float) -> float:
    """By counting the seconds one by one, as a model that shares nothing with the rule."""
    return sum(
        1
        for second in range(1000, int(now))
        if any(one.since_utc <= second < (now if one.until_utc is None else one.until_utc) for one in stops)
    )


whole = st.tuples(st.integers(0, 12_000), st.integers(0, 3000)).map(lambda pair: stop(pair[0], pair[0] + pair[1]))


@given(st.lists(whole, max_size=6), st.integers(1001, 15_000))
def test_expired_means_that_the_promised_time_has_run(stops: list[Stop], now: int) -> None:
    seen = [one for one in stops if one.since_utc <= now]
    ran_s = (now - 1000) - standing_s(seen, now)
    assert (now > effective_not_after(PICKUP, seen, now)) == (ran_s > 8000)


@given(st.lists(intervals, max_size=6), moments, moments)
def test_what_has_expired_stays_expired(stops: list[Stop], one: float, other: float) -> None:
    sooner, later = sorted((one, other))
    known = [found for found in stops if found.since_utc <= sooner]
    if sooner > effective_not_after(PICKUP, known, sooner):
        assert later > effective_not_after(PICKUP, [found for found in stops if found.since_utc <= later], later)
