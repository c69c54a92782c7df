import pytest

from kiosk.domain.wall import Band, Box, Compartment, Place, Side, Wall

SCREEN = Box(1000, 800, 500, 1200)


def door(number: int, column: int, row: int, x_mm: int, y_mm: int) -> Compartment:
    return Compartment(number, "S", column, row, Box(x_mm, y_mm, 500, 200))


WALL = Wall(
    2000,
    2000,
    SCREEN,
    (
        door(1, 1, 2, 0, 1000),
        door(2, 1, 1, 0, 0),
        door(3, 2, 1, 1500, 1000),
        door(4, 3, 3, 1000, 400),
        door(5, 3, 2, 1001, 200),
        door(6, 3, 1, 999, 0),
    ),
)


def test_a_place_in_words() -> None:
    assert WALL.place(1) == Place(1, 3, 2, 2, Band.CHEST, Side.LEFT)
    assert WALL.place(3) == Place(2, 3, 1, 1, Band.CHEST, Side.RIGHT)


@pytest.mark.parametrize("number", [4, 5, 6])
def test_a_door_under_the_screen_is_here(number: int) -> None:
    assert WALL.place(number).side is Side.HERE


@pytest.mark.parametrize(
    ("y_mm", "band"),
    [
        (150, Band.FLOOR),
        (151, Band.KNEE),
        (500, Band.KNEE),
        (501, Band.HIP),
        (900, Band.HIP),
        (901, Band.CHEST),
        (1300, Band.CHEST),
        (1301, Band.EYE),
        (1600, Band.EYE),
        (1601, Band.OVERHEAD),
    ],
)
def test_the_middle_of_a_door_decides_its_height_in_words(y_mm: int, band: Band) -> None:
    assert Wall(500, 2000, SCREEN, (door(1, 1, 1, 0, y_mm),)).place(1).band is band


def test_distance_is_from_middle_to_middle() -> None:
    assert WALL.distance_mm(4) == 900.0
    assert WALL.distance_mm(1) == (1000.0**2 + 300.0**2) ** 0.5


@pytest.mark.parametrize("ask", [WALL.compartment, WALL.place, WALL.distance_mm])
def test_a_number_that_is_not_there(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(KeyError):
        ask(7)
