"""Which door is on which channel, as a bank file writes it: {"1-13" = "1:1-13", "14-19" = "1:19-14"}.

Left a door number or a range of them, right a board and its channel or range of channels. A range may descend.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from locker_driver.errors import ConfigError

MAX_NUMBER: Final = 9999
_RANGE: Final = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
_PLACES: Final = re.compile(r"(\d{1,3}):(\d{1,4}(?:-\d{1,4})?)")


@dataclass(frozen=True, slots=True)
class MapEntry:
    """One door of the table, and the key that it was written under."""

    door: int
    board: int
    channel: int
    key: str


def expand(table: Mapping[str, str]) -> Iterator[MapEntry]:
    """The doors of `table`, one by one, unchecked against each other. ConfigError.where is `."KEY"`."""
    for key, value in table.items():
        where = f'."{key}"'
        doors = _numbers(where, key, "doors are a number or a range, as in 5 or 1-13")
        places = _PLACES.fullmatch(value.strip())
        if places is None:
            raise ConfigError(where, f"{value!r} is not BOARD:CHANNEL or BOARD:FIRST-LAST, as in 1:5 or 1:1-13")
        board = int(places[1])
        channels = _numbers(where, places[2], "channels are a number or a range")
        if len(doors) != len(channels):
            raise ConfigError(where, f"{len(doors)} doors on {len(channels)} channels")
        yield from (MapEntry(door, board, channel, key) for door, channel in zip(doors, channels, strict=True))


def parse_doors(text: str) -> tuple[int, ...]:
    """Door numbers as typed on a command line: "3", "1-8", "1-8,12". Raises ConfigError with where "doors"."""
    problem = "doors are numbers and ranges, as in 1-8,12"
    return tuple(number for part in text.split(",") for number in _numbers("doors", part, problem))


def door_text(numbers: Iterable[int]) -> str:
    """The same the other way round: "1-8, 12"."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _numbers(where: str, text: str, problem: str) -> range:
    ends = _RANGE.fullmatch(text.strip())
    if ends is None:
        raise ConfigError(where, f"{text!r}: {problem}")
    first = int(ends[1])
    last = int(ends[2] or first)
    if min(first, last) < 1:
        raise ConfigError(where, f"{text!r}: numbers count from 1")
    return range(first, last + 1) if last >= first else range(first, last - 1, -1)
