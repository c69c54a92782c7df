"""Settings of a bank: supplies, buses, brokers with door modules, and the lock behind each door number.

All are checked when they are made: ConfigError names the table and the field.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from locker_driver.dialects import Dialect, DialectModbus, PlainDialect
from locker_driver.errors import ConfigError
from locker_driver.families import FAMILIES, Family, FamilySpec, Polarity

Echo = Literal["off", "strip"]
MqttDialect = Literal["shelly", "esphome", "tasmota", "openluke"]

BITS_PER_CHAR: Final = 10  # 8N1
BANK_SUPPLY: Final = ""
"""The supply of all locks for which none is named: one that drives a single lock at a time."""


@dataclass(frozen=True, slots=True)
class Supply:
    """A power supply that several locks share. `ampere`: what it gives to locks, after its other loads."""

    name: str
    ampere: float

    def __post_init__(self) -> None:
        _require(f"supply {self.name or '?'}: name", self.name != "", "must not be empty")
        _require(f"supply {self.name}: ampere", 0 < self.ampere <= 1000, f"{self.ampere:g} is not between 0 and 1000")


@dataclass(frozen=True, slots=True)
class LockConfig:
    """The locks on one line, which are all of one kind.

    `pulse_ms`: how long the board energises one; 0 is the family's usual time. `min_off_ms`: rest of one solenoid
    after its pulse. `ampere`: what one draws, `supply`: from where (BANK_SUPPLY: one lock of the bank at a time).
    `jam_after_s`: a door that still reads closed so long after the pulse counts as jammed. `held_open_s`: a door
    open for so long is reported once; 0 never.
    """

    pulse_ms: int = 0
    min_off_ms: int = 2000
    ampere: float = 2.4
    supply: str = BANK_SUPPLY
    jam_after_s: float = 1.2
    held_open_s: float = 60.0

    def __post_init__(self) -> None:
        pulse_ok = self.pulse_ms == 0 or 10 <= self.pulse_ms <= 10_000
        _require("lock.pulse_ms", pulse_ok, f"{self.pulse_ms} is not between 10 and 10000")
        _require("lock.min_off_ms", 0 <= self.min_off_ms <= 4000, f"{self.min_off_ms} is not between 0 and 4000")
        _require("lock.ampere", 0 < self.ampere <= 100, f"{self.ampere:g} is not between 0 and 100")
        _require("lock.jam_after_s", 0 < self.jam_after_s <= 30, f"{self.jam_after_s:g} is not between 0 and 30")
        held_ok = self.held_open_s == 0 or 5 <= self.held_open_s <= 86_400
        _require("lock.held_open_s", held_ok, f"{self.held_open_s:g} is neither 0 nor between 5 and 86400")

    @property
    def pulse_s(self) -> float:
        return self.pulse_ms / 1000


@dataclass(frozen=True, slots=True)
class BusConfig:
    """One line to boards of one family.

    `port`: a device path, "usb:VID:PID[:SERIAL][@LOCATION]", "socket://HOST:PORT", "tcp://HOST:PORT" or
    "rfc2217://HOST:PORT". `baud`, `ways` 0, `polarity` "" and `dialect` None stand for what is usual in the family, and
    are filled in. `polarity`: what a contact reported as shorted (bit 1, in `8a` 11) means; a property of the wiring.
    `echo`: "strip" when the transceiver returns our own bytes. `rs485`: "kernel" lets the driver of the UART switch
    the direction.
    """

    name: str
    port: str
    boards: tuple[int, ...]
    family: Family = "8a"
    baud: int = 0
    ways: int = 0
    polarity: Polarity | Literal[""] = ""
    dialect: Dialect | None = None
    echo: Echo = "off"
    rs485: Literal["adapter", "kernel"] = "adapter"
    poll_ms: int = 500
    lock: LockConfig = field(default_factory=LockConfig)

    def __post_init__(self) -> None:
        self._require("name", self.name != "", "must not be empty")
        self._require("port", self.port != "", "must not be empty")
        known = get_args(Family)
        self._require("family", self.family in known, f"{self.family!r} is not known; known: {', '.join(known)}")
        spec = self.spec
        self._fill(spec)
        self._require("boards", len(self.boards) > 0, "at least one board address is needed")
        self._require("boards", len(set(self.boards)) == len(self.boards), "an address is listed twice")
        addresses = f"addresses are {spec.boards[0]} to {spec.boards[-1]}"
        self._require("boards", all(board in spec.boards for board in self.boards), addresses)
        self._require("baud", 1200 <= self.baud <= 115200, f"{self.baud} is not between 1200 and 115200")
        self._require("ways", 1 <= self.ways <= spec.max_ways, f"{self.ways} is not between 1 and {spec.max_ways}")
        self._one_of("polarity", self.polarity, get_args(Polarity))
        self._one_of("echo", self.echo, get_args(Echo))
        self._one_of("rs485", self.rs485, ("adapter", "kernel"))
        self._require("dialect", type(self.dialect) is spec.dialect, f"is not one of family {self.family}")
        self._require("poll_ms", 50 <= self.poll_ms <= 60_000, f"{self.poll_ms} is not between 50 and 60000")

    @property
    def char_s(self) -> float:
        """Time of one byte on the line, 8N1. A board that speaks Modbus TCP may answer sooner than any line allows."""
        framed = isinstance(self.dialect, DialectModbus) and self.dialect.framing == "tcp"
        return 0.0 if framed else BITS_PER_CHAR / self.baud

    @property
    def spec(self) -> FamilySpec:
        return FAMILIES[self.family]

    def _fill(self, spec: FamilySpec) -> None:
        fill = object.__setattr__  # the documented way for a frozen dataclass
        fill(self, "baud", self.baud or spec.baud)
        fill(self, "ways", self.ways or spec.ways)
        fill(self, "polarity", self.polarity or spec.polarity)
        fill(self, "dialect", self.dialect or spec.dialect())
        # A momentary relay does not ask how long: its own second or so is what the supply must bear.
        momentary = isinstance(self.dialect, DialectModbus) and self.dialect.pulse == "momentary"
        fill(self, "lock", _with_pulse(self.lock, 1000 if momentary else spec.pulse_ms))

    def _one_of(self, name: str, value: str, known: tuple[str, ...]) -> None:
        self._require(name, value in known, f"{value!r} is none of {', '.join(known)}")

    def _require(self, name: str, holds: bool, problem: str) -> None:
        _require(f"bus {self.name or '?'}: {name}", holds, problem)


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a lock is wired. `bus` names a bus or a broker; board and channel are the numbers printed on the board
    (board: the position in `modules` for MQTT), channels from 1.

    `sensor_board`, `sensor_channel`: the input that its contact is wired to, where that is not the lock's own
    channel: relay boards without inputs stand beside an input board. 0 is the lock's own.
    """

    bus: str
    board: int
    channel: int
    sensor_board: int | None = None
    sensor_channel: int = 0

    @property
    def contact(self) -> tuple[int, int]:
        """Board and channel of the feedback contact."""
        board = self.board if self.sensor_board is None else self.sensor_board
        return board, self.sensor_channel or self.channel


