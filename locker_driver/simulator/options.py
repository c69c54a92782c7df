"""Options of the simulator's command line."""

import argparse
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from textwrap import fill
from typing import Final

from locker_driver.dialects import DialectKerongIr
from locker_driver.families import FAMILIES, FamilySpec
from locker_driver.simulator import option_values as values
from locker_driver.simulator.faults import BoardFault, DoorFault, LineFault
from locker_driver.simulator.installation import Place
from locker_driver.simulator.option_values import OptionError
from locker_driver.simulator.requests import HELP, Request
from locker_driver.simulator.settings import BoardSettings

_LOCALHOST: Final = "127.0.0.1"
_WIDTH: Final = 110
_BELOW: Final = "\n".join(
    (
        "faults:",
        *(
            fill(f"{target:9}{', '.join(known)}", _WIDTH, initial_indent="  ", subsequent_indent=" " * 11)
            for target, known in (("door", DoorFault), ("board", BoardFault), ("line", LineFault))
        ),
        "",
        "while it runs, a request a line, in words or as JSON; answers and events are JSON lines:",
        *(f"  {request}" for request in HELP),
        "",
        "They are read from standard input unless that is /dev/null, and from the control socket if there is one.",
        "At the end of the input the simulator ends too, unless it has a control socket.",
    )
)


@dataclass(frozen=True, slots=True)
class Options:
    """All options, checked against each other. Exactly one of `link` and `tcp` (host and port) is there."""

    link: Path | None
    tcp: tuple[str, int] | None
    control: Path | None
    boards: tuple[int, ...]
    settings: BoardSettings
    places: Mapping[int, Place]
    close_after_s: float | None
    faults: Sequence[Request]
    die_with_parent: bool


def read_options(arguments: Sequence[str] | None) -> Options:
    """Raises OptionError; argparse itself ends with exit code 2 for unknown options."""
    parsed = _parser().parse_args(arguments)
    spec = FAMILIES[parsed.family]
    _check_figures(parsed, spec)
    settings = _settings(parsed, spec)
    boards = values.addresses(parsed.boards, spec)
    tcp = _tcp(parsed)
    if not settings.paced and tcp is None:
        raise OptionError("--dialect: framing=tcp needs --tcp")
    return Options(
        link=parsed.link if parsed.link or parsed.tcp else Path(tempfile.gettempdir()) / f"locks-{os.getpid()}",
        tcp=tcp,
        control=parsed.control,
        boards=boards,
        settings=settings,
        places=_places(parsed, boards, settings.ways),
        close_after_s=parsed.close_after,
        faults=[values.fault(text) for text in parsed.fault],
        die_with_parent=parsed.die_with_parent,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="locker_driver simulate",
        description="Virtual lock boards behind a pseudo-terminal or a TCP port. Bytes take their time.",
        epilog=_BELOW,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_line(parser)
    _add_boards(parser)
    _add_doors(parser)
    return parser


def _add_line(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("line").add_argument
    add(
        "--link",
        type=Path,
        default=None,
        help="symbolic link to the terminal, the driver's port (default: the first line tells)",
    )
    add("--tcp", default=None, metavar="[HOST:]PORT", help=f"listen there instead ({_LOCALHOST}; 0: any free port)")
    add("--baud", type=int, default=0, help="speed at which bytes are paced (default: the family's)")
    add("--control", type=Path, default=None, help="Unix socket to make for commands and events")
    add("--die-with-parent", action="store_true", help="end when the thread that started this process ends")


def _add_boards(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("boards").add_argument
    add("--family", choices=tuple(FAMILIES), default="8a", help="default 8a")
    add("--boards", default="1", metavar="N|LIST", help="how many, or their addresses as in 1,4,7-9 (default 1)")
    add("--ways", type=int, default=0, help="locks of each board (default: the family's)")
    add("--dialect", action="append", default=[], metavar="KEY=VALUE", help="as in a bank file; repeatable")
    add("--pulse-ms", type=int, default=0, help="how long a lock is energised (default: the family's)")
    add("--think-ms", type=float, default=2.0, help="delay of the board before it acts (default 2)")
    add("--polarity", choices=("closed_when_shorted", "open_when_shorted"), default=None, help="default: the family's")
    add("--parcel-sensors", action="store_true", help="infrared sensors are wired (kerong-cu16, kerong-cu48b)")
    add("--reports", action="store_true", help="boards tell of changes unasked (8a, wkly, kerong-cu48b)")
    add("--lock-ampere", type=float, default=2.4, metavar="A", help="what one lock draws (default 2.4)")
    add("--supply-ampere", type=float, default=inf, metavar="A", help="more at once is a brown-out (default: no limit)")


def _add_doors(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("doors").add_argument
    add("--map", default=None, metavar="N=B:C,...", help="doors by board and channel, also ranges: 1-13=1:13-1")
    add("--sensors", default="", metavar="N=B:C,...", help="contacts that are not on their lock's own channel")
    add("--map-json", type=Path, default=None, metavar="FILE", help='the map as {"N": {"board": B, "channel": C}}')
    add("--close-after", type=float, default=None, metavar="S", help="a person closes each door after S seconds")
    add("--fault", action="append", default=[], metavar="WORDS", help='"door 3 jam", "board 1 silent 2", "line echo"')


def _check_figures(options: argparse.Namespace, spec: FamilySpec) -> None:
    for name, low, high, unset in (
        ("ways", 1, spec.max_ways, 0),
        ("baud", 300, 1_000_000, 0),
        ("pulse_ms", 1, 10_000, 0),
        ("think_ms", 0, 10_000, None),
        ("lock_ampere", 0, 100, None),
        ("supply_ampere", 0, 10_000, inf),
        ("close_after", 0, 86_400, None),
    ):
        value = getattr(options, name)
        if value != unset and not low <= value <= high:
            raise OptionError(f"--{name.replace('_', '-')}: {value} is not between {low} and {high}")


def _settings(options: argparse.Namespace, spec: FamilySpec) -> BoardSettings:
    preset = {}
    if options.parcel_sensors:
        if spec.dialect is not DialectKerongIr:
            raise OptionError(f"--parcel-sensors: {options.family} boards have none")
        preset["parcel_sensors"] = True
    return BoardSettings(
        family=options.family,
        dialect=values.dialect(options.dialect, spec, **preset),
        ways=options.ways,
        pulse_s=options.pulse_ms / 1000,
        think_s=options.think_ms / 1000,
        char_s=10 / options.baud if options.baud else 0.0,
        closed_when_shorted=None if options.polarity is None else options.polarity == "closed_when_shorted",
        lock_ampere=options.lock_ampere,
        supply_ampere=options.supply_ampere,
        reports=options.reports,
    )


def _tcp(options: argparse.Namespace) -> tuple[str, int] | None:
    if options.link is not None and options.tcp is not None:
        raise OptionError("--link and --tcp exclude each other")
    if options.tcp is None:
        return None
    host, _, port = options.tcp.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise OptionError(f"--tcp: {options.tcp!r} is not [HOST:]PORT with a port up to 65535")
    return host or _LOCALHOST, int(port)


def _places(options: argparse.Namespace, boards: Sequence[int], ways: int) -> dict[int, Place]:
    if options.map is not None and options.map_json is not None:
        raise OptionError("--map and --map-json exclude each other")
    if options.sensors and options.map is None:
        raise OptionError("--sensors needs --map")
    if options.map is not None:
        places = values.places_of_text(options.map, options.sensors)
    elif options.map_json is not None:
        places = values.places_of_json(options.map_json)
    else:
        places = values.places_of_boards(boards, ways)
    values.check_places(places, boards, ways)
    return places
