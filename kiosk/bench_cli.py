"""`openluke bench`: how much is read and how fast, ours beside the decoders that one can install."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from kiosk.errors import ConfigError
from kiosk.supervisor import BAD_INPUT

_Commands = Any  # argparse's own type of subparsers is private


def add_bench(commands: _Commands) -> None:
    """Add the command group."""
    text = "measure how much is read and how fast"
    group = commands.add_parser("bench", help=text, description=text, allow_abbrev=False)
    actions = group.add_subparsers(required=True, metavar="ACTION")
    scan = _action(actions, "scan", _scan, "every picture of a folder, by each decoder and by ours")
    images = (
        "pictures; the text on NAME.png is in NAME.txt; without one, a text counts that two decoders agree on; "
        "in folders named falsepositives* nothing may be read"
    )
    scan.add_argument("--images", type=Path, required=True, metavar="DIR", help=images)
    others = "beside ours; default: zxing,pyzbar,opencv"
    scan.add_argument("--decoders", default="zxing,pyzbar,opencv", metavar="NAME,…", help=others)
    scan.add_argument("--json", action="store_true", help="one JSON object")
    live = _action(actions, "live", _live, "generated sessions of two seconds, played against the clock")
    live.add_argument("--seeds", type=_seeds, default=range(1, 9), metavar="A-B", help="default: 1-8")
    live.add_argument("--difficulties", default="", metavar="NAME,…", help="default: all")
    live.add_argument("--decoders", default="zxing,pyzbar", metavar="NAME,…", help="beside ours; default: zxing,pyzbar")
    live.add_argument("--json", action="store_true", help="one JSON object")
    empty = _action(actions, "empty", _empty, "generated frames in which nothing is: what is read there is false")
    empty.add_argument("--frames", type=int, default=100, metavar="N", help="of each kind; default: 100")
    empty.add_argument("--decoders", default="zxing", metavar="NAME,…", help="beside ours; default: zxing")
    empty.add_argument("--json", action="store_true", help="one JSON object")


def _action(
    actions: _Commands, name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text, allow_abbrev=False)
    parser.set_defaults(run=run)
    return parser


def _scan(options: argparse.Namespace) -> int:
    from kiosk.adapters.reading_bench import Scanned, scan  # noqa: PLC0415 - brings OpenCV in

    def measure() -> Scanned:
        found = scan(options.images, _names(options.decoders))
        if not found.pictures:
            raise ConfigError("--images", f"holds no pictures: {options.images}")
        return found

    if not options.images.is_dir():
        raise ConfigError("--images", f"no such folder: {options.images}")
    return _told(options, measure)


def _live(options: argparse.Namespace) -> int:
    from kiosk.adapters.reading_bench import live  # noqa: PLC0415 - brings OpenCV in

    names = ("zxing", *(name for name in _names(options.decoders) if name != "zxing"))  # what ours is compared with
    return _told(options, lambda: live(names, options.seeds, _names(options.difficulties)))


def _empty(options: argparse.Namespace) -> int:
    from kiosk.adapters.reading_bench import empty  # noqa: PLC0415 - brings OpenCV in

    return _told(options, lambda: empty(_names(options.decoders), max(1, options.frames)))


class _Found(Protocol):
    def as_table(self) -> str: ...

    def as_json(self) -> dict[str, Any]: ...


def _told(options: argparse.Namespace, measure: Callable[[], _Found]) -> int:
    from kiosk.adapters.reading_bench import UnknownNameError  # noqa: PLC0415 - brings OpenCV in

    try:
        found = measure()
    except UnknownNameError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    print(json.dumps(found.as_json(), ensure_ascii=False) if options.json else found.as_table())
    return 0


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    if not 0 < len(seeds) <= 10_000:
        raise argparse.ArgumentTypeError(f"{text}: not a range of seeds as 1-8")
    return seeds
