import pytest

from locker_driver.quiet import BABBLE_S, DRAIN_MAX_S, DRAIN_S, MIN_GAP_S, SPARE_GAP_S, Quiet


@pytest.mark.parametrize(("baud", "gap_s"), [(9600, 35 / 9600), (19200, 35 / 19200), (115200, MIN_GAP_S)])
def test_a_gap_after_the_last_byte_of_anybody(baud: int, gap_s: float) -> None:
    quiet = Quiet(10 / baud)
    assert quiet.free(0.0)
    sent_s = quiet.spoke(5, 0.0)
    assert sent_s == pytest.approx(50 / baud)
    quiet.heard(0.1)
    assert not quiet.free(0.1 + gap_s)
    assert quiet.free(quiet.next_s())
    assert quiet.next_s() == pytest.approx(0.1 + gap_s + SPARE_GAP_S)


def test_a_drain_ends_with_quiet_or_at_its_limit() -> None:
    quiet = Quiet(10 / 9600)
    quiet.drain(1.0)
    quiet.heard(1.05)
    assert not quiet.drained(1.05 + DRAIN_S - 0.001)
    assert not quiet.free(1.1)
    assert quiet.drained(1.05 + DRAIN_S)
    assert not quiet.drained(1.05 + DRAIN_S)
    quiet.drain(2.0)
    now_s = 2.0
    while now_s < 2.0 + DRAIN_MAX_S - 0.02:
        now_s += 0.01
        quiet.heard(now_s)
        assert not quiet.drained(now_s)
    assert quiet.drained(2.0 + DRAIN_MAX_S)


def test_a_line_that_is_never_quiet_is_told_once_a_second() -> None:
    quiet = Quiet(10 / 9600)
    told = []
    for step in range(3000):
        now_s = 10.0 + step / 1000
        quiet.heard(now_s)
        if quiet.babbles(now_s):
            told.append(now_s)
    assert told == pytest.approx([10.0 + BABBLE_S, 10.0 + 2 * BABBLE_S])


def test_reports_now_and_then_are_no_babble() -> None:
    quiet = Quiet(10 / 9600)
    for step in range(100):
        quiet.heard(10.0 + step / 10)
        assert not quiet.babbles(10.0 + step / 10)


def test_where_no_byte_takes_time_only_the_pause_counts() -> None:
    quiet = Quiet(0.0)
    assert quiet.spoke(12, 5.0) == 5.0
    assert not quiet.free(5.0 + MIN_GAP_S)
    assert quiet.free(5.0 + MIN_GAP_S + SPARE_GAP_S + 1e-9)
