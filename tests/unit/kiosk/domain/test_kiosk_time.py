"""Kiosk time under clock jumps, restarts and lies (invariants T1 to T3)."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.kiosk_time import (
    EARLIEST_UTC,
    LATEST_UTC,
    Claim,
    ClockState,
    KioskTime,
    Limits,
    Mark,
    Reading,
    Verdict,
    begin,
    hear,
    mark_at,
    state_at,
    utc_at,
)

DAY_S = 86_400.0
YEAR_S = 365 * DAY_S
NOW = 1_800_000_000.0
LIMITS = Limits()
MARK = Mark(NOW, "boot-1", 500.0, trusted=True)


def rebooted(system_utc: float = NOW + 100) -> KioskTime:
    """The power was off; nothing trusted has been heard since."""
    return begin(MARK, Reading("boot-2", 10.0, system_utc))


def told(time: KioskTime, utc: float, at_s: float, *, system_utc: float, own: bool = False, error_s: float = 0.1):
    return hear(time, Claim(utc, error_s, at_s, own=own), system_utc, LIMITS)


# --- the start ----------------------------------------------------------------------------------------------------


def test_after_a_power_cut_time_goes_on_from_the_mark_whatever_the_machine_says() -> None:
    for system_utc in (0.0, NOW - 20 * YEAR_S, NOW + 20 * YEAR_S):
        assert utc_at(rebooted(system_utc), 25.0) == NOW + 15


def test_a_restarted_process_has_lost_nothing() -> None:
    time = begin(MARK, Reading("boot-1", 560.0, 0.0))
    assert utc_at(time, 560.0) == NOW + 60
    assert state_at(time, Reading("boot-1", 560.0, 0.0), LIMITS) is ClockState.TRUSTED


@pytest.mark.parametrize("mark", [Mark(NOW, "", 5.0, trusted=True), Mark(NOW, "boot-2", 11.0, trusted=True)])
def test_a_mark_of_an_unknown_or_longer_start_is_no_continuation(mark: Mark) -> None:
    time = begin(mark, Reading(mark.boot, 10.0, NOW))
    assert (utc_at(time, 10.0), time.trusted) == (NOW, False)


def test_another_start_of_the_machine_is_no_continuation_however_long_it_runs() -> None:
    time = begin(MARK, Reading("boot-2", 90_000.0, NOW))
    assert (utc_at(time, 90_000.0), time.trusted) == (NOW, False)


def test_without_a_mark_the_machine_has_to_do_within_reason() -> None:
    assert utc_at(begin(None, Reading("b", 10.0, NOW)), 11.0) == NOW + 1
    for absurd in (0.0, LATEST_UTC + 1):
        assert utc_at(begin(None, Reading("b", 10.0, absurd)), 10.0) == EARLIEST_UTC


def test_nothing_is_kept_before_trusted_time_was_heard() -> None:
    reading = Reading("b", 10.0, NOW)
    assert mark_at(begin(None, reading), reading, None) is None


def test_the_mark_holds_what_a_restart_needs() -> None:
    assert mark_at(rebooted(), Reading("boot-2", 40.0, 0.0), 7.0) == Mark(
        NOW + 30, "boot-2", 40.0, trusted=False, synced_utc=7.0
    )


# --- what it is worth ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system_utc", "state"),
    [
        (NOW, ClockState.HELD),
        (NOW - LIMITS.agree_s, ClockState.HELD),
        (NOW - LIMITS.agree_s - 1, ClockState.UNTRUSTED),
        (NOW + LIMITS.off_max_s, ClockState.HELD),
        (NOW + LIMITS.off_max_s + 1, ClockState.UNTRUSTED),
        (0.0, ClockState.UNTRUSTED),
    ],
)
def test_until_it_is_trusted_the_machine_must_be_plausible(system_utc: float, state: ClockState) -> None:
    assert state_at(rebooted(), Reading("boot-2", 10.0, system_utc), LIMITS) is state


def test_whoever_is_contradicted_is_not_trusted_until_somebody_agrees() -> None:
    time, _ = told(rebooted(), NOW - DAY_S, 10.0, system_utc=NOW)
    assert state_at(time, Reading("boot-2", 10.0, NOW), LIMITS) is ClockState.UNTRUSTED
    time, verdict = told(time, NOW + 1, 11.0, system_utc=NOW)
    assert verdict is Verdict.AGREES
    assert state_at(time, Reading("boot-2", 11.0, 0.0), LIMITS) is ClockState.TRUSTED


# --- what is believed ---------------------------------------------------------------------------------------------


def test_with_the_machine_as_witness_a_long_absence_is_believed_at_once() -> None:
    back = NOW + 30 * DAY_S
    time, verdict = told(rebooted(), back, 20.0, system_utc=back + 200)
    assert (verdict, utc_at(time, 25.0), time.trusted, time.jumped_s) == (Verdict.ADOPTED, back + 5, True, 0.0)


@pytest.mark.parametrize(
    ("ahead_s", "verdict"), [(LIMITS.off_max_s, Verdict.ADOPTED), (LIMITS.off_max_s + 60, Verdict.AHEAD)]
)
def test_but_not_any_length_of_it(ahead_s: float, verdict: Verdict) -> None:
    back = NOW + ahead_s
    assert told(rebooted(), back, 10.0, system_utc=back)[1] is verdict


def test_without_a_witness_a_second_answer_has_to_confirm_it() -> None:
    time, verdict = told(rebooted(), NOW + DAY_S, 10.0, system_utc=0.0)
    assert (verdict, utc_at(time, 10.0)) == (Verdict.WAITING, NOW)
    time, verdict = told(time, NOW + DAY_S + 59, 69.0, system_utc=0.0)
    assert (verdict, time.trusted) == (Verdict.WAITING, False)
    time, verdict = told(time, NOW + DAY_S + 60, 70.0, system_utc=0.0)
    assert (verdict, utc_at(time, 70.0), time.jumped_s) == (Verdict.ADOPTED, NOW + DAY_S + 60, DAY_S)


def test_answers_that_do_not_fit_each_other_confirm_nothing() -> None:
    time, _ = told(rebooted(), NOW + DAY_S, 10.0, system_utc=0.0)
    time, verdict = told(time, NOW + 2 * DAY_S, 100.0, system_utc=0.0)
    assert (verdict, time.waiting) == (Verdict.WAITING, Claim(NOW + 2 * DAY_S, 0.1, 100.0))


def test_the_machines_own_clock_is_no_witness_for_itself() -> None:
    assert told(rebooted(), NOW + DAY_S, 10.0, system_utc=NOW + DAY_S, own=True)[1] is Verdict.WAITING


def test_alone_a_backend_is_believed_for_a_week_altogether() -> None:
    assert told(rebooted(), NOW + LIMITS.alone_max_s + 60, 10.0, system_utc=0.0)[1] is Verdict.AHEAD
    time, _ = told(rebooted(), NOW + 4 * DAY_S, 10.0, system_utc=0.0)
    time, verdict = told(time, NOW + 4 * DAY_S + 60, 70.0, system_utc=0.0)
    assert verdict is Verdict.ADOPTED
    time, verdict = told(time, NOW + 8 * DAY_S, 130.0, system_utc=0.0)
    assert verdict is Verdict.AHEAD


def test_in_trusted_time_the_machine_is_no_witness_for_a_jump() -> None:
    time, _ = told(rebooted(), NOW, 10.0, system_utc=NOW)
    assert told(time, NOW + 3 * DAY_S, 20.0, system_utc=NOW + 3 * DAY_S)[1] is Verdict.WAITING


@pytest.mark.parametrize("utc", [0.0, EARLIEST_UTC - 1, LATEST_UTC + 1])
def test_absurd_years_are_refused(utc: float) -> None:
    assert told(rebooted(), utc, 10.0, system_utc=utc)[1] is Verdict.ABSURD


def test_an_answer_before_its_question_is_refused() -> None:
    assert told(rebooted(), NOW, 10.0, system_utc=NOW, error_s=-1.0)[1] is Verdict.ABSURD


def test_the_very_first_time_may_put_a_wrong_machine_right_in_both_directions() -> None:
    for wrong in (NOW + 10 * YEAR_S, NOW - YEAR_S / 2):
        time = begin(None, Reading("b", 0.0, wrong))
        time, verdict = told(time, NOW, 10.0, system_utc=wrong)
        assert verdict is Verdict.WAITING
        time, verdict = told(time, NOW + 60, 70.0, system_utc=wrong)
        assert (verdict, utc_at(time, 70.0), time.jumped_s) == (Verdict.ADOPTED, NOW + 60, 0.0)


def test_a_clock_that_runs_ahead_waits_and_one_that_lags_catches_up() -> None:
    time, _ = told(rebooted(), NOW, 10.0, system_utc=NOW)
    ahead, _ = told(time, NOW + 9998.9, 10_010.0, system_utc=NOW)  # 1.1 s ahead of the claim's nearest end
    assert utc_at(ahead, 10_010.0) == NOW + 10_000
    assert utc_at(ahead, 10_011.1) == pytest.approx(NOW + 10_000.1)
    behind, _ = told(time, NOW + 10_001, 10_010.0, system_utc=NOW)
    assert utc_at(behind, 10_010.0) == NOW + 10_001


# --- what no history can do ---------------------------------------------------------------------------------------

jump = st.floats(-20 * YEAR_S, 20 * YEAR_S)
small = st.floats(-5.0, 5.0)


@dataclass
class World:
    """True time goes on; everything else may lie. `time` is the kiosk's."""

    true_utc: float = NOW
    monotonic_s: float = 500.0
    boot: int = 1
    off_by_s: float = 0.0
    time: KioskTime = field(default_factory=lambda: begin(MARK, Reading("boot-1", 500.0, NOW)))

    @property
    def reading(self) -> Reading:
        return Reading(f"boot-{self.boot}", self.monotonic_s, self.true_utc + self.off_by_s)

    def utc(self) -> float:
        return utc_at(self.time, self.monotonic_s)

    def wait(self, seconds: float) -> None:
        self.true_utc += seconds
        self.monotonic_s += seconds

    def claim(self, utc: float, *, own: bool = False) -> Verdict:
        claim = Claim(utc, 0.2, self.monotonic_s, own=own)
        self.time, verdict = hear(self.time, claim, self.reading.system_utc, LIMITS)
        return verdict

    def restart(self, off_s: float, *, power: bool) -> None:
        mark = mark_at(self.time, self.reading, None)
        self.wait(off_s)
        if power:
            self.boot += 1
            self.monotonic_s = 3.0
        self.time = begin(mark, self.reading)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.floats(0, 3 * DAY_S)),
        st.tuples(st.just("system"), jump),
        st.tuples(st.just("lie"), st.one_of(jump, small)),
        st.tuples(st.just("kill"), st.floats(0, 60)),
        st.tuples(st.just("power"), st.floats(0, 40 * DAY_S)),
    ),
    max_size=40,
)


