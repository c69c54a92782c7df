import random

import pytest

from kiosk.simulation.excuses import Excuses, Wish
from kiosk.simulation.facts import Died, Fact, FaultBegan, FaultEnded, LeftAlone, PoweredOn, Ready, Restored, Told
from kiosk.simulation.site import LENIENT, make_site

HOUR_S = 3600.0
NOON_S = 12 * HOUR_S
UP = (PoweredOn(0.0, 1), Ready(0.0, 1), Told(10.0, 7, whole=True))


def two_lines() -> Excuses:
    sites = (make_site(random.Random(seed)) for seed in range(50))
    return Excuses(next(site.bank for site in sites if len(site.bank.buses) == 2), LENIENT)


def excuse(
    *facts: Fact,
    doors: tuple[int, ...] = (1,),
    version: int = 7,
    refused: str = "",
    sold_s: float = HOUR_S,
) -> str:
    """Of somebody who comes at noon."""
    excuses = two_lines()
    for fact in (*UP, *facts):
        excuses.heard(fact)
    return excuses.of(Wish(doors, version, sold_s), NOON_S, refused)


def test_without_trouble_there_is_no_excuse() -> None:
    assert excuse() == ""
    assert excuse(version=8) == ""


@pytest.mark.parametrize(
    ("fault", "where", "excused", "not_excused"),
    [
        ("door_stiff", "door 1", (1,), (2,)),
        ("board_silent", "line-0, board 1", (1,), (60,)),
        ("bus_unplugged", "line-1", (60,), (1,)),
    ],
)
def test_a_fault_excuses_at_its_own_doors_only(
    fault: str, where: str, excused: tuple[int, ...], not_excused: tuple[int, ...]
) -> None:
    assert excuse(FaultBegan(HOUR_S, fault, where), doors=excused) == fault
    assert excuse(FaultBegan(HOUR_S, fault, where), doors=not_excused) == ""


def test_a_door_that_a_push_frees_is_no_excuse() -> None:
    assert excuse(FaultBegan(HOUR_S, "door_jammed", "door 1")) == ""


def test_a_fault_that_is_over_excuses_for_a_moment() -> None:
    began = FaultBegan(HOUR_S, "brown_out", "every board")
    assert excuse(began, FaultEnded(NOON_S - 30.0, "brown_out", "every board")) == "brown_out"
    assert excuse(began, FaultEnded(NOON_S - 90.0, "brown_out", "every board")) == ""


def test_a_camera_keeps_nobody_from_typing() -> None:
    gone = FaultBegan(HOUR_S, "camera_gone", "")
    assert excuse(gone) == ""


def test_without_a_network_what_was_told_before_is_served() -> None:
    away = FaultBegan(HOUR_S, "net_partition", "")
    assert (excuse(away, version=7), excuse(away, version=8)) == ("", "net_partition")
    assert excuse(away, Restored(2 * HOUR_S, 1, HOUR_S), version=7) == "net_partition"


def test_a_shop_that_wants_to_be_left_alone_tells_nothing_new_until_then() -> None:
    assert excuse(LeftAlone(NOON_S - 1800.0, 3600.0), version=8) != ""
    assert excuse(LeftAlone(NOON_S - 1800.0, 3600.0), version=7) == ""
    assert excuse(LeftAlone(2 * HOUR_S, 3600.0), version=8) == ""


def test_a_kiosk_that_is_off_serves_nobody() -> None:
    assert excuse(Died(NOON_S - 60.0, 1, "power")) == "the kiosk is not up"


def test_a_kiosk_that_was_off_takes_it_for_earlier_until_it_was_told_twice() -> None:
    late = "the kiosk takes it for earlier"
    off_s = NOON_S - 4 * HOUR_S
    again = (Died(off_s, 1, "power"), PoweredOn(off_s + HOUR_S, 2), Ready(off_s + HOUR_S, 2))
    once = (*again, Told(off_s + HOUR_S, 8, whole=True))
    assert excuse(*once, sold_s=off_s + 1.0) == ""
    assert excuse(*once, sold_s=off_s + 1.0, refused="not_yet") == late
    assert excuse(*once, sold_s=off_s - HOUR_S, refused="not_yet") == ""
    twice = Told(off_s + HOUR_S + 60.0, 8, whole=True)
    assert excuse(*once, twice, sold_s=off_s + 1.0, refused="not_yet") == ""
    lie = FaultBegan(off_s + HOUR_S + 1.0, "shop_lies_about_time", "by 30 days")
    assert excuse(*once, lie, twice, sold_s=off_s + 1.0, refused="not_yet") == late
