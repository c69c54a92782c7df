"""`python -m ui`: the face of the kiosk, a process of its own."""

import argparse
import logging
import sys
from pathlib import Path

from PySide6.QtCore import QSize

from ui.app import Options, run
from ui.lifetime import die_with_parent
from ui.window import StartError

USAGE_ERROR = 2


def size(text: str) -> QSize:
    """1080x1920 → QSize."""
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
        raise argparse.ArgumentTypeError(f"{text!r} is not WIDTHxHEIGHT in pixels")
    return QSize(int(width), int(height))


def absolute(text: str) -> str:
    """Qt takes a relative name as one under the temporary directory."""
    return str(Path(text).absolute())


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ui", description="Draws what the core says, tells it what is touched."
    )
    parser.add_argument("--socket", required=True, type=absolute, help="the core's Unix socket")
    parser.add_argument("--size", type=size, default=QSize(1080, 1920), help="of the window in pixels, as 1080x1920")
    parser.add_argument(
        "--fullscreen", action="store_true", help="fill the screen; --size is then what QML starts with"
    )
    parser.add_argument("--reduced-motion", action="store_true", help="no animations")
    parser.add_argument("--grab", type=Path, metavar="DIR", help="save a PNG of every screen")
    parser.add_argument("--puppet", type=absolute, metavar="SOCKET", help="take taps from a socket (demos and tests)")
    parser.add_argument("--die-with-parent", action="store_true", help="end when the starting process ends")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Exit codes: 0 window closed, 2 cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    wanted = parse(arguments)
    if wanted.die_with_parent:
        die_with_parent()
    options = Options(
        socket=wanted.socket,
        size=wanted.size,
        fullscreen=wanted.fullscreen,
        motion=not wanted.reduced_motion,
        grab=wanted.grab,
        puppet=wanted.puppet,
    )
    try:
        return run(options)
    except StartError as error:
        sys.stderr.write(f"ui: {error}\n")
        return USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
