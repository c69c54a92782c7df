"""What a generic board needs to know of its family: how requests look, and the bytes of the answers.

The families here are written from the protocols, not from the driver's codecs, so that the two check each other.
What no source tells is assumed: silence on a bad check, a foreign address, an unknown lock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol


class Ask(Enum):
    """UNLOCK: energise `channels`. READ: contacts, all of them without `channels`. OFF: let `channels` go.
    OTHER: nothing moves, but the family has an answer.
    """

    UNLOCK = auto()
    READ = auto()
    OFF = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Order:
    """One complete request. `address` None: every board on the line.

    `broadcast`: it means the whole board, which no door number may lead to. `together`: at once, not one after the
    other. `pulse_s` None: as long as the board is set to; inf: until it is told otherwise.
    """

    ask: Ask
    address: int | None
    raw: bytes
    channels: tuple[int, ...] = ()
    broadcast: bool = False
    together: bool = False
    pulse_s: float | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What a board knows of itself when it speaks: the address it gives, and its inputs and outputs by channel."""

    address: int
    shorted: Callable[[int], bool]
    occupied: Callable[[int], bool]
    energised: Callable[[int], bool]


class Speaker(Protocol):
    """One family in one dialect.

    `deaf_while_pulsing`: it answers an unlock after the pulse and hears nothing before. `needs_silence`: a request
    counts only if the line was quiet before it.
    """

    deaf_while_pulsing: bool
    needs_silence: bool

    def understand(self, heard: bytes) -> Order | None:
        """The request that ends with the last byte of `heard`, if one does."""
        ...

    def answer(self, order: Order, view: View) -> bytes:
        """Empty if the family has none."""
        ...

    def report(self, channel: int, view: View, /) -> bytes:
        """What the board says unasked when a contact changes. Empty if the family says nothing."""
        ...


class NeverReports:
    """A family whose boards speak only when they are asked."""

    def report(self, _channel: int, _view: View, /) -> bytes:
        return b""


def mask(ways: int, bit: Callable[[int], bool]) -> int:
    """Channel 1 in bit 0."""
    return sum(bit(channel) << (channel - 1) for channel in range(1, ways + 1))


def channels_of(bits: int) -> tuple[int, ...]:
    """The reverse of mask()."""
    return tuple(place + 1 for place in range(bits.bit_length()) if bits >> place & 1)