@given(steps)
@settings(max_examples=300, deadline=None)
def test_time_never_goes_back_whatever_happens(history: list[tuple[str, float]]) -> None:
    world, latest = World(), NOW
    for what, value in history:
        _play(world, what, value)
        assert world.utc() >= latest
        latest = world.utc()


@given(steps)
@settings(max_examples=300, deadline=None)
def test_without_a_claim_no_jump_of_the_machine_moves_it(history: list[tuple[str, float]]) -> None:
    world, counted_s = World(), 0.0
    for what, value in history:
        if what in {"wait", "kill"}:
            counted_s += value
        if what != "lie":
            _play(world, what, value)
        assert world.utc() == pytest.approx(NOW + counted_s, abs=1e-3)


@given(steps)
@settings(max_examples=300, deadline=None)
def test_a_lying_backend_moves_it_by_no_more_than_the_limit_a_start(history: list[tuple[str, float]]) -> None:
    """While the machine's clock does not bear the lie out."""
    world = World(off_by_s=-NOW)
    for what, value in history:
        if what != "system":
            _play(world, what, value)
        passed_s = world.true_utc - NOW
        kills = sum(1 for kind, _ in history if kind in {"kill", "power"}) + 1
        inexact_s = kills * LIMITS.slack_s + LIMITS.drift * passed_s
        assert world.utc() <= world.true_utc + world.boot * LIMITS.alone_max_s + inexact_s + 1


