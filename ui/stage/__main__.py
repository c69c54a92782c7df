"""`python -m ui.stage`: the stage beside a simulated kiosk, a process of its own."""

import argparse
import sys
from pathlib import Path

from ui.lifetime import die_with_parent
from ui.stage.app import Options, run
from ui.stage.errors import InputError

USAGE_ERROR = 2


def absolute(text: str) -> str:
    """Qt takes a relative name as one under the temporary directory."""
    return str(Path(text).absolute())


def numbers(text: str) -> tuple[int, ...]:
    """5,8,12 → (5, 8, 12)."""
    return tuple(int(number) for number in text.split(",") if number)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ui.stage", description="Doors to close, codes to hold up, faults to switch on."
    )
    parser.add_argument("--control", required=True, type=absolute, metavar="SOCKET", help="of the simulated boards")
    parser.add_argument("--point", required=True, type=absolute, metavar="SOCKET", help="of whoever runs the point")
    parser.add_argument(
        "--scene", type=Path, metavar="DIR", help="of the stage's camera; without it the camera is real"
    )
    parser.add_argument("--codes", required=True, type=Path, metavar="DIR", help="what `openluke codes` wrote")
    parser.add_argument("--wall", required=True, type=Path, metavar="FILE", help="the wall as JSON")
    parser.add_argument("--parcels", type=numbers, default=(), metavar="N,N", help="doors with a parcel inside")
    parser.add_argument("--grab", type=Path, metavar="FILE", help="save a PNG of the window when it is up, and end")
    parser.add_argument("--die-with-parent", action="store_true", help="end when the starting process ends")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Exit codes: 0 window closed, 2 cannot start."""
    wanted = parse(arguments)
    if wanted.die_with_parent:
        die_with_parent()
    options = Options(
        control=wanted.control,
        point=wanted.point,
        scene=wanted.scene,
        codes=wanted.codes,
        wall=wanted.wall,
        parcels=wanted.parcels,
        grab=wanted.grab,
    )
    try:
        return run(options)
    except InputError as error:
        sys.stderr.write(f"stage: {error}\n")
        return USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
