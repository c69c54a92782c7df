"""When the screen is dim and the sounds are quiet."""

import re
from dataclasses import dataclass
from math import inf
from typing import Final, Self

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")

_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Night:
    """From `start` until before `end`, in minutes of the local day; it may go over midnight. Equal: never."""

    start: int
    end: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Of "22:00-06:00"; "" is never. Raises ValueError."""
        if not text:
            return cls(0, 0)
        match = _HOURS.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not of the form 22:00-06:00")
        first, second, third, fourth = (int(group) for group in match.groups())
        return cls(first * 60 + second, third * 60 + fourth)

    @property
    def never(self) -> bool:
        return self.start == self.end

    def covers(self, minute: int) -> bool:
        """Whether this minute of the day is night."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end

    def changes_in_s(self, second: float) -> float:
        """From this second of the day until night falls or ends. Infinite where night never is."""
        if self.never:
            return inf
        return min((60 * minute - second) % _DAY_S or _DAY_S for minute in (self.start, self.end))
