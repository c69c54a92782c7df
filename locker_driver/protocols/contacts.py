"""What the settings of a line say of board addresses, channels and feedback bits, alike for every family."""

from typing import Final

from locker_driver.config import BusConfig
from locker_driver.errors import CommandError
from locker_driver.protocols.codec import Command, QueryDoor, Release, ReplySpec, Unlock

QUERY_TIMEOUT_S: Final = 0.25
"""Enough for the slowest answers seen of any family, 200 ms."""
AFTER_PULSE_S: Final = 0.5
"""A board that answers an unlock after the pulse has answered so long after it, or does not."""


class Contacts:
    """The boards and feedback contacts of one line."""

    def __init__(self, config: BusConfig) -> None:
        self.ways = config.ways
        self._boards = config.spec.boards
        self._unlock_timeout_s = config.lock.pulse_s + AFTER_PULSE_S
        self._closed_when_set = config.polarity == "closed_when_shorted"

    def check(self, command: Command, *, releases: bool = False) -> None:
        """Raises CommandError for what must not be sent to boards of this family.

        An address or channel that no board has means "all of them" on many. `releases`: the family has a Release.
        """
        if isinstance(command, Release) and not releases:
            raise CommandError("boards of this family switch their outputs off themselves")
        if command.board not in self._boards:
            raise CommandError(f"board {command.board} is not between {self._boards[0]} and {self._boards[-1]}")
        if isinstance(command, Unlock | QueryDoor) and not 1 <= command.channel <= self.ways:
            raise CommandError(f"channel {command.channel} is not between 1 and {self.ways}")

    def reply(self, command: Command) -> ReplySpec:
        """For families that answer everything, and an unlock after its pulse."""
        timeout_s = self._unlock_timeout_s if isinstance(command, Unlock) else QUERY_TIMEOUT_S
        return ReplySpec(command, expects=True, timeout_s=timeout_s)

    def closed(self, bit: bool) -> bool:
        """What one feedback bit says of its door; `bit`: the contact is reported as shorted."""
        return bit == self._closed_when_set

    def all_closed(self, bits: int) -> dict[int, bool]:
        """What the feedback bits of a whole board say; the lowest bit is channel 1."""
        return {way: self.closed(bool(bit)) for way, bit in self.each(bits).items()}

    def each(self, bits: int) -> dict[int, bool]:
        """The bits by channel, without polarity."""
        return {way: bool(bits >> (way - 1) & 1) for way in range(1, self.ways + 1)}
