from dataclasses import FrozenInstanceError
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.attempts import (
    BUDGETS,
    DAY_S,
    KIOSK,
    LONGEST_WINDOW_S,
    PICKUP_FAILURES,
    Budget,
    budget_wait_s,
    six_digits_locked,
    wait_s,
)
from kiosk.domain.typed_code import ALPHABET

TYPED = BUDGETS["typed"][0]
LIVE = 60
"""Parcels that wait at one site at the same time, a large bank."""
DAYS = 30

budgets = st.sampled_from([*(budget for both in BUDGETS.values() for budget in both), KIOSK])
failures = st.lists(st.integers(0, 200).map(float), min_size=3, max_size=20).map(sorted)
"""Close together, so that there often is a wait."""
moments = st.integers(0, 1300).map(float)


def test_the_budgets_are_what_the_reckoning_assumes() -> None:
    assert {
        "typed": (Budget(5, 900.0, 30.0, 900.0), Budget(60, 86_400.0, 60.0, 900.0)),
        "scanned": (Budget(60, 900.0, 10.0, 300.0),),
        "tapped": (Budget(60, 900.0, 10.0, 300.0),),
        "pin": (Budget(5, 900.0, 60.0, 900.0), Budget(30, 86_400.0, 60.0, 900.0)),
    } == BUDGETS
    assert Budget(400, 86_400.0, 10.0, 900.0) == KIOSK
    assert (DAY_S, LONGEST_WINDOW_S, PICKUP_FAILURES) == (86_400.0, 86_400.0, 10)


def test_nobody_widens_a_budget() -> None:
    with pytest.raises(FrozenInstanceError):
        KIOSK.free = 1_000_000  # type: ignore[misc]


def test_a_few_slips_cost_nothing() -> None:
    assert wait_s({"typed": [1000.0] * (TYPED.free - 1)}, "typed", 1000.0) == 0
    assert wait_s({}, "typed", 1000.0) == 0


@pytest.mark.parametrize(("extra", "wait"), [(0, 30), (1, 60), (2, 120), (4, 480), (5, 900), (500, 900)])
def test_each_failure_more_doubles_the_wait_up_to_the_longest(extra: int, wait: int) -> None:
    assert budget_wait_s([1000.0] * (TYPED.free + extra), 1000.0, TYPED) == wait
    assert wait_s({"typed": [1000.0] * (TYPED.free + extra)}, "typed", 1000.0) == wait


def test_a_wait_without_end_does_not_overflow() -> None:
    endless = Budget(1, 900.0, 1.0, 1e9)
    assert budget_wait_s([0.0] * 17, 0.0, endless) == 2**16
    assert budget_wait_s([0.0] * 18, 0.0, endless) == 2**16
    assert budget_wait_s([0.0] * 16, 0.0, endless) == 2**15
    assert budget_wait_s([0.0] * 5000, 0.0, endless) == 2**16


def test_the_wait_counts_from_the_last_failure_in_whole_seconds() -> None:
    tried = [900.0, 1000.0, 950.0, 950.0, 950.0]
    assert budget_wait_s(tried, 1029.5, TYPED) == 1
    assert budget_wait_s(tried, 1030.0, TYPED) == 0
    assert budget_wait_s(tried, 1031.0, TYPED) == 0


def test_a_failure_that_lies_in_the_future_counts_in_full() -> None:
    assert budget_wait_s([5000.0] * TYPED.free, 1000.0, TYPED) == 30


def test_failures_are_forgotten_after_the_window() -> None:
    assert budget_wait_s([100.0] * 4 + [900.0] * 5, 100.0 + TYPED.window_s, TYPED) == 0
    assert budget_wait_s([100.5] + [990.0] * 4, 1000.0, TYPED) == 20
    assert budget_wait_s([100.0] + [990.0] * 4, 1000.0, TYPED) == 0


