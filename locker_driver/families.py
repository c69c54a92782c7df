"""The board families by the names that settings and command line use, and the limits of each.

Figures from the vendors' documents and captures; docs/boards.md lists the sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from locker_driver.dialects import Dialect, Dialect8a, DialectKerongIr, DialectModbus, PlainDialect

Family = Literal["8a", "kerong-cu16", "kerong-cu48", "kerong-cu48b", "modbus-relay", "winnsen", "wkly", "dc"]
Polarity = Literal["closed_when_shorted", "open_when_shorted"]


@dataclass(frozen=True, slots=True)
class FamilySpec:
    """Defaults and limits. `polarity`: what a set bit (8a: 11) means on most walls of this family."""

    baud: int
    boards: range
    ways: int
    max_ways: int
    pulse_ms: int
    polarity: Polarity
    dialect: type[Dialect]
    parcel_sensors: bool = False


FAMILIES: Final[Mapping[Family, FamilySpec]] = {
    "8a": FamilySpec(9600, range(1, 100), 24, 50, 300, "closed_when_shorted", Dialect8a),
    # Ten boards a chain; the board is the high digit of the address and 15 would be the whole bus.
    "kerong-cu16": FamilySpec(19200, range(10), 16, 16, 500, "closed_when_shorted", DialectKerongIr, True),
    "kerong-cu48": FamilySpec(19200, range(10), 48, 48, 500, "closed_when_shorted", PlainDialect),
    "kerong-cu48b": FamilySpec(19200, range(10), 48, 48, 500, "closed_when_shorted", DialectKerongIr, True),
    "modbus-relay": FamilySpec(9600, range(1, 248), 8, 32, 500, "closed_when_shorted", DialectModbus),
    # Station 0 is a broadcast.
    "winnsen": FamilySpec(9600, range(1, 256), 16, 16, 500, "open_when_shorted", PlainDialect),
    "wkly": FamilySpec(9600, range(32), 24, 24, 300, "closed_when_shorted", PlainDialect),
    "dc": FamilySpec(9600, range(1, 100), 12, 24, 150, "open_when_shorted", PlainDialect),
}
