import pytest

from locker_driver.families import FAMILIES, Family
from tests.bench.walls import SIZES, wall


@pytest.mark.parametrize(
    ("family", "doors", "wire_ms", "lines"),
    [
        # Wire times of one round as they follow from the frame lengths and speeds.
        ("8a", 24, 12.5, 1),
        ("kerong-cu16", 100, 51.04, 1),
        ("kerong-cu48b", 48, 12.5, 1),
        ("winnsen", 100, 102.1, 1),
        ("wkly", 24, 43.75, 1),
        ("dc", 24, 29.17, 1),
        ("modbus-relay", 100, 70.83, 1),
        ("kerong-cu16", 500, 58.33, 4),
        ("kerong-cu48", 500, 56.25, 2),
    ],
)
def test_wire_time_of_a_round(family: Family, doors: int, wire_ms: float, lines: int) -> None:
    made = wall(family, doors)
    assert len(made.buses) == lines
    assert made.longest * made.wire_s * 1000 == pytest.approx(wire_ms, rel=0.001)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("doors", SIZES)
def test_every_wall_has_enough_doors_and_addresses_that_exist(family: Family, doors: int) -> None:
    made = wall(family, doors)
    boards = [board for line in made.buses for board in line]
    assert doors <= len(boards) * made.ways < doors + made.ways
    for line in made.buses:
        assert len(set(line)) == len(line)
        assert set(line) <= set(FAMILIES[family].boards)
