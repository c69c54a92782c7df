import pytest

from locker_driver.doubts import MAX_LATE_S, Doubts
from locker_driver.protocols.codec import QueryBoard, QueryDoor, Unlock


def test_an_answer_to_the_only_question_is_beyond_doubt() -> None:
    assert Doubts().settle(QueryBoard(1), 5.0, 5.1) is None


def test_the_first_answer_after_a_silence_is_not_and_the_board_rests_as_long_as_the_questions_were_apart() -> None:
    doubts = Doubts()
    doubts.unanswered(QueryBoard(1), 5.0)
    doubts.unanswered(QueryBoard(1), 5.4)
    assert doubts.settle(QueryBoard(1), 5.8, 5.9) == pytest.approx(0.8)
    assert doubts.settle(QueryBoard(1), 6.7, 6.8) is None


def test_nobody_is_later_than_that() -> None:
    doubts = Doubts()
    doubts.unanswered(QueryBoard(1), 5.0)
    assert doubts.settle(QueryBoard(1), 6.9, 5.0 + MAX_LATE_S) is None
    doubts.unanswered(QueryBoard(1), 15.0)
    doubts.unanswered(QueryBoard(1), 16.5)
    assert doubts.settle(QueryBoard(1), 17.3, 17.4) == pytest.approx(0.8)


def test_doubt_is_about_one_board_and_one_kind_of_question() -> None:
    doubts = Doubts()
    doubts.unanswered(QueryBoard(1), 5.0)
    doubts.unanswered(Unlock(1, 3), 5.0)
    assert doubts.settle(QueryBoard(2), 6.0, 6.1) is None
    assert doubts.settle(Unlock(1, 4), 6.0, 6.1) is None
    assert doubts.settle(Unlock(1, 3), 6.0, 6.1) == 1.0
    # Some families answer for the whole board when asked for one door.
    assert doubts.settle(QueryDoor(1, 7), 6.0, 6.1) == 1.0
