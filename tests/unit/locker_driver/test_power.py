"""The power budget on its own clock."""

from math import inf

from locker_driver.power import Draw, PowerBudget


def draw(channel: int, supply: str = "psu", ampere: float = 2.4, min_off_s: float = 0.0) -> Draw:
    return Draw(("main", 1, channel), supply, ampere, min_off_s)


def budget(**supplies: float) -> PowerBudget:
    return PowerBudget(supplies)


def ask(under_test: PowerBudget, *draws: Draw) -> list[Draw]:
    for each in draws:
        under_test.ask(each)
    return under_test.due(0.0)


def test_as_many_at_once_as_the_supply_gives() -> None:
    first, second, third = draw(1), draw(2), draw(3)
    under_test = budget(psu=4.8)
    assert ask(under_test, first, second, third) == [first, second]
    assert under_test.next_s() == inf
    under_test.ended(first, over_s=0.4)
    assert under_test.due(0.3) == []
    assert under_test.next_s() == 0.4
    assert under_test.due(0.4) == [third]


def test_an_unnamed_supply_drives_one_lock_at_a_time() -> None:
    first, second = draw(1, supply="", ampere=0.1), draw(2, supply="", ampere=0.1)
    assert ask(budget(psu=100.0), first, second) == [first]


def test_a_supply_that_is_busy_keeps_nobody_on_another_waiting() -> None:
    first, second, other = draw(1), draw(2), draw(3, supply="other")
    assert ask(budget(psu=2.4, other=2.4), first, second, other) == [first, other]


def test_a_large_lock_is_not_overtaken_for_ever() -> None:
    small, large, next_small = draw(1, ampere=1.0), draw(2, ampere=3.0), draw(3, ampere=1.0)
    under_test = budget(psu=3.0)
    assert ask(under_test, small, large, next_small) == [small]
    under_test.ended(small, over_s=0.5)
    assert under_test.due(0.5) == [large]


def test_a_lock_rests_after_its_pulse_and_keeps_nobody_waiting() -> None:
    under_test = budget(psu=2.4)
    first, again, other = draw(1, min_off_s=2.0), draw(1, min_off_s=2.0), draw(2)
    ask(under_test, first, again)
    under_test.ended(first, over_s=0.5)
    assert under_test.due(0.5) == []
    assert under_test.next_s() == 2.5
    under_test.ask(other)
    assert under_test.due(0.5) == [other]
    under_test.ended(other, over_s=0.9)
    assert under_test.due(2.4) == []
    assert under_test.due(2.5) == [again]


def test_one_lock_is_not_pulsed_twice_at_once_whatever_the_supply_gives() -> None:
    first, again = draw(1), draw(1)
    assert ask(budget(psu=100.0), first, again) == [first]


def test_what_was_not_written_draws_nothing_and_needs_no_rest() -> None:
    under_test = budget(psu=2.4)
    first, again = draw(1, min_off_s=2.0), draw(1, min_off_s=2.0)
    ask(under_test, first, again)
    under_test.unused(first)
    assert under_test.due(0.1) == [again]


def test_who_leaves_is_not_served() -> None:
    under_test = budget(psu=2.4)
    first, second, third = draw(1), draw(2), draw(3)
    ask(under_test, first, second, third)
    under_test.leave(second)
    under_test.ended(first, over_s=0.1)
    assert under_test.due(0.1) == [third]


def test_tenths_of_an_ampere_add_up() -> None:
    three = [draw(channel, ampere=0.1) for channel in (1, 2, 3)]
    assert ask(budget(psu=0.3), *three) == three
