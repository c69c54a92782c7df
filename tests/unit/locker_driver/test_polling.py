from locker_driver.polling import (
    EXPECTING_S,
    LOST_AFTER,
    REPORT_REST_S,
    SILENT_S,
    SOMETHING_OPEN_S,
    Poller,
    Priority,
)

CLOSED = {1: True, 2: True}


def poller(boards: int = 1) -> Poller:
    under_test = Poller(dict.fromkeys(range(1, boards + 1), (1, 2)), poll_s=0.5)
    under_test.start(0.0)
    return under_test


def ask(under_test: Poller, now_s: float) -> int:
    due = under_test.due(now_s)
    assert due is not None
    under_test.asked(due[1], now_s)
    return due[1]


def test_every_board_is_due_at_start_and_each_in_its_turn() -> None:
    under_test = poller(boards=3)
    assert [ask(under_test, 0.0) for _ in range(3)] == [1, 2, 3]
    assert under_test.due(100.0) is None


def test_a_quiet_board_is_asked_at_the_poll_period() -> None:
    under_test = poller()
    under_test.answered(ask(under_test, 0.0), CLOSED, 0.02)
    assert under_test.next_due_s() == 0.52
    assert under_test.due(0.5) is None


def test_an_open_door_is_watched_more_often() -> None:
    under_test = poller()
    under_test.answered(ask(under_test, 0.0), {1: True, 2: False}, 0.0)
    assert under_test.next_due_s() == SOMETHING_OPEN_S


def test_a_channel_without_a_door_does_not_hurry_the_polls() -> None:
    under_test = poller()
    under_test.answered(ask(under_test, 0.0), {**CLOSED, 9: False}, 0.0)
    assert under_test.next_due_s() == 0.5


def test_a_reading_that_differs_is_asked_for_again_at_once() -> None:
    under_test = poller()
    under_test.answered(ask(under_test, 0.0), CLOSED, 0.0)
    under_test.answered(ask(under_test, 0.5), {1: False, 2: True}, 0.5)
    assert under_test.due(0.5) == (Priority.EVENT, 1)


def test_a_pulsed_door_is_looked_at_until_it_opens() -> None:
    under_test = poller()
    under_test.answered(ask(under_test, 0.0), CLOSED, 0.0)
    under_test.expect(1, 2, until_s=2.0, now_s=0.1)
    assert under_test.due(0.1) == (Priority.CONFIRM, 1)
    under_test.answered(ask(under_test, 0.1), CLOSED, 0.1)
    assert under_test.next_due_s() == 0.1 + EXPECTING_S
    under_test.answered(ask(under_test, 0.2), {1: True, 2: False}, 0.2)
    under_test.answered(ask(under_test, 0.2), {1: True, 2: False}, 0.2)
    assert under_test.next_due_s() == 0.2 + SOMETHING_OPEN_S


def test_a_door_that_stays_closed_is_not_expected_for_ever() -> None:
    under_test = poller()
    under_test.expect(1, 2, until_s=2.0, now_s=0.0)
    under_test.answered(ask(under_test, 2.0), CLOSED, 2.0)
    assert under_test.next_due_s() == 2.5


def test_a_silent_board_is_asked_less_often() -> None:
    under_test = poller()
    for now_s in range(1, LOST_AFTER + 1):
        under_test.silent(ask(under_test, now_s), now_s)
    assert under_test.next_due_s() == LOST_AFTER + SILENT_S
    under_test.answered(ask(under_test, 11.0), CLOSED, 11.0)
    assert under_test.next_due_s() == 11.5


def test_a_report_while_the_question_is_on_its_way_is_not_forgotten() -> None:
    under_test = poller()
    board = ask(under_test, 0.0)
    under_test.hurry(board, Priority.EVENT, 0.01)
    under_test.answered(board, CLOSED, 0.02)
    assert under_test.due(0.02) == (Priority.EVENT, 1)


def test_a_report_of_a_foreign_board_is_ignored() -> None:
    under_test = poller()
    ask(under_test, 0.0)
    under_test.hurry(77, Priority.EVENT, 0.0)
    assert under_test.due(1.0) is None


def test_the_urgent_board_goes_first() -> None:
    under_test = poller(boards=3)
    under_test.hurry(3, Priority.EVENT, 0.0)
    under_test.hurry(2, Priority.CONFIRM, 0.0)
    assert [ask(under_test, 0.0) for _ in range(3)] == [2, 3, 1]


def test_a_board_that_rests_is_not_asked_whoever_hurries_it() -> None:
    under_test = poller(boards=2)
    under_test.rest(1, until_s=2.0)
    under_test.hurry(1, Priority.CONFIRM, 0.0)
    assert ask(under_test, 0.0) == 2
    assert under_test.due(1.9) is None
    assert under_test.next_due_s() == 2.0
    assert under_test.due(2.0) == (Priority.CONFIRM, 1)


def test_boards_that_are_not_polled_rest_as_well() -> None:
    under_test = poller()
    assert 1 in under_test
    assert 9 not in under_test
    under_test.rest(9, until_s=2.0)
    assert (under_test.rest_s(9), under_test.rest_s(1)) == (2.0, float("-inf"))


def test_who_is_hurried_waits_behind_those_hurried_before() -> None:
    under_test = poller(boards=2)
    under_test.answered(ask(under_test, 0.0), CLOSED, 0.0)
    under_test.hurry(1, Priority.CONFIRM, 10.0)
    under_test.hurry(2, Priority.CONFIRM, 10.1)  # its ordinary poll has been due since the start
    assert ask(under_test, 11.0) == 1


def test_reports_without_end_bring_a_poll_forward_now_and_then() -> None:
    under_test = poller()
    under_test.answered(ask(under_test, 1.0), CLOSED, 1.02)
    under_test.reported(1, 1.05)
    assert under_test.due(1.05) is None
    assert under_test.next_due_s() == 1.0 + REPORT_REST_S
    under_test.answered(ask(under_test, 1.2), CLOSED, 1.22)
    under_test.reported(1, 1.4)
    assert under_test.due(1.4) == (Priority.EVENT, 1)
    under_test.reported(77, 1.4)


def test_a_board_that_reads_differently_every_time_is_not_asked_without_a_pause() -> None:
    under_test = poller()
    under_test.answered(ask(under_test, 0.0), CLOSED, 0.0)
    under_test.answered(ask(under_test, 0.5), {1: False, 2: True}, 0.5)
    under_test.answered(ask(under_test, 0.5), {1: True, 2: False}, 0.5)
    assert under_test.due(0.5) is None
    assert under_test.next_due_s() == 0.5 + SOMETHING_OPEN_S
