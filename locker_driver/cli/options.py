"""Options of the command line, and the bank that they name."""

import argparse
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from locker_driver.bank_file import SIMULATED, bank_of, load_bank
from locker_driver.config import BankConfig
from locker_driver.door_map import parse_doors
from locker_driver.errors import ConfigError
from locker_driver.families import FAMILIES

BUS: Final = "line"
"""The name of the only bus of a bank that was given as --url."""
_BOARDS: Final = re.compile(r"(\d{1,3})(?:-(\d{1,3}))?")
_NUMBER: Final = re.compile(r"\d{1,4}")
_EPILOG: Final = """exit codes: 0 all well, 1 not all doors are proven (commission), 2 wrong usage or settings,
3 jammed, 4 unknown or unreachable, 5 another door opened instead, 130 interrupted"""
_ELSEWHERE: Final = {
    "simulate": "virtual boards of any family on a pseudo-terminal or a TCP port (simulate -h)",
    "simulate-mqtt": "virtual door modules on a broker (simulate-mqtt -h)",
}


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """argparse itself ends with exit code 2 for what it does not know."""
    parser = argparse.ArgumentParser(
        prog="python -m locker_driver", description="Locker doors from the command line.", epilog=_EPILOG
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _bank_command(commands, "status", "what the contact of every door says")
    opening = _bank_command(commands, "open", "open one door, and tell each outcome as it becomes known")
    opening.add_argument("door", type=int, metavar="N")
    _bank_command(commands, "watch", "tell what changes until interrupted")
    stats = _bank_command(commands, "stats", "counters and the last 20 frames of every line")
    stats.add_argument("--seconds", type=_seconds, default=3.0, metavar="S", help="how long to count (default 3)")
    _probe_command(commands)
    walk = _bank_command(commands, "commission", "walk the doors one by one and store the proof of their wiring")
    walk.add_argument("--proof", type=Path, required=True, metavar="FILE", help="where the proof is kept")
    walk.add_argument("--by", default="", metavar="NAME", help="who walks")
    commands.add_parser("schema", help="JSON Schema of bank files, for editors")
    for name, text in _ELSEWHERE.items():
        commands.add_parser(name, help=text, add_help=False)
    return parser.parse_args(arguments)


def _bank_command(commands: Any, name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    add = parser.add_argument
    add("--config", type=Path, metavar="FILE", help="a bank file; instead of --url and --family")
    add("--url", metavar="URL", help="/dev/…, usb:VID:PID, socket://HOST:PORT, tcp://… or rfc2217://…")
    add("--family", choices=list(FAMILIES), metavar="NAME", help=", ".join(FAMILIES))
    add("--board", action="append", default=[], metavar="A", help="address or range, repeatable (default: the first)")
    add("--doors", metavar="N", help="with --url: how many; with --config: which, as in 1-8,12 (default: all)")
    add("--set", action="append", default=[], metavar="KEY=VALUE", help='as in a bank file: ways=12, echo="strip"')
    _json_option(parser)
    return parser


def _probe_command(commands: Any) -> None:
    text = "ask who is on a line, by status queries only, over families and speeds"
    parser: argparse.ArgumentParser = commands.add_parser("probe", help=text, description=text)
    add = parser.add_argument
    add("--url", required=True, metavar="URL", help="/dev/…, usb:VID:PID, socket://HOST:PORT, tcp://… or rfc2217://…")
    add("--family", action="append", default=[], metavar="NAME", help="repeatable (default: all)")
    add("--board", action="append", default=[], metavar="A", help="address or range, repeatable (default: the first)")
    add("--baud", action="append", type=int, default=[], metavar="N", help="repeatable (default: the usual five)")
    _json_option(parser)


def _json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 86400")
    return value


def bank(options: argparse.Namespace) -> BankConfig:
    """The bank of --config, or the one that --url and its companions describe. Raises ConfigError."""
    if options.config is not None:
        return _of_file(options)
    if options.url is None or options.family is None:
        raise ConfigError("--url", "give --url and --family, or --config")
    family = FAMILIES[options.family]
    settings = _settings(options.set)
    ways = settings.get("ways") or family.ways
    default = (1,) if 1 in family.boards and family.boards[0] != 0 else (0,)
    boards = parse_boards(options.board) or default
    most = len(boards) * ways if isinstance(ways, int) else 0
    count = _count(options.doors, most)
    doors = {str(number + 1): f"{boards[number // ways]}:{number % ways + 1}" for number in range(count)}
    bus = {"name": BUS, "port": options.url, "family": options.family, "boards": list(boards), "doors": doors}
    try:
        return bank_of({"buses": [bus | settings]}, Path.cwd(), "")
    except ConfigError as error:
        raise ConfigError(_option(error.where), error.problem) from error


def _option(where: str) -> str:
    """ ": buses[0].boards" was given as --board."""
    name = where.partition("buses[0]")[2].lstrip(".")
    return {"port": "--url", "boards": "--board", "": "--set"}.get(name, f"--set {name}")


def _of_file(options: argparse.Namespace) -> BankConfig:
    for name in ("url", "family", "board", "set"):
        if getattr(options, name):
            raise ConfigError(f"--{name}", "is in the bank file already; --config excludes it")
    config = load_bank(options.config)
    for index, bus in enumerate(config.buses):
        if bus.port.startswith(SIMULATED):
            problem = f"{bus.port!r} is the kiosk's own simulator; run `simulate` and name its port"
            raise ConfigError(f"{options.config}: buses[{index}].port", problem)
    return config


def doors(options: argparse.Namespace, config: BankConfig) -> tuple[int, ...]:
    """The doors that a command is about. Raises ConfigError."""
    if options.doors is None or options.config is None:
        return tuple(sorted(config.channels))
    try:
        chosen = parse_doors(options.doors)
    except ConfigError as error:
        raise ConfigError("--doors", error.problem) from error
    for number in chosen:
        if number not in config.channels:
            raise ConfigError("--doors", f"the bank has no door {number}")
    return chosen


def parse_boards(texts: Sequence[str]) -> tuple[int, ...]:
    """Addresses: "3", "0-3". Raises ConfigError."""
    boards: list[int] = []
    for text in texts:
        ends = _BOARDS.fullmatch(text)
        if ends is None or int(ends[2] or ends[1]) > 255:
            raise ConfigError("--board", f"{text!r} is not an address, as in 1, or a range, as in 0-3")
        first, last = int(ends[1]), int(ends[2] or ends[1])
        if last < first:
            raise ConfigError("--board", f"{text!r} ends before it begins")
        boards.extend(range(first, last + 1))
    return tuple(dict.fromkeys(boards))


def _count(text: str | None, most: int) -> int:
    if text is None:
        return most
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= most:
        raise ConfigError("--doors", f"{text!r} is not a number between 1 and {most}")
    return int(text)


def _settings(texts: Sequence[str]) -> dict[str, Any]:
    """KEY=VALUE as TOML; a value that is no TOML is a text. dialect.pulse=flash is a table in a table."""
    lines = []
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise ConfigError("--set", f"{text!r} is not KEY=VALUE")
        lines.append(f"{key} = {value if _is_toml(value) else f'{value!r}'}")
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("--set", f"{', '.join(texts)}: {error}") from error


def _is_toml(value: str) -> bool:
    try:
        tomllib.loads(f"x = {value}")
    except tomllib.TOMLDecodeError:
        return False
    return True
