from locker_driver.known_boards import KnownBoards
from locker_driver.protocols.codec import QueryBoard, QueryDoor, Release, Unlock

POLLED = (1, 2)


def test_anybody_may_be_asked_but_only_a_board_that_answered_commanded() -> None:
    known = KnownBoards((1, 2), POLLED)
    assert known.may(QueryBoard(1))
    assert known.may(QueryDoor(1, 3))
    assert not known.may(Unlock(1, 3))
    assert list(known.meet(1)) == [1]
    assert known.may(Unlock(1, 3))
    assert not known.may(Unlock(2, 3))
    assert list(known.meet(1)) == []


def test_a_board_that_is_never_asked_is_known_with_the_first_other_one() -> None:
    known = KnownBoards((1, 2, 9), POLLED)
    assert not known.may(Unlock(9, 1))
    assert list(known.meet(2)) == [2, 9]
    assert known.may(Unlock(9, 1))
    assert known.may(Release(9))
    assert list(known.meet(1)) == [1]


def test_another_adapter_may_have_come_back() -> None:
    known = KnownBoards((1, 9), POLLED)
    known.meet(1)
    known.forget()
    assert not known.may(Unlock(1, 3))
    assert not known.may(Unlock(9, 3))