@given(st.lists(st.floats(0.1, 2.0), min_size=1, max_size=60))
def test_small_lies_do_not_add_up_unnoticed(lies: list[float]) -> None:
    world = World()
    for lie in lies:
        world.wait(15)
        world.claim(world.utc() + lie)
    passed_s = world.true_utc - NOW
    inexact_s = LIMITS.slack_s + LIMITS.drift * passed_s + 0.2
    assert world.utc() - world.true_utc <= world.time.jumped_s + inexact_s  # and jumps are limited altogether


@given(st.lists(st.tuples(st.sampled_from(["wait", "system", "kill"]), jump), max_size=30))
def test_with_an_honest_backend_it_is_right_whatever_the_machine_says(history: list[tuple[str, float]]) -> None:
    world = World()
    for what, value in history:
        _play(world, what, value if what == "system" else abs(value) % 60)
        assert world.claim(world.true_utc) is Verdict.AGREES
        assert world.utc() == pytest.approx(world.true_utc, abs=1.0)


@given(st.floats(0, 300 * DAY_S), st.one_of(st.just(0.0), jump))
def test_after_any_outage_an_honest_backend_is_believed_with_a_good_machine_clock(off_s: float, wrong: float) -> None:
    world = World()
    world.restart(off_s, power=True)
    world.off_by_s = wrong
    world.claim(world.true_utc)
    if wrong == 0.0:
        assert world.utc() == pytest.approx(world.true_utc, abs=3.0)
    assert world.utc() <= world.true_utc + 1


def _play(world: World, what: str, value: float) -> None:
    match what:
        case "wait":
            world.wait(value)
        case "system":
            world.off_by_s = value
        case "lie":
            world.claim(world.true_utc + value)
            world.wait(61)
            world.claim(world.true_utc + value)
        case "kill":
            world.restart(value, power=False)
        case "power":
            world.restart(value, power=True)
