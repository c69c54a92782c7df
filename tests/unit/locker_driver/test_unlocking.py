from dataclasses import replace

import pytest

from locker_driver.jobs import Result
from locker_driver.models import DoorState, UnlockOutcome
from locker_driver.protocols.codec import Frame, FrameKind
from locker_driver.unlocking import BLIND_S, UnlockWatch

PULSE_S = 0.3
JAM_S = 1.2
ANSWER = Frame(FrameKind.ANSWER, 1, {3: False}, b"")
PULSED = Result(end_s=10.31, written_s=10.0, answer=ANSWER, sent_s=10.01)


def watch(before: DoorState = DoorState.CLOSED, result: Result | None = PULSED) -> UnlockWatch:
    under_test = UnlockWatch(before, PULSE_S, JAM_S)
    if result is not None:
        under_test.pulsed(result)
    return under_test


def seen_closed_till(under_test: UnlockWatch, end_s: float) -> UnlockWatch:
    """Read as often as a person cannot open and shut a door in between."""
    at_s = 10.0
    while at_s < end_s:
        read(under_test, DoorState.CLOSED, at_s)
        at_s += BLIND_S / 2
    return under_test


def read(under_test: UnlockWatch, state: DoorState, at_s: float) -> UnlockOutcome | None:
    under_test.read(state, at_s, at_s + 0.02)
    return under_test.report.outcome if under_test.report else None


def test_the_acknowledgement_is_not_the_opening() -> None:
    under_test = watch()
    assert under_test.report is None
    assert read(under_test, DoorState.OPEN, 10.32) is UnlockOutcome.OPENED
    assert under_test.report is not None
    assert under_test.report.written_s == 10.0
    assert under_test.report.acknowledged_s == 10.31
    assert under_test.report.opened_s == pytest.approx(10.34)


def test_a_lost_acknowledgement_does_not_hide_an_opening() -> None:
    under_test = watch(result=Result(end_s=10.8, written_s=10.0, cause="no answer"))
    assert read(under_test, DoorState.OPEN, 11.0) is UnlockOutcome.OPENED
    assert under_test.report is not None
    assert under_test.report.acknowledged_s is None


def test_a_reading_that_was_asked_for_before_the_command_was_written_proves_nothing() -> None:
    assert read(watch(), DoorState.OPEN, 9.99) is None


def test_a_board_may_tell_of_the_opening_before_it_acknowledges() -> None:
    under_test = watch(result=None)
    assert read(under_test, DoorState.OPEN, 10.1) is None
    under_test.pulsed(PULSED)
    assert under_test.report is not None
    assert under_test.report.outcome is UnlockOutcome.OPENED
    assert under_test.report.opened_s == pytest.approx(10.12)


@pytest.mark.parametrize(
    ("first", "then", "outcome"),
    [
        (DoorState.CLOSED, DoorState.OPEN, UnlockOutcome.ALREADY_OPEN),
        (DoorState.OPEN, DoorState.CLOSED, UnlockOutcome.OPENED),
        (DoorState.OPEN, DoorState.UNKNOWN, UnlockOutcome.ALREADY_OPEN),
    ],
)
def test_what_counts_is_the_state_at_the_pulse_not_when_it_was_asked(
    first: DoorState, then: DoorState, outcome: UnlockOutcome
) -> None:
    under_test = watch(first, result=None)
    read(under_test, then, 9.5)
    under_test.pulsed(PULSED)
    assert read(under_test, DoorState.OPEN, 10.4) is outcome


def test_open_before_and_after() -> None:
    assert read(watch(DoorState.OPEN), DoorState.OPEN, 10.4) is UnlockOutcome.ALREADY_OPEN


def test_jammed_needs_a_closed_reading_after_the_jam_time() -> None:
    under_test = seen_closed_till(watch(), 10.31 + JAM_S)
    assert read(under_test, DoorState.CLOSED, 10.31 + JAM_S - 0.01) is None
    assert read(under_test, DoorState.UNKNOWN, 10.31 + JAM_S) is None
    assert read(under_test, DoorState.CLOSED, 10.31 + JAM_S) is UnlockOutcome.JAMMED


def test_the_jam_time_begins_when_the_pulse_is_over_not_when_it_is_acknowledged() -> None:
    at_once = Result(end_s=10.02, written_s=10.0, answer=ANSWER, sent_s=10.01)
    under_test = seen_closed_till(watch(result=at_once), 11.0)
    assert (under_test.over_s, under_test.jam_s) == (pytest.approx(10.31), pytest.approx(10.31 + JAM_S))
    assert read(under_test, DoorState.CLOSED, 10.02 + JAM_S) is None
    assert read(under_test, DoorState.CLOSED, 10.32 + JAM_S) is UnlockOutcome.JAMMED


@pytest.mark.parametrize("read_s", [(), (10.2,), (10.4,)])
def test_a_door_that_was_out_of_sight_after_the_pulse_has_not_jammed(read_s: tuple[float, ...]) -> None:
    """It may have been opened and shut: a closed door at the deadline tells nothing of the time before."""
    under_test = watch()
    for at_s in read_s:
        read(under_test, DoorState.CLOSED, at_s)
    assert read(under_test, DoorState.CLOSED, 11.6) is UnlockOutcome.UNKNOWN
    assert under_test.report is not None
    assert "out of sight" in under_test.report.cause


def test_readings_that_are_doubtful_keep_no_door_in_sight() -> None:
    under_test = watch()
    read(under_test, DoorState.UNKNOWN, 10.9)
    assert read(under_test, DoorState.CLOSED, 11.6) is UnlockOutcome.UNKNOWN


def test_who_tells_every_change_has_the_door_in_sight_until_it_goes() -> None:
    under_test, gone = watch(), watch()
    under_test.read(DoorState.CLOSED, 12.0, 12.0, tells=True)
    assert under_test.report is not None
    assert under_test.report.outcome is UnlockOutcome.JAMMED
    gone.lost()
    gone.read(DoorState.CLOSED, 12.0, 12.0, tells=True)
    assert gone.report is not None
    assert gone.report.outcome is UnlockOutcome.UNKNOWN


def test_a_silent_command_may_jam_an_unanswered_one_may_not_have_pulsed() -> None:
    silent = seen_closed_till(watch(result=Result(end_s=10.01, written_s=10.0, sent_s=10.01)), 12.0)
    assert read(silent, DoorState.CLOSED, 12.0) is UnlockOutcome.JAMMED
    unanswered = watch(result=Result(end_s=10.8, written_s=10.0, cause="no answer", sent_s=10.01))
    assert read(unanswered, DoorState.CLOSED, 13.0) is UnlockOutcome.UNKNOWN
    assert unanswered.report is not None
    assert unanswered.report.cause == "no answer, and the door stayed closed"


def test_what_the_board_refused_has_not_jammed() -> None:
    refused = replace(PULSED, answer=replace(ANSWER, refused="cooling down"))
    under_test = watch(result=refused)
    assert read(under_test, DoorState.CLOSED, 12.0) is UnlockOutcome.UNKNOWN
    assert under_test.report is not None
    assert "cooling down" in under_test.report.cause
    assert read(watch(result=refused), DoorState.OPEN, 11.0) is UnlockOutcome.OPENED


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
    assert (report.outcome, report.cause, report.acknowledged_s) == (UnlockOutcome.UNKNOWN, "silent", 10.31)
