"""Reads a bank file (TOML): power supplies, buses, brokers, and the channel behind each door number.

Anything that does not fit is one ConfigError whose `where` is "FILE: table[index].field".
"""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Final, get_args

import msgspec

from locker_driver.bank_tables import BankTables, BusTable, LockTable, MqttTable
from locker_driver.config import BankConfig, BusConfig, Channel, Echo, LockConfig, MqttConfig, MqttDialect, Supply
from locker_driver.dialects import Dialect, Dialect8a, DialectModbus
from locker_driver.door_map import MapEntry, expand
from locker_driver.errors import ConfigError
from locker_driver.families import FAMILIES, Family, Polarity
from locker_driver.transport.address import check_port

SIMULATED: Final = "sim:"
"""A port that the application replaces by the one of its simulator. Anything may follow, to tell two apart."""
MAX_BYTES: Final = 1_000_000
_WORDS: Final = {
    "array": "a list",
    "object": "a table",
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
}
"""A technician reads TOML, msgspec speaks JSON and Python."""
_KNOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "family": get_args(Family),
    "polarity": get_args(Polarity),
    "echo": get_args(Echo),
    "dialect": get_args(MqttDialect),
    **{option.name: get_args(option.type) for kind in (Dialect8a, DialectModbus) for option in fields(kind)},
    "rs485": ("adapter", "kernel"),
}
"""The words that a field may hold."""


@dataclass(slots=True)
class _Doors:
    """The channels so far, and the key of the file that each door came from."""

    channels: dict[int, Channel] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)


def load_bank(path: Path) -> BankConfig:
    """The bank that `path` describes. Raises ConfigError. File names in it are relative to its folder."""
    return bank_of(_read(path), path.parent, str(path))


def bank_of(data: Mapping[str, object], folder: Path, source: str) -> BankConfig:
    """The bank that `data` describes, which is a bank file as Python has it. Errors name `source` first."""
    try:
        return _bank(msgspec.convert(data, BankTables), folder)
    except msgspec.ValidationError as error:
        problem, place = _problem(error)
        raise ConfigError(f"{source}: {place}" if place else source, problem) from error
    except ConfigError as error:
        raise ConfigError(f"{source}: {error.where}", error.problem) from error


def _read(path: Path) -> dict[str, object]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(str(path), f"is longer than {MAX_BYTES} bytes")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"is not TOML: {error}") from error


def _problem(error: msgspec.ValidationError) -> tuple[str, str]:
    """msgspec says "Expected `int`, got `str` - at `$.buses[0].baud`"; a technician knows tables and fields."""
    problem, _, where = str(error).partition(" - at `$")
    place = where.rstrip("`").removeprefix(".")
    known = _KNOWN.get(place.rpartition(".")[2], ())
    if known and problem.startswith("Invalid enum value "):
        return f"{problem.removeprefix('Invalid enum value ')} is not known; known: {', '.join(known)}", place
    for json_word, word in _WORDS.items():
        problem = problem.replace(f"`{json_word}`", word)
    return problem, place


def _bank(tables: BankTables, folder: Path) -> BankConfig:
    places: dict[str, str] = {}
    doors = _Doors()
    supplies, buses, mqtt = [], [], []
    for index, supply in enumerate(tables.supplies):
        with _within(f"supplies[{index}]"):
            supplies.append(Supply(supply.name, supply.ampere))
    for index, bus in enumerate(tables.buses):
        where = places[bus.name] = f"buses[{index}]"
        with _within(where):
            buses.append(_bus(bus))
        _add_doors(doors, where, bus)
    for index, broker in enumerate(tables.mqtt):
        where = places[broker.name] = f"mqtt[{index}]"
        with _within(where):
            mqtt.append(_mqtt(broker, folder))
        _add_doors(doors, where, broker)
    try:
        return BankConfig(tuple(buses), doors.channels, tuple(mqtt), tuple(supplies))
    except ConfigError as error:
        raise ConfigError(_place(error.where, places, doors), error.problem) from error


