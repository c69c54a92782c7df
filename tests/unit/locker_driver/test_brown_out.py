from locker_driver.brown_out import WINDOW_S, BrownOutWatch

ONE, TWO, ELSEWHERE = ("main", 1), ("main", 2), ("annex", 1)


def watch() -> BrownOutWatch:
    """Three boards that answer; the two lines have supplies of their own."""
    under_test = BrownOutWatch({"main": ("psu", ""), "annex": ("", "annex")})
    for board in (ONE, TWO, ELSEWHERE):
        under_test.answered(board, 9.0)
    return under_test


def test_boards_that_fall_silent_right_after_a_pulse_are_told_once() -> None:
    under_test = watch()
    under_test.pulsed(ONE, 10.0)
    assert under_test.silent(TWO, 10.2) is None
    assert under_test.silent(ONE, 10.5) == ONE
    assert under_test.silent(TWO, 10.9) is None
    assert under_test.silent(ONE, 11.2) is None


def test_one_board_alone_is_enough_if_it_stays_silent() -> None:
    under_test = watch()
    under_test.pulsed(ELSEWHERE, 10.0)
    assert under_test.silent(ELSEWHERE, 10.0) is None
    assert under_test.silent(ELSEWHERE, 10.5) == ELSEWHERE


def test_one_board_of_two_that_dies_is_no_brown_out() -> None:
    under_test = watch()
    under_test.pulsed(ONE, 10.0)
    assert [under_test.silent(ONE, 10.0), under_test.silent(ONE, 10.9), under_test.silent(ONE, 11.3)] == [None] * 3


def test_one_lost_answer_is_no_alarm_nor_is_a_board_whose_neighbour_answers() -> None:
    under_test = watch()
    under_test.pulsed(ONE, 10.0)
    under_test.silent(ONE, 10.2)
    under_test.answered(TWO, 10.4)
    assert under_test.silent(ONE, 10.6) is None
    assert under_test.silent(TWO, 10.8) is None


def test_a_board_on_another_supply_says_nothing_of_this_one() -> None:
    under_test = watch()
    under_test.pulsed(ONE, 10.0)
    under_test.silent(ONE, 10.2)
    under_test.answered(ELSEWHERE, 10.3)
    assert under_test.silent(ELSEWHERE, 10.4) is None
    assert under_test.silent(TWO, 10.5) == ONE


def test_a_board_that_was_silent_before_the_pulse_is_not_its_victim() -> None:
    under_test = watch()
    under_test.silent(ONE, 9.5)
    under_test.silent(TWO, 9.6)
    under_test.pulsed(ONE, 10.0)
    assert [under_test.silent(ONE, 10.2), under_test.silent(TWO, 10.4), under_test.silent(ONE, 10.6)] == [None] * 3


def test_silence_long_after_the_pulse_is_not_its_doing() -> None:
    under_test = watch()
    under_test.pulsed(ONE, 10.0)
    late_s = 10.0 + WINDOW_S + 0.1
    assert [under_test.silent(ONE, late_s), under_test.silent(TWO, late_s + 0.1)] == [None, None]


def test_a_port_that_is_away_is_no_brown_out() -> None:
    under_test = watch()
    under_test.pulsed(ONE, 10.0)
    under_test.gone("main")
    assert [under_test.silent(ONE, 10.2), under_test.silent(TWO, 10.4)] == [None, None]