@dataclass(frozen=True, slots=True)
class MqttConfig:
    """One broker and the door modules of one dialect behind it.

    `url`: "mqtts://HOST[:8883]", or "mqtt://HOST[:1883]" with `allow_plaintext`. Without `username` the broker lets
    everybody in, which must be allowed with `allow_anonymous`: who may publish may open doors.
    `modules`: the topic prefixes, one a module. `password_file`, `ca_file`, `cert_file`, `key_file`: paths.
    """

    name: str
    url: str
    dialect: MqttDialect
    modules: tuple[str, ...]
    ways: int = 1
    username: str = ""
    password_file: str = ""
    ca_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    allow_anonymous: bool = False
    allow_plaintext: bool = False
    polarity: Polarity = "closed_when_shorted"
    lock: LockConfig = field(default_factory=LockConfig)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lock", _with_pulse(self.lock, 500))
        self._require("name", self.name != "", "must not be empty")
        self._require("url", self.url.startswith(("mqtts://", "mqtt://")), "must start with mqtts:// or mqtt://")
        plain_ok = self.url.startswith("mqtts://") or self.allow_plaintext
        self._require("url", plain_ok, "mqtt:// is not encrypted; use mqtts://, or set allow_plaintext = true")
        known = self.username != "" or self.cert_file != "" or self.allow_anonymous
        self._require("username", known, "is needed (or cert_file); for an open broker set allow_anonymous = true")
        self._require("dialect", self.dialect in get_args(MqttDialect), f"{self.dialect!r} is not known")
        self._require("modules", len(self.modules) > 0, "at least one module is needed")
        self._require("modules", len(set(self.modules)) == len(self.modules), "a module is listed twice")
        topics_ok = all(module and not set(module) & set("+#\0") for module in self.modules)
        self._require("modules", topics_ok, "a topic prefix must not be empty or contain + or #")
        self._require("ways", 1 <= self.ways <= 64, f"{self.ways} is not between 1 and 64")
        self._require("polarity", self.polarity in get_args(Polarity), f"{self.polarity!r} is not known")

    @property
    def boards(self) -> tuple[int, ...]:
        """Modules are numbered from 1 in their order."""
        return tuple(range(1, len(self.modules) + 1))

    def _require(self, name: str, holds: bool, problem: str) -> None:
        _require(f"mqtt {self.name or '?'}: {name}", holds, problem)