def test_slow_guessing_meets_the_budget_of_the_day() -> None:
    slowly = [float(hour) * 1200.0 for hour in range(60)]
    assert wait_s({"typed": slowly[:-1]}, "typed", slowly[-1]) == 0
    assert wait_s({"typed": slowly}, "typed", slowly[-1]) == 60


def test_all_kinds_of_entry_count_for_the_kiosk_and_each_for_itself() -> None:
    many = [float(number) * 200.0 for number in range(KIOSK.free)]
    assert wait_s({"scanned": many}, "typed", many[-1]) == 10
    assert wait_s({"scanned": many[:-1]}, "typed", many[-1]) == 0
    assert wait_s({"scanned": many[1:], "pin": many[:1]}, "typed", many[-1]) == 10
    assert wait_s({"typed": [0.0] * 30}, "scanned", 0.0) == 0


@pytest.mark.parametrize(("failed", "locked"), [(0, False), (9, False), (10, True), (11, True)])
def test_ten_failures_end_the_six_digits_of_a_pickup(failed: int, locked: bool) -> None:
    assert six_digits_locked(failed) is locked


@given(budgets, failures, moments, st.integers(0, 200).map(float))
def test_one_failure_more_never_shortens_the_wait(
    budget: Budget, failed: list[float], now: float, another: float
) -> None:
    assert budget_wait_s([*failed, another], now, budget) >= budget_wait_s(failed, now, budget)


@given(budgets, failures, moments, st.integers(0, 2000).map(float))
def test_a_clock_set_back_never_shortens_the_wait(
    budget: Budget, failed: list[float], now: float, back_s: float
) -> None:
    assert budget_wait_s(failed, now - back_s, budget) >= budget_wait_s(failed, now, budget)


@given(budgets, failures, moments)
def test_a_wait_is_never_longer_than_the_longest(budget: Budget, failed: list[float], now: float) -> None:
    assert 0 <= budget_wait_s(failed, now, budget) <= budget.max_wait_s


def tries_of(entries: tuple[str, ...], in_a_row: int, rest_s: float) -> int:
    """Typed tries of thirty days for somebody who tries the very second it is allowed, entries in turn.

    After `in_a_row` tries breath is gathered for `rest_s`.
    """
    now, typed = 0.0, 0
    failed: dict[str, list[float]] = {entry: [] for entry in entries}
    for tries, entry in enumerate(cycle(entries), start=1):
        failed = {kind: [at for at in times if now - at < DAY_S] for kind, times in failed.items()}
        now += wait_s(failed, entry, now)
        if now >= DAYS * DAY_S:
            return typed
        failed[entry].append(now)
        typed += entry == "typed"
        now += 1.0 if tries % in_a_row else rest_s
    raise AssertionError


@pytest.fixture(scope="module")
def most_tries() -> int:
    patterns = [(1, 1.0), (4, 900.0), (5, 900.0), (6, 900.0), (60, DAY_S), (70, DAY_S)]
    return max(tries_of(("typed",), in_a_row, rest_s) for in_a_row, rest_s in patterns)


def test_thirty_days_of_guessing_typed_codes_are_hopeless(most_tries: int) -> None:
    assert most_tries > DAYS * 90, "the attack that is reckoned with here is too weak to mean anything"
    assert most_tries * LIVE / len(ALPHABET) ** 8 < 1e-6


def test_thirty_days_of_six_digits_and_any_phone_are_hopeless(most_tries: int) -> None:
    assert most_tries * LIVE / (10**6 * 10**4) < 1e-4


def test_who_knows_the_phone_has_ten_tries_of_a_million() -> None:
    tries = next(failed for failed in range(1000) if six_digits_locked(failed))
    assert tries / 10**6 < 1e-4


def test_taking_turns_between_kinds_of_entry_gains_no_typed_tries(most_tries: int) -> None:
    assert tries_of(("typed", "scanned"), 1, 1.0) <= most_tries
