"""Options of the simulator's command line."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from locker_driver.simulator.control import fault_named
from locker_driver.simulator.faults import BoardFault, DoorFault
from locker_driver.simulator.installation import Place
from locker_driver.simulator.settings import BoardSettings
from locker_driver.simulator.wall import WallError


class OptionError(Exception):
    """One option that cannot work, in one line."""


@dataclass(frozen=True, slots=True)
class Options:
    """All options, checked against each other."""

    link: Path
    control: Path
    boards: int
    settings: BoardSettings
    places: Mapping[int, Place]
    close_after_s: float | None
    door_faults: Mapping[int, DoorFault]
    board_faults: Mapping[int, BoardFault]
    die_with_parent: bool


def read_options(arguments: Sequence[str] | None) -> Options:
    """Raises OptionError; argparse itself ends with exit code 2 for unknown options."""
    parsed = _parser().parse_args(arguments)
    settings = _settings(parsed)
    places = _places(parsed)
    door_faults, board_faults = _faults(parsed.fault)
    for number in door_faults.keys() - places.keys():
        raise OptionError(f"--fault: there is no door {number}")
    for number in board_faults.keys() - set(range(1, parsed.boards + 1)):
        raise OptionError(f"--fault: there is no board {number}")
    return Options(
        link=parsed.link,
        control=parsed.control,
        boards=parsed.boards,
        settings=settings,
        places=places,
        close_after_s=parsed.close_after,
        door_faults=door_faults,
        board_faults=board_faults,
        die_with_parent=parsed.die_with_parent,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="locker_driver.simulator", description="Virtual lock boards of family 8a behind a pseudo-terminal."
    )
    add = parser.add_argument
    add("--link", type=Path, required=True, help="symbolic link to make to the terminal; the driver's port")
    add("--control", type=Path, required=True, help="Unix socket to make for commands and events")
    add("--boards", type=int, default=1, help="how many boards, addressed from 1 (default 1)")
    add("--ways", type=int, default=24, help="locks of each board, 2 to 50 (default 24)")
    add("--baud", type=int, default=9600, help="speed at which bytes are paced (default 9600)")
    add("--pulse-ms", type=int, default=300, help="how long a lock is energised (default 300)")
    add("--think-ms", type=float, default=2.0, help="delay of the board before it acts (default 2)")
    add("--polarity", choices=("closed_when_shorted", "open_when_shorted"), default="closed_when_shorted")
    add("--close-after", type=float, default=None, metavar="S", help="a person closes each door after S seconds")
    add("--map", default=None, metavar="N=B:C,...", help="door numbers by board and channel")
    add("--map-json", type=Path, default=None, metavar="FILE", help='the same as {"N": {"board": B, "channel": C}}')
    add("--fault", action="append", default=[], metavar="door:N=FAULT", help="also board:N=FAULT; repeatable")
    add("--die-with-parent", action="store_true", help="end when the thread that started this process ends")
    return parser


def _settings(options: argparse.Namespace) -> BoardSettings:
    for name, low, high in (
        ("boards", 1, 99),
        ("ways", 2, 50),
        ("baud", 300, 1_000_000),
        ("pulse_ms", 1, 10_000),
        ("think_ms", 0, 10_000),
    ):
        value = getattr(options, name)
        if not low <= value <= high:
            raise OptionError(f"--{name.replace('_', '-')}: {value} is not between {low} and {high}")
    if options.close_after is not None and options.close_after < 0:
        raise OptionError("--close-after: must not be negative")
    return BoardSettings(
        ways=options.ways,
        pulse_s=options.pulse_ms / 1000,
        think_s=options.think_ms / 1000,
        char_s=10 / options.baud,
        closed_when_shorted=options.polarity == "closed_when_shorted",
    )


def _places(options: argparse.Namespace) -> dict[int, Place]:
    if options.map is not None and options.map_json is not None:
        raise OptionError("--map and --map-json exclude each other")
    if options.map is not None:
        places = _map_of_text(options.map)
    elif options.map_json is not None:
        places = _map_of_json(options.map_json)
    else:
        return {
            board * options.ways + channel: Place(board + 1, channel)
            for board in range(options.boards)
            for channel in range(1, options.ways + 1)
        }
    for number, place in places.items():
        if not (1 <= place.board <= options.boards and 1 <= place.channel <= options.ways):
            raise OptionError(f"map: door {number}: there is no channel {place.board}:{place.channel}")
    if len(set(places.values())) != len(places):
        raise OptionError("map: two doors are on one channel")
    return places


def _map_of_text(text: str) -> dict[int, Place]:
    places = {}
    for item in text.split(","):
        try:
            number, place = item.split("=")
            board, channel = place.split(":")
            places[int(number)] = Place(int(board), int(channel))
        except ValueError:
            raise OptionError(f"--map: {item!r} is not of the form NUMBER=BOARD:CHANNEL") from None
    return places


def _map_of_json(path: Path) -> dict[int, Place]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return {int(number): Place(int(item["board"]), int(item["channel"])) for number, item in table.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OptionError(f"--map-json: {path}: {error!r}") from error


def _faults(texts: Sequence[str]) -> tuple[dict[int, DoorFault], dict[int, BoardFault]]:
    doors: dict[int, DoorFault] = {}
    boards: dict[int, BoardFault] = {}
    for text in texts:
        target, _, name = text.partition("=")
        kind, _, number = target.partition(":")
        if kind not in {"door", "board"} or not number.isdecimal():
            raise OptionError(f"--fault: {text!r} is not of the form door:N=FAULT or board:N=FAULT")
        try:
            if kind == "door":
                doors[int(number)] = fault_named(DoorFault, name)
            else:
                boards[int(number)] = fault_named(BoardFault, name)
        except WallError as error:
            raise OptionError(f"--fault: {text}: {error}") from error
    return doors, boards