LineConfig = BusConfig | MqttConfig


@dataclass(frozen=True, slots=True)
class BankConfig:
    """A whole bank: its lines, the channel behind each door number, and its supplies. Raises ConfigError."""

    buses: tuple[BusConfig, ...]
    channels: Mapping[int, Channel]
    mqtt: tuple[MqttConfig, ...] = ()
    supplies: tuple[Supply, ...] = ()

    def __post_init__(self) -> None:
        _require("buses", len(self.lines) > 0, "at least one bus or broker is needed")
        names = [line.name for line in self.lines]
        _require("buses", len(set(names)) == len(names), "two buses have the same name")
        ports = [bus.port for bus in self.buses]
        _require("buses", len(set(ports)) == len(ports), "two buses have the same port")
        self._check_supplies()
        self._check_channels({line.name: line for line in self.lines})

    @property
    def lines(self) -> tuple[LineConfig, ...]:
        return (*self.buses, *self.mqtt)

    def _check_supplies(self) -> None:
        supplies = {supply.name: supply for supply in self.supplies}
        _require("supplies", len(supplies) == len(self.supplies), "two supplies have the same name")
        for line in self.lines:
            where = f"bus {line.name}: lock."
            supply = supplies.get(line.lock.supply)
            known = line.lock.supply == BANK_SUPPLY or supply is not None
            _require(f"{where}supply", known, f"there is no supply {line.lock.supply!r}")
            enough = supply is None or line.lock.ampere <= supply.ampere
            _require(f"{where}ampere", enough, "one lock alone draws more than its supply gives")

    def _check_channels(self, lines: Mapping[str, LineConfig]) -> None:
        locks: dict[tuple[str, int, int], int] = {}
        contacts: dict[tuple[str, int, int], int] = {}
        for number, place in self.channels.items():
            _require(f"door {number}", number >= 1, "door numbers count from 1")
            line = lines.get(place.bus)
            if line is None:
                raise ConfigError(f"door {number}: bus", f"there is no bus {place.bus!r}")
            for word, (board, channel), taken in (
                ("channel", (place.board, place.channel), locks),
                ("sensor", place.contact, contacts),
            ):
                where = f"door {number}: {word}"
                _require(f"door {number}: board", board in line.boards, f"bus {line.name} has no board {board}")
                _require(where, 1 <= channel <= line.ways, f"{channel} is not between 1 and {line.ways}")
                other = taken.setdefault((place.bus, board, channel), number)
                text = f"bus {place.bus}, board {board}, channel {channel} is already door {other}"
                _require(where, other == number, text)


def _with_pulse(lock: LockConfig, usual_ms: int) -> LockConfig:
    if lock.pulse_ms:
        return lock
    return LockConfig(usual_ms, lock.min_off_ms, lock.ampere, lock.supply, lock.jam_after_s, lock.held_open_s)


def _require(where: str, holds: bool, problem: str) -> None:
    if not holds:
        raise ConfigError(where, problem)


__all__ = [
    "BANK_SUPPLY",
    "BankConfig",
    "BusConfig",
    "Channel",
    "Echo",
    "LineConfig",
    "LockConfig",
    "MqttConfig",
    "MqttDialect",
    "PlainDialect",
    "Supply",
]
