"""The limit on doors in bulk, against a count that is made anew for every window (invariant A9)."""

from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.domain.breaker import Breaker, BulkLimit, opening, restored

LIMIT = BulkLimit(3, 60.0)


def played(*pulses: tuple[str, float]) -> Breaker:
    breaker = Breaker(LIMIT)
    for name, at_s in pulses:
        assert breaker.wait_s(name, at_s) == 0.0
        breaker = breaker.pulsed(name, at_s)
    return breaker


def test_the_fourth_door_waits_for_the_first_to_leave_the_window() -> None:
    breaker = played(("a", 100.0), ("b", 110.0), ("c", 120.0))
    assert breaker.wait_s("d", 120.0) == 40.0
    assert breaker.wait_s("d", 159.0) == 1.0
    assert breaker.wait_s("d", 160.0) == 0.0


def test_pulses_of_one_door_in_one_session_are_one_opening() -> None:
    breaker = played(("a", 0.0), ("b", 1.0), ("c", 2.0), ("a", 30.0), ("a", 50.0))
    assert breaker.wait_s("c", 51.0) == 0.0
    # It counts from its last pulse: else three doors would be in one window with a fourth.
    assert breaker.wait_s("d", 60.0) == 1.0
    assert breaker.pulsed("d", 61.0).wait_s("e", 61.0) == 1.0


def test_another_session_or_door_is_another_opening() -> None:
    assert len({opening("S1", 7), opening("S2", 7), opening("S1", 8)}) == 3


def test_a_limit_that_was_lowered_waits_for_all_that_are_too_many() -> None:
    breaker = Breaker(BulkLimit(1, 60.0), (("a", 0.0), ("b", 10.0), ("c", 20.0)))
    assert breaker.wait_s("d", 30.0) == 50.0


@pytest.mark.parametrize(
    ("ages_s", "wait_s"),
    [
        ([50.0, 30.0, 10.0], 10.0),
        ([10.0, 50.0, 30.0], 10.0),
        ([70.0, 30.0, 10.0], 0.0),
        ([-3600.0, -1.0, 0.0], 60.0),  # a clock that went back: as if just now
    ],
)
def test_after_a_restart_what_was_opened_before_counts(ages_s: list[float], wait_s: float) -> None:
    openings = [(f"S{number}-1", age_s) for number, age_s in enumerate(ages_s)]
    assert restored(LIMIT, openings, 1000.0).wait_s("new", 1000.0) == wait_s


@given(
    doors=st.integers(1, 5),
    pulses=st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 40)), max_size=60),
)
@settings(max_examples=300, deadline=None)
def test_no_window_ever_holds_more_than_so_many_openings(doors: int, pulses: list[tuple[str, int]]) -> None:
    """Somebody hostile asks as fast as they like and is let through whenever the breaker lets them."""
    breaker, now_s, through = Breaker(BulkLimit(doors, 60.0)), 0.0, []
    for name, pause_s in pulses:
        now_s += pause_s
        wait_s = breaker.wait_s(name, now_s)
        assert 0.0 <= wait_s <= 60.0
        if wait_s == 0.0:
            breaker = breaker.pulsed(name, now_s)
            through.append((name, now_s))
        else:
            assert breaker.wait_s(name, now_s + wait_s) == 0.0
    for _, begin_s in through:
        assert len({name for name, at_s in through if begin_s <= at_s < begin_s + 60.0}) <= doors


class Breakers(RuleBasedStateMachine):
    """The breaker over restarts: its memory goes, the journal stays; a model counts what moved."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 1000.0
        self.breaker = Breaker(LIMIT)
        self.journal: deque[tuple[str, float]] = deque()

    @rule(pause_s=st.integers(0, 70))
    def time_passes(self, pause_s: int) -> None:
        self.now_s += pause_s

    @rule(name=st.sampled_from("abcdef"))
    def somebody_opens(self, name: str) -> None:
        if self.breaker.wait_s(name, self.now_s) == 0.0:
            self.breaker = self.breaker.pulsed(name, self.now_s)
            self.journal.append((name, self.now_s))

    @precondition(lambda self: self.journal)
    @rule(monotonic_s=st.integers(0, 10**6))
    def core_restarts(self, monotonic_s: int) -> None:
        """The monotonic clock begins anew; only ages are known."""
        ages = [(name, self.now_s - at_s) for name, at_s in self.journal if self.now_s - at_s <= 60.0]
        shift_s = monotonic_s - self.now_s
        self.journal = deque((name, at_s + shift_s) for name, at_s in self.journal)
        self.now_s = float(monotonic_s)
        self.breaker = restored(LIMIT, ages, self.now_s)

    @invariant()
    def no_window_holds_more_than_three(self) -> None:
        for _, begin_s in self.journal:
            assert len({name for name, at_s in self.journal if begin_s <= at_s < begin_s + 60.0}) <= 3


Breakers.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestBreakers = Breakers.TestCase