@contextmanager
def _within(table: str) -> Iterator[None]:
    """Errors of the settings say "bus main: baud"; in a file it is "buses[0].baud"."""
    try:
        yield
    except ConfigError as error:
        raise ConfigError(f"{table}.{error.where.rpartition(': ')[2]}", error.problem) from error


def _place(where: str, places: Mapping[str, str], doors: _Doors) -> str:
    """Where in the file the whole bank's settings are wrong: "bus main: lock.supply", "door 5: board", "buses"."""
    subject, _, name = where.partition(": ")
    kind, _, which = subject.partition(" ")
    if kind == "door":
        return doors.keys[int(which)]
    return f"{places[which]}.{name}" if which in places else where


def _bus(table: BusTable) -> BusConfig:
    if table.port and not table.port.startswith(SIMULATED):
        check_port(table.port)
    return BusConfig(
        name=table.name,
        port=table.port,
        boards=table.boards,
        family=table.family,
        baud=table.baud,
        ways=table.ways,
        polarity=table.polarity,
        dialect=_dialect(table.family, table.dialect),
        echo=table.echo,
        rs485=table.rs485,
        poll_ms=table.poll_ms,
        lock=_lock(table.lock),
    )


def _dialect(family: Family, options: Mapping[str, str | int | bool]) -> Dialect:
    """The dialect of `family` with these options. Raises ConfigError for one that the family does not have."""
    kind = FAMILIES[family].dialect
    known = [option.name for option in fields(kind)]
    for name in options:
        if name not in known:
            has = f"family {family} has {', '.join(known)}" if known else f"family {family} has no dialects"
            raise ConfigError(f"dialect.{name}", f"is not known; {has}")
    try:
        return msgspec.convert(dict(options), kind)
    except msgspec.ValidationError as error:
        problem, place = _problem(error)
        raise ConfigError(f"dialect.{place}", problem) from error


def _mqtt(table: MqttTable, folder: Path) -> MqttConfig:
    def beside(name: str) -> str:
        return str(folder / name) if name else ""

    return MqttConfig(
        name=table.name,
        url=table.url,
        dialect=table.dialect,
        modules=table.modules,
        ways=table.ways,
        username=table.username,
        password_file=beside(table.password_file),
        ca_file=beside(table.ca_file),
        cert_file=beside(table.cert_file),
        key_file=beside(table.key_file),
        allow_anonymous=table.allow_anonymous,
        allow_plaintext=table.allow_plaintext,
        polarity=table.polarity,
        lock=_lock(table.lock),
    )


def _lock(table: LockTable) -> LockConfig:
    return LockConfig(
        table.pulse_ms, table.min_off_ms, table.ampere, table.supply, table.jam_after_s, table.held_open_s
    )


def _add_doors(doors: _Doors, where: str, table: BusTable | MqttTable) -> None:
    for entry in _entries(f"{where}.doors", table.doors):
        key = f'{where}.doors."{entry.key}"'
        if entry.door in doors.channels:
            raise ConfigError(key, f"door {entry.door} is already in {doors.keys[entry.door]}")
        doors.channels[entry.door] = Channel(table.name, entry.board, entry.channel)
        doors.keys[entry.door] = key
    for entry in _entries(f"{where}.sensors", table.sensors):
        key = f'{where}.sensors."{entry.key}"'
        place = doors.channels.get(entry.door)
        if place is None or place.bus != table.name:
            raise ConfigError(key, f"door {entry.door} is not in {where}.doors")
        if place.sensor_channel:
            raise ConfigError(key, f"door {entry.door} has two sensors")
        doors.channels[entry.door] = replace(place, sensor_board=entry.board, sensor_channel=entry.channel)
        doors.keys[entry.door] = key


def _entries(where: str, table: Mapping[str, str]) -> Iterator[MapEntry]:
    try:
        yield from expand(table)
    except ConfigError as error:
        raise ConfigError(f"{where}{error.where}", error.problem) from error
