"""The sans-I/O interface of every board family: commands out as bytes, bytes in as frames.

A codec knows no time and no port. It is aware of the transaction: most families have no length field, so what a frame
is depends on what was asked. A `ReplySpec` says that; without one (None) nothing was asked and only reports are due.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Unlock:
    """Pulse one lock."""

    board: int
    channel: int


@dataclass(frozen=True, slots=True)
class QueryDoor:
    """Read one feedback contact. Families without such a question ask the whole board."""

    board: int
    channel: int


@dataclass(frozen=True, slots=True)
class QueryBoard:
    """Read every feedback contact of a board."""

    board: int


@dataclass(frozen=True, slots=True)
class Release:
    """Switch every output of a board off, as a board that was left with a solenoid energised needs. Opens nothing."""

    board: int


Command = Unlock | QueryDoor | QueryBoard | Release


@dataclass(frozen=True, slots=True)
class ReplySpec:
    """What may come back. `expects` is False for commands that a family never answers; nothing is waited for then.

    `timeout_s` counts from the last byte of the request on the wire to the last byte of the answer. `tag`: the number
    that ties an answer to this one request, in families that have one (Modbus TCP's transaction identifier); else 0.
    """

    command: Command
    expects: bool
    timeout_s: float
    tag: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """Bytes for the wire and what to expect."""

    data: bytes
    reply: ReplySpec


class FrameKind(Enum):
    """STRAY: a valid frame that answers another question than the one asked, such as a late answer or an echo."""

    ANSWER = auto()
    REPORT = auto()
    STRAY = auto()


@dataclass(frozen=True, slots=True)
class Frame:
    """One valid frame. `closed` holds what it says of each channel, polarity already applied.

    `occupied`: what parcel sensors say, for boards that have them. `refused`: why the board did not do what was
    asked, in English; empty if it did, or does not say.
    """

    kind: FrameKind
    board: int
    closed: Mapping[int, bool]
    raw: bytes
    occupied: Mapping[int, bool] = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Garbage:
    """Bytes that are no frame. `bad_check`: they begin like one, but its check does not hold."""

    raw: bytes
    bad_check: bool


class Codec(Protocol):
    """One instance per bus; it buffers what is not yet a frame.

    `releases`: the family has a Release, which the bus sends to each board once after the port was opened.
    """

    releases: bool

    def encode(self, command: Command) -> Request:
        """Raises CommandError for what must never be sent, such as a channel that means "all"."""
        ...

    def feed(self, data: bytes, spec: ReplySpec | None) -> Sequence[Frame | Garbage]:
        """What is certain already, in the order of the line; at most one ANSWER. The rest stays buffered."""
        ...

    def settle(self, spec: ReplySpec) -> Sequence[Frame | Garbage]:
        """The line is quiet: look for the answer among garbage. Empty, and nothing dropped, if it is not there."""
        ...

    def flush(self) -> Sequence[Frame | Garbage]:
        """The question is over: hand out and forget everything buffered. Nothing in it is an answer."""
        ...

    @property
    def pending(self) -> int:
        """How many bytes are buffered."""
        ...
