"""Words and settings of the library: doors, outcomes, buses, channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from locker_driver.errors import ConfigError


class DoorState(StrEnum):
    """What the sensor in the lock says of the leaf. Never "locked": no such sensor exists."""

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
    """What happened to a door. LOST and BACK mean that its board stopped and began to answer."""

    CLOSED = "closed"
    OPENED = "opened"
    OPENED_WITHOUT_COMMAND = "opened_without_command"
    LOST = "lost"
    BACK = "back"


class LinkState(StrEnum):
    """CONNECTING only until the first attempt to open the port has ended."""

    CONNECTED = "connected"
    CONNECTING = "connecting"
    DISCONNECTED = "disconnected"


@dataclass(frozen=True, slots=True)
class UnlockReport:
    """One unlock in facts. Times are CLOCK_MONOTONIC seconds, None for what was not seen.

    `written_s`: the operating system took the last byte of the request. `acknowledged_s`: the board's answer was
    complete. `opened_s`: the sensor read open. `cause` says in English why an outcome is UNKNOWN, for the log.
    """

    outcome: UnlockOutcome
    written_s: float | None = None
    acknowledged_s: float | None = None
    opened_s: float | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class BusFigures:
    """One bus in figures, since start. `state` is a LinkState."""

    name: str
    port: str
    state: str
    sent: int
    received: int
    timeouts: int
    bad_checks: int
    garbage_bytes: int


Polarity = Literal["closed_when_shorted", "open_when_shorted"]
Echo = Literal["off", "strip"]
Family = Literal["8a"]


@dataclass(frozen=True, slots=True)
class BusConfig:
    """One serial line and the boards on it.

    `polarity`: what a shorted feedback contact means; a property of the wiring, not of the board.
    `msb_group_first`: in a whole-board answer the group with the highest doors comes first (`8a`).
    `unlock_parameter`: 0x11, or 0x33 for CM06-24 boards (`8a`). `echo`: "strip" when the transceiver returns
    our own bytes. `pulse_ms`: how long the board energises a lock. `jam_after_s`: how long after the pulse a door
    that still reads closed counts as jammed.
    Raises ConfigError that names the field.
    """

    name: str
    port: str
    boards: tuple[int, ...]
    family: Family = "8a"
    baud: int = 9600
    ways: int = 24
    polarity: Polarity = "closed_when_shorted"
    msb_group_first: bool = True
    unlock_parameter: int = 0x11
    echo: Echo = "off"
    pulse_ms: int = 300
    poll_ms: int = 500
    jam_after_s: float = 1.2

    def __post_init__(self) -> None:
        self._require("name", self.name != "", "must not be empty")
        self._require("port", self.port != "", "must not be empty")
        self._require("family", self.family == "8a", f"{self.family!r} is not known; known: 8a")
        self._require("boards", len(self.boards) > 0, "at least one board address is needed")
        self._require("boards", len(set(self.boards)) == len(self.boards), "an address is listed twice")
        self._require("boards", all(1 <= board <= 99 for board in self.boards), "addresses are 1 to 99")
        self._require("baud", 1200 <= self.baud <= 115200, f"{self.baud} is not between 1200 and 115200")
        self._require("ways", 2 <= self.ways <= 50, f"{self.ways} is not between 2 and 50")
        known = ("closed_when_shorted", "open_when_shorted")
        self._require("polarity", self.polarity in known, f"{self.polarity!r} is none of {', '.join(known)}")
        self._require("unlock_parameter", self.unlock_parameter in {0x11, 0x33}, "must be 0x11 or 0x33")
        self._require("echo", self.echo in {"off", "strip"}, f"{self.echo!r} is none of off, strip")
        self._require("pulse_ms", 10 <= self.pulse_ms <= 10_000, f"{self.pulse_ms} is not between 10 and 10000")
        self._require("poll_ms", 50 <= self.poll_ms <= 60_000, f"{self.poll_ms} is not between 50 and 60000")
        self._require("jam_after_s", 0 < self.jam_after_s <= 30, f"{self.jam_after_s} is not between 0 and 30")

    def _require(self, field: str, holds: bool, problem: str) -> None:
        if not holds:
            raise ConfigError(f"bus {self.name or '?'}: {field}", problem)


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a lock is wired. Board and channel are the numbers printed on the board, both from 1."""

    bus: str
    board: int
    channel: int


@dataclass(frozen=True, slots=True)
class BankConfig:
    """A whole bank: its buses, and the channel behind each door number. Raises ConfigError."""

    buses: tuple[BusConfig, ...]
    channels: Mapping[int, Channel]

    def __post_init__(self) -> None:
        buses = {bus.name: bus for bus in self.buses}
        if len(buses) != len(self.buses):
            raise ConfigError("buses", "two buses have the same name")
        if len({bus.port for bus in self.buses}) != len(self.buses):
            raise ConfigError("buses", "two buses have the same port")
        taken: dict[Channel, int] = {}
        for number, channel in self.channels.items():
            self._check(number, channel, buses.get(channel.bus))
            if channel in taken:
                where = f"bus {channel.bus}, board {channel.board}, channel {channel.channel}"
                raise ConfigError(f"door {number}: channel", f"{where} is already door {taken[channel]}")
            taken[channel] = number

    @staticmethod
    def _check(number: int, channel: Channel, bus: BusConfig | None) -> None:
        if number < 1:
            raise ConfigError(f"door {number}", "door numbers count from 1")
        if bus is None:
            raise ConfigError(f"door {number}: bus", f"there is no bus {channel.bus!r}")
        if channel.board not in bus.boards:
            raise ConfigError(f"door {number}: board", f"bus {bus.name} has no board {channel.board}")
        if not 1 <= channel.channel <= bus.ways:
            raise ConfigError(f"door {number}: channel", f"{channel.channel} is not between 1 and {bus.ways}")
