from math import inf

import pytest

from kiosk.domain.night import Night


@pytest.mark.parametrize(
    ("hours", "clock", "night"),
    [
        ("22:00-06:00", "21:59", False),
        ("22:00-06:00", "22:00", True),
        ("22:00-06:00", "00:00", True),
        ("22:00-06:00", "05:59", True),
        ("22:00-06:00", "06:00", False),
        ("01:00-05:00", "00:30", False),
        ("01:00-05:00", "01:00", True),
        ("", "00:00", False),
    ],
)
def test_night_may_go_over_midnight(hours: str, clock: str, night: bool) -> None:
    hour, minute = clock.split(":")
    assert Night.parse(hours).covers(int(hour) * 60 + int(minute)) is night


@pytest.mark.parametrize(
    ("hours", "second", "left_s"),
    [
        ("22:00-06:00", 21 * 3600 + 59 * 60 + 59.5, 0.5),
        ("22:00-06:00", 22 * 3600, 8 * 3600),
        ("22:00-06:00", 0, 6 * 3600),
        ("22:00-06:00", 6 * 3600, 16 * 3600),
        ("", 0, inf),
    ],
)
def test_when_night_falls_or_ends(hours: str, second: float, left_s: float) -> None:
    assert Night.parse(hours).changes_in_s(second) == left_s


@pytest.mark.parametrize("text", ["22-06", "24:00-06:00", "22:00 - 06:00", "22:60-06:00", "x"])
def test_hours_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="22:00-06:00"):
        Night.parse(text)
