from pathlib import Path

import pytest

from kiosk.domain.wall import Box, Wall
from kiosk.errors import ConfigError
from kiosk.layout import load_wall
from kiosk.settings import CONFIG_DIR

LAYOUT = """
width_mm = 1000
height_mm = 1000
plinth_mm = 100
[sizes]
S = "small"
L = "large"
[screen]
x_mm = 600
y_mm = 200
width_mm = 400
height_mm = 600
[[columns]]
x_mm = 0
width_mm = 600
doors = [
  { number = 1, size = "S", height_mm = 300 },
  { number = 2, size = "L", height_mm = 600 },
]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "wall.toml"
    file.write_text(LAYOUT, "utf-8")
    return file


def spoil(path: Path, old: str, new: str) -> None:
    assert LAYOUT.count(old) == 1, f"{old!r} is not one place of the layout"
    path.write_text(LAYOUT.replace(old, new), "utf-8")


def test_a_wall_has_its_doors_from_the_top_down_on_the_plinth(path: Path) -> None:
    wall = load_wall(path)
    top, bottom = wall.compartments
    assert (top.number, top.row, top.box) == (1, 2, Box(0, 700, 600, 300))
    assert (bottom.number, bottom.row, bottom.box) == (2, 1, Box(0, 100, 600, 600))
    assert (top.column, top.size) == (1, "S")
    assert (wall.width_mm, wall.height_mm, wall.screen) == (1000, 1000, Box(600, 200, 400, 600))


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ("plinth_mm = 100", "plinth_mm = 100\ncolour = 1", "", "colour"),
        ("x_mm = 600", "x_mm = 600\nglow = 1", "screen", "glow"),
        ("height_mm = 300", "height_mm = 300, board = 1", "columns[0].doors[0]", "board"),
        ("width_mm = 1000", 'width_mm = "wide"', "width_mm", "int"),
        ("number = 1", 'number = "one"', "columns[0].doors[0].number", "int"),
        ("number = 1", "number = 0", "columns[0].doors[0].number", ">= 1"),
        ("height_mm = 600 }", "height_mm = -600 }", "columns[0].doors[1].height_mm", ">= 1"),
        ("width_mm = 1000", "width_mm = 20001", "width_mm", "20000"),
        ("width_mm = 1000\n", "", "", "width_mm"),
        ('size = "S"', 'size = "XS"', "columns[0].doors[0].size", "'XS' is not one of S, L"),
        ("plinth_mm = 100", "plinth_mm = 99", "columns[0].doors", "999 mm high, the bank is 1000 mm"),
        ("width_mm = 600", "width_mm = 1001", "columns[0].width_mm", "outside the bank"),
        ("number = 2", "number = 1", "columns[0].doors", "compartment 1 is there twice"),
    ],
)
def test_bad_input_names_file_and_field(path: Path, old: str, new: str, field: str, problem: str) -> None:
    spoil(path, old, new)
    with pytest.raises(ConfigError) as raised:
        load_wall(path)
    assert raised.value.where == (f"{path}: {field}" if field else str(path))
    assert problem in raised.value.problem


@pytest.mark.parametrize("content", [b"width_mm = ", b"\xff\xfe", b"[[columns]"])
def test_what_is_not_toml(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="is not TOML") as raised:
        load_wall(path)
    assert raised.value.where == str(path)


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for missing in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(ConfigError, match="cannot be read") as raised:
            load_wall(missing)
        assert raised.value.where == str(missing)


def test_no_column_and_no_door(path: Path) -> None:
    start = LAYOUT.index("[[columns]]")
    path.write_text("columns = []\n" + LAYOUT[:start], "utf-8")
    with pytest.raises(ConfigError, match="length >= 1"):
        load_wall(path)


@pytest.mark.parametrize("shipped", sorted((CONFIG_DIR / "layouts").glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_layout_loads(shipped: Path) -> None:
    wall = load_wall(shipped)
    assert wall.compartments
    for number in [door.number for door in wall.compartments]:
        wall.place(number)


def surveyed(tmp_path: Path, more: str) -> Wall:
    path = tmp_path / "wall.toml"
    path.write_text(LAYOUT.replace("height_mm = 600 },", f"height_mm = 600, {more} }},"))
    return load_wall(path)


def test_a_handle_and_a_limit_of_weight_are_surveyed_door_by_door(tmp_path: Path) -> None:
    wall = surveyed(tmp_path, "handle_mm = 650, max_weight_g = 9000")
    assert [(door.grip_mm, door.max_weight_g) for door in wall.compartments] == [(850, 0), (650, 9000)]
    assert wall.sizes == ("S", "L")


@pytest.mark.parametrize("handle_mm", [99, 701])
def test_a_handle_is_on_its_door(tmp_path: Path, handle_mm: int) -> None:
    with pytest.raises(ConfigError, match=r"handle_mm.*from 100 to 700"):
        surveyed(tmp_path, f"handle_mm = {handle_mm}")
