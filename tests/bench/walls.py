"""The walls that the poll loop is measured on: so many doors, on the boards that one would buy for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from locker_driver.config import BITS_PER_CHAR
from locker_driver.families import FAMILIES, Family
from locker_driver.quiet import MIN_GAP_S, SPARE_GAP_S

SIZES: Final = (24, 48, 100, 500)
_WAYS: Final[dict[Family, int]] = {
    "8a": 24,
    "kerong-cu16": 16,
    "kerong-cu48": 48,
    "kerong-cu48b": 48,
    "modbus-relay": 32,
    "winnsen": 16,
    "wkly": 24,
    "dc": 12,
}
_MOST_BOARDS: Final = 32
"""Unit loads of one RS-485 line without a repeater (TIA-485-A)."""


@dataclass(frozen=True)
class Wall:
    """`buses`: the board addresses on each line."""

    family: Family
    doors: int
    ways: int
    buses: tuple[tuple[int, ...], ...]

    @property
    def baud(self) -> int:
        return FAMILIES[self.family].baud

    @property
    def wire_s(self) -> float:
        """Question and answer of one board, bytes only."""
        return (_question_bytes(self.family) + _answer_bytes(self.family, self.ways)) * BITS_PER_CHAR / self.baud

    @property
    def gap_s(self) -> float:
        """The pause that must precede every question."""
        return max(3.5 * BITS_PER_CHAR / self.baud, MIN_GAP_S) + SPARE_GAP_S

    @property
    def longest(self) -> int:
        """Boards on the fullest line, which sets the time of a cycle."""
        return max(len(boards) for boards in self.buses)


def wall(family: Family, doors: int) -> Wall:
    """The boards spread evenly over as few lines as bear them."""
    ways = _WAYS[family]
    boards = ceil(doors / ways)
    addresses = FAMILIES[family].boards
    lines = ceil(boards / min(len(addresses), _MOST_BOARDS))
    return Wall(family, doors, ways, tuple(_addresses(addresses, boards, lines, line) for line in range(lines)))


def _addresses(addresses: Sequence[int], boards: int, lines: int, line: int) -> tuple[int, ...]:
    count = boards // lines + (line < boards % lines)
    return tuple(addresses[:count])


def _question_bytes(family: Family) -> int:
    return {"kerong-cu48": 6, "kerong-cu48b": 6, "modbus-relay": 8, "winnsen": 7, "wkly": 8, "dc": 6}.get(family, 5)


def _answer_bytes(family: Family, ways: int) -> int:
    """From the frame tables of the protocols, not from the codecs."""
    fixed = {"kerong-cu16": 9, "kerong-cu48": 12, "kerong-cu48b": 18, "winnsen": 7, "dc": 8}
    if family in fixed:
        return fixed[family]
    if family == "wkly":
        return 10 + ways
    if family == "modbus-relay":
        return 5 + ceil(ways / 8)
    return 4 + max(3, ceil(ways / 8))
