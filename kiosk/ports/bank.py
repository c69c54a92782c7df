"""The doors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Permit(Protocol):
    """The right to pulse one door once. Only a durable INTENT yields one; the bank redeems it."""

    @property
    def door(self) -> int: ...


class Door(StrEnum):
    """What the sensor says of the leaf. Never "locked": there is no lock sensor."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class UnlockOutcome(StrEnum):
    """What may be claimed after one pulse."""

    OPENED = "opened"
    ALREADY_OPEN = "already_open"
    JAMMED = "jammed"
    UNKNOWN = "unknown"


class DoorChange(StrEnum):
    """What a door did without being asked just now."""

    CLOSED = "closed"
    OPENED = "opened"
    OPENED_WITHOUT_COMMAND = "opened_without_command"
    HELD_OPEN = "held_open"
    LOST = "lost"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class LockPlace:
    """Where a lock is wired; board and channel are the numbers printed on the board."""

    bus: str
    board: int
    channel: int


@dataclass(frozen=True, slots=True)
class BusFigures:
    """One bus in figures, since start. `state` is connected, connecting, disconnected or unreachable.

    `late_frames`: answers to a question that was over. `echoes`: our own bytes that came back. `efficiency`: time that
    bytes took on the wire, as a share of the time that questions took.
    """

    name: str
    port: str
    state: str
    sent: int
    received: int
    timeouts: int
    bad_checks: int
    garbage_bytes: int
    late_frames: int = 0
    echoes: int = 0
    efficiency: float = 0.0


@dataclass(frozen=True, slots=True)
class BankAlarm:
    """What an operator has to look at. `kind` is one of `messages.AlarmKind`, `board` None: the whole line.

    `detail` is English, for the log.
    """

    kind: str
    bus: str
    board: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class BankNow:
    """The bank of the moment, for the screen. `unarmed`: doors that nobody has proved to be wired as the file says."""

    doors: Mapping[int, Door]
    places: Mapping[int, LockPlace]
    unarmed: frozenset[int] = frozenset()
    buses: tuple[BusFigures, ...] = ()
    frames: tuple[str, ...] = ()


class DoorReadings(Protocol):
    """The bank for whoever may look and not touch: there is nothing here that moves a door."""

    def door(self, number: int) -> Door: ...


class DoorBank(Protocol):
    """Every door of the bank behind compartment numbers."""

    def door(self, number: int) -> Door: ...

    def place(self, number: int) -> LockPlace: ...

    async def unlock(self, number: int, permit: Permit) -> UnlockOutcome:
        """Pulse once and say what was seen. Never raises for a silent board: that is UNKNOWN."""
        ...

    def watch(self, heard: Callable[[int, DoorChange], None]) -> None:
        """`heard` is called on the event loop with (compartment, change)."""
        ...

    def watch_alarms(self, heard: Callable[[BankAlarm], None]) -> None:
        """`heard` is called on the event loop."""
        ...

    def figures(self) -> Sequence[BusFigures]: ...

    def frames(self, bus: str) -> Sequence[str]:
        """The last frames of one bus, oldest first, for support. Empty for a bus that is not there."""
        ...
