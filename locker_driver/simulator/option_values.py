"""Values of options that are more than a figure: addresses, dialects, door maps, faults."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final, get_type_hints

import msgspec

from locker_driver.dialects import Dialect
from locker_driver.door_map import MapEntry, expand
from locker_driver.errors import ConfigError
from locker_driver.families import FamilySpec
from locker_driver.simulator.installation import Place
from locker_driver.simulator.requests import Request, fault_of_words
from locker_driver.simulator.wall import WallError

_LISTED: Final = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")
_WORDS: Final[Mapping[str, bool]] = {"true": True, "yes": True, "false": False, "no": False}


class OptionError(Exception):
    """One option that cannot work, in one line."""


def addresses(text: str, spec: FamilySpec) -> tuple[int, ...]:
    """`3`: so many, from the family's first address. `1,4,7-9`, `5-5`: these."""
    low, high = spec.boards[0], spec.boards[-1]
    if text.isdecimal():
        if not 1 <= int(text) <= len(spec.boards):
            raise OptionError(f"--boards: {text} is not between 1 and {len(spec.boards)}")
        return tuple(spec.boards[: int(text)])
    listed: list[int] = []
    for item in text.split(","):
        ends = _LISTED.fullmatch(item.strip())
        if ends is None:
            raise OptionError(f"--boards: {item!r} is no address or range of addresses, as in 1,4,7-9")
        listed += range(int(ends[1]), int(ends[2] or ends[1]) + 1)
    if not listed or any(address not in spec.boards for address in listed):
        raise OptionError(f"--boards: addresses of this family are {low} to {high}")
    if len(set(listed)) != len(listed):
        raise OptionError("--boards: an address is listed twice")
    return tuple(listed)


def dialect(texts: Sequence[str], spec: FamilySpec, **preset: object) -> Dialect:
    """`KEY=VALUE` each. `preset`: what other options say of it."""
    kinds = get_type_hints(spec.dialect)
    known = [field.name for field in fields(spec.dialect)]
    values = dict(preset)
    for text in texts:
        key, _, value = text.partition("=")
        if key not in known:
            raise OptionError(f"--dialect: {key!r} is none of {', '.join(known) or 'this family, which has none'}")
        values[key] = _value(text, value, kinds[key])
    try:
        return msgspec.convert(values, spec.dialect)
    except (ConfigError, msgspec.ValidationError) as error:
        raise OptionError(f"--dialect: {error}") from error


def _value(text: str, value: str, kind: object) -> object:
    try:
        if kind is int:
            return int(value, 0)
        return _WORDS[value] if kind is bool else value
    except (ValueError, KeyError):
        wanted = "a number" if kind is int else "true or false"
        raise OptionError(f"--dialect: {text!r}: {wanted} is expected") from None


def places_of_text(doors: str, sensors: str) -> dict[int, Place]:
    """`1-13=1:1-13,14=2:5`; `sensors` likewise, for contacts that are not on the lock's own channel."""
    contacts = {entry.door: entry for entry in _entries("--sensors", sensors)}
    places: dict[int, Place] = {}
    for entry in _entries("--map", doors):
        if entry.door in places:
            raise OptionError(f"--map: door {entry.door} is there twice")
        contact = contacts.pop(entry.door, None)
        sensor = (contact.board, contact.channel) if contact else (None, 0)
        places[entry.door] = Place(entry.board, entry.channel, *sensor)
    for number in contacts:
        raise OptionError(f"--sensors: there is no door {number}")
    return places


def _entries(option: str, text: str) -> list[MapEntry]:
    try:
        table = dict(item.split("=") for item in text.split(",") if item)
        return list(expand(table))
    except ValueError:
        raise OptionError(f"{option}: {text!r} is not of the form DOORS=BOARD:CHANNELS,...") from None
    except ConfigError as error:
        raise OptionError(f"{option}: {error.problem}") from error


def places_of_json(path: Path) -> dict[int, Place]:
    """`{"N": {"board": B, "channel": C}}`."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return {int(number): Place(int(item["board"]), int(item["channel"])) for number, item in table.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OptionError(f"--map-json: {path}: {error!r}") from error


def places_of_boards(boards: Sequence[int], ways: int) -> dict[int, Place]:
    """Doors numbered through all boards."""
    return {
        index * ways + channel: Place(board, channel)
        for index, board in enumerate(boards)
        for channel in range(1, ways + 1)
    }


def check_places(places: Mapping[int, Place], boards: Sequence[int], ways: int) -> None:
    """Every channel exists and is there once. Raises OptionError."""
    for number, place in places.items():
        for board, channel in {(place.board, place.channel), place.contact}:
            if board not in boards or not 1 <= channel <= ways:
                raise OptionError(f"map: door {number}: there is no channel {board}:{channel}")
    if len({(place.board, place.channel) for place in places.values()}) != len(places):
        raise OptionError("map: two doors are on one channel")
    if len({place.contact for place in places.values()}) != len(places):
        raise OptionError("map: the contacts of two doors are on one channel")


def fault(text: str) -> Request:
    """`door 3 jam`, or `door:3=jam`."""
    try:
        return fault_of_words(text.replace(":", " ").replace("=", " ").split())
    except WallError as error:
        raise OptionError(f"--fault: {error}") from error
