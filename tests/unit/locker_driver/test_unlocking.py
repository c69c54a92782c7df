import pytest

from locker_driver.jobs import Result
from locker_driver.models import DoorState, UnlockOutcome
from locker_driver.protocols.codec import Frame, FrameKind
from locker_driver.unlocking import UnlockWatch

JAM_S = 1.2
ANSWER = Frame(FrameKind.ANSWER, 1, {3: False}, b"")
PULSED = Result(end_s=10.3, written_s=10.0, answer=ANSWER)


def watch(before: DoorState = DoorState.CLOSED, result: Result | None = PULSED) -> UnlockWatch:
    under_test = UnlockWatch(before, JAM_S)
    if result is not None:
        under_test.pulsed(result)
    return under_test


def read(under_test: UnlockWatch, state: DoorState, at_s: float) -> UnlockOutcome | None:
    under_test.read(state, at_s, at_s + 0.02)
    return under_test.report.outcome if under_test.report else None


def test_the_acknowledgement_is_not_the_opening() -> None:
    under_test = watch()
    assert under_test.report is None
    assert read(under_test, DoorState.OPEN, 10.31) is UnlockOutcome.OPENED
    assert under_test.report is not None
    assert under_test.report.written_s == 10.0
    assert under_test.report.acknowledged_s == 10.3
    assert under_test.report.opened_s == pytest.approx(10.33)


def test_a_lost_acknowledgement_does_not_hide_an_opening() -> None:
    under_test = watch(result=Result(end_s=10.8, written_s=10.0, cause="no answer"))
    assert read(under_test, DoorState.OPEN, 11.0) is UnlockOutcome.OPENED
    assert under_test.report is not None
    assert under_test.report.acknowledged_s is None


def test_a_reading_from_before_the_end_of_the_pulse_proves_nothing() -> None:
    assert read(watch(), DoorState.OPEN, 10.29) is None
    assert read(watch(result=None), DoorState.OPEN, 11.0) is None


def test_open_before_and_after() -> None:
    assert read(watch(DoorState.OPEN), DoorState.OPEN, 10.4) is UnlockOutcome.ALREADY_OPEN


def test_jammed_needs_a_closed_reading_after_the_jam_time() -> None:
    under_test = watch()
    assert read(under_test, DoorState.CLOSED, 10.3 + JAM_S - 0.01) is None
    assert read(under_test, DoorState.UNKNOWN, 10.3 + JAM_S) is None
    assert read(under_test, DoorState.CLOSED, 10.3 + JAM_S) is UnlockOutcome.JAMMED


def test_it_may_still_open_just_before_the_jam_time() -> None:
    under_test = watch()
    read(under_test, DoorState.CLOSED, 11.4)
    assert read(under_test, DoorState.OPEN, 11.45) is UnlockOutcome.OPENED


def test_the_first_outcome_stands() -> None:
    under_test = watch()
    read(under_test, DoorState.OPEN, 10.4)
    assert read(under_test, DoorState.CLOSED, 20.0) is UnlockOutcome.OPENED


@pytest.mark.parametrize("written_s", [None, 10.0])
def test_a_lost_link_is_unknown_at_once(written_s: float | None) -> None:
    under_test = watch(result=Result(10.1, written_s, cause="gone", link_lost=True))
    assert under_test.report is not None
    assert under_test.report.outcome is UnlockOutcome.UNKNOWN
    assert under_test.report.written_s == written_s
    assert under_test.report.cause == "gone"


def test_what_cannot_be_read_is_unknown() -> None:
    report = watch().give_up("silent")
    assert (report.outcome, report.cause, report.acknowledged_s) == (UnlockOutcome.UNKNOWN, "silent", 10.3)
