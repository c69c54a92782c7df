import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.attempts import BUDGETS, Budget, wait_s
from kiosk.domain.typed_code import ALPHABET

TYPED = BUDGETS["typed"]
LIVE_CODES = 50
"""Pickups that wait at one site at the same time, a large bank."""
DAY_S = 86_400

budgets = st.sampled_from(list(BUDGETS.values()))
failures = st.lists(st.integers(0, 200).map(float), min_size=3, max_size=20).map(sorted)
"""Close together, so that there often is a wait."""
moments = st.integers(0, 1300).map(float)


def test_a_few_slips_cost_nothing() -> None:
    assert wait_s([1000.0] * (TYPED.free - 1), 1000.0, TYPED) == 0


@pytest.mark.parametrize(("extra", "wait"), [(0, 30), (1, 60), (2, 120), (4, 480), (5, 900), (500, 900)])
def test_each_failure_more_doubles_the_wait_up_to_the_longest(extra: int, wait: int) -> None:
    assert wait_s([1000.0] * (TYPED.free + extra), 1000.0, TYPED) == wait


def test_the_wait_counts_from_the_last_failure_in_whole_seconds() -> None:
    tried = [1000.0] * TYPED.free
    assert wait_s(tried, 1029.5, TYPED) == 1
    assert wait_s(tried, 1030.0, TYPED) == 0


def test_a_failure_that_lies_in_the_future_counts_in_full() -> None:
    assert wait_s([5000.0] * TYPED.free, 1000.0, TYPED) == 30


def test_failures_are_forgotten_after_the_window() -> None:
    assert wait_s([100.0] * 4 + [900.0] * 5, 100.0 + TYPED.window_s, TYPED) == wait_s([900.0] * 5, 1000.0, TYPED)


@given(budgets, failures, moments, st.integers(0, 200).map(float))
def test_one_failure_more_never_shortens_the_wait(
    budget: Budget, failed: list[float], now: float, another: float
) -> None:
    assert wait_s(sorted([*failed, another]), now, budget) >= wait_s(failed, now, budget)


@given(budgets, failures, moments, st.integers(0, 2000).map(float))
def test_a_clock_set_back_never_shortens_the_wait(
    budget: Budget, failed: list[float], now: float, back_s: float
) -> None:
    assert wait_s(failed, now - back_s, budget) >= wait_s(failed, now, budget)


@given(budgets, failures, moments)
def test_a_wait_is_never_longer_than_the_longest(budget: Budget, failed: list[float], now: float) -> None:
    assert 0 <= wait_s(failed, now, budget) <= budget.max_wait_s


def most_tries(budget: Budget, days: int) -> int:
    """What somebody gets who tries the very second it is allowed, or gathers breath for a whole window first.

    Both are tried for each number of tries in a row, so the best pattern of that kind is found.
    """
    best = 0
    for in_a_row in range(1, 20):
        tries, now, failed = 0, 0.0, list[float]()
        while now < days * DAY_S:
            failed = [at for at in failed if now - at < budget.window_s]
            wait = wait_s(failed, now, budget)
            if wait:
                now += wait
                continue
            failed.append(now)
            tries += 1
            now += 1.0 if tries % in_a_row else budget.window_s
        best = max(best, tries)
    return best


@pytest.mark.parametrize("combinations", [len(ALPHABET) ** 8, 10**6 * 10**4], ids=["typed code", "six digits"])
def test_guessing_typed_codes_for_thirty_days_is_hopeless(combinations: int) -> None:
    tries = most_tries(TYPED, days=30)
    assert tries > 30 * 96, "the attack that is reckoned with here is too weak to mean anything"
    assert tries * LIVE_CODES / combinations < 1e-4


def test_guessing_a_pin_of_six_digits_takes_more_than_a_month_on_average() -> None:
    assert most_tries(BUDGETS["pin"], days=30) < 0.05 * 10**6
