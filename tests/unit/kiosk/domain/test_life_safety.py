from itertools import product

import pytest

from kiosk.domain.life_safety import child_fits, child_sized, suspicious
from kiosk.domain.wall import Box
from kiosk.settings import load_profile


@pytest.mark.parametrize(
    ("width_mm", "height_mm", "depth_mm", "fits"),
    [
        (500, 640, 500, True),
        (500, 320, 500, True),
        (500, 160, 500, False),  # 140 mm inside
        (500, 170, 500, True),  # 150 mm inside, 36 litres
        (500, 169, 500, False),
        (169, 1000, 500, False),
        (500, 500, 150, True),  # 34 litres
        (500, 500, 149, False),
        (320, 220, 500, False),  # 30 litres and no more
        (321, 220, 500, True),
    ],
)
def test_a_child_fits_where_a_toy_box_would_need_air(width_mm: int, height_mm: int, depth_mm: int, fits: bool) -> None:
    assert child_fits(Box(0, 0, width_mm, height_mm), depth_mm) is fits


def test_the_small_doors_of_the_demo_are_too_small() -> None:
    wall = load_profile("demo").wall
    large = {door.number for door in wall.compartments if door.size != "S"}
    assert child_sized(wall) == large
    assert {7, 13, 19} <= large


def test_only_an_empty_unattended_compartment_that_a_child_fits_into_is_suspicious() -> None:
    found = [
        which
        for which in product((False, True), repeat=3)
        if suspicious(child_sized=which[0], empty=which[1], attended=which[2])
    ]
    assert found == [(True, True, False)]
