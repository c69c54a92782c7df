"""Outages on virtual time."""

from locker_driver.transport.outage import Outage


def test_attempts_become_rarer_up_to_five_seconds() -> None:
    outage = Outage()
    outage.lost(0.0, blocked=False)
    assert [outage.wait_s(now_s) for now_s in range(6)] == [0.5, 1, 2, 4, 5, 5]


def test_after_thirty_seconds_a_port_is_unreachable_and_tried_every_thirty() -> None:
    outage = Outage()
    outage.lost(0.0, blocked=False)
    outage.lost(29.0, blocked=False)
    assert not outage.unreachable(29.0)
    assert outage.wait_s(29.0) <= 5
    outage.lost(30.0, blocked=False)
    assert outage.unreachable(30.0)
    assert [outage.wait_s(30.0), outage.wait_s(60.0)] == [30, 30]


def test_one_loss_is_told_once_however_often_the_port_opens_without_an_answer() -> None:
    outage = Outage()
    told = [outage.lost(0.0, blocked=False)]
    for now_s in range(1, 20):
        outage.opened(now_s)
        told.append(outage.lost(now_s + 0.5, blocked=False))
    assert told == [True] + [False] * 19


def test_a_flapping_port_is_tried_less_and_less_and_becomes_unreachable() -> None:
    outage = Outage()
    waits = []
    now_s = 0.0
    while not outage.unreachable(now_s):
        outage.opened(now_s)
        now_s += 0.1
        outage.lost(now_s, blocked=False)
        waits.append(outage.wait_s(now_s))
        now_s += waits[-1]
    assert waits[:5] == [0.5, 1, 2, 4, 5]
    assert 30 <= now_s < 40


def test_an_answer_ends_it() -> None:
    outage = Outage()
    assert not outage.told
    outage.lost(10.0, blocked=False)
    outage.wait_s(10.0)
    outage.opened(12.0)
    assert outage.told
    assert outage.answered(12.5) == 2.5
    assert not outage.told
    assert outage.lost(20.0, blocked=False)
    assert outage.wait_s(20.0) == 0.5
    assert not outage.unreachable(49.0)


def test_the_length_of_an_outage_counts_from_its_loss() -> None:
    outage = Outage()
    outage.lost(10.0, blocked=False)
    outage.opened(11.0)
    outage.lost(60.0, blocked=False)
    assert outage.answered(61.0) == 51.0


def test_a_port_without_boards_that_was_open_for_long_is_tried_soon_again() -> None:
    outage = Outage()
    assert outage.lost(0.0, blocked=False)
    outage.opened(1.0)
    assert not outage.lost(3600.0, blocked=False)
    assert not outage.unreachable(3600.0)
    assert outage.wait_s(3600.0) == 0.5


def test_having_been_open_for_long_counts_once() -> None:
    outage = Outage()
    outage.lost(0.0, blocked=False)
    outage.opened(1.0)
    for now_s in range(100, 131):
        outage.lost(now_s, blocked=False)
    assert outage.unreachable(130.0)


def test_that_somebody_must_help_is_told_once_more() -> None:
    outage = Outage()
    assert outage.lost(0.0, blocked=False)
    assert [outage.lost(now_s, blocked=True) for now_s in (1.0, 2.0)] == [True, False]
    assert not outage.lost(3.0, blocked=False)
    assert not outage.lost(4.0, blocked=True)
    outage.answered(5.0)
    assert [outage.lost(now_s, blocked=blocked) for now_s, blocked in ((6.0, False), (7.0, True))] == [True, True]
    outage.answered(8.0)
    assert [outage.lost(now_s, blocked=True) for now_s in (9.0, 10.0)] == [True, False]
