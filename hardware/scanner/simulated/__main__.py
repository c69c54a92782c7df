"""`python -m hardware.scanner.simulated`: a device to try a point with. Each line of standard input is one code."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from hardware.scanner.simulated.card import VPCD_PORT, SimulatedCard, VirtualReader
from hardware.scanner.simulated.serial_scanner import SimulatedSerialScanner
from hardware.scanner.simulated.wedge import UinputWedge

BAD_INPUT: Final = 2
_TAP_S: Final = 1.5
_TEXT_RECORD: Final = b"\xc1\x01"


def _text_message(text: str) -> bytes:
    """One NDEF record of kind text (RTD Text 1.0)."""
    payload = b"\x02en" + text.encode()
    return _TEXT_RECORD + len(payload).to_bytes(4, "big") + b"T" + payload


def _serial(options: argparse.Namespace) -> None:
    scanner = SimulatedSerialScanner(options.link)
    scanner.plug_in()
    try:
        _each_line(lambda text: scanner.scan(text.encode(), aim=options.aim.encode()))
    finally:
        scanner.unplug()


def _wedge(options: argparse.Namespace) -> None:
    vendor, product = (int(part, 16) for part in options.usb.split(":"))
    wedge = UinputWedge(vendor, product)
    try:
        _each_line(wedge.scan)
    finally:
        wedge.unplug()


def _card(options: argparse.Namespace) -> None:
    reader = VirtualReader(options.port)

    def tap(text: str) -> None:
        number = bytes.fromhex(options.uid or text)
        reader.lay(SimulatedCard(number, _text_message(text) if options.uid else b""))
        time.sleep(_TAP_S)
        reader.lift()

    _each_line(tap)


def _each_line(scan: Callable[[str], None]) -> None:
    for line in sys.stdin:
        if text := line.rstrip("\n"):
            scan(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="hardware.scanner.simulated", description=__doc__)
    kinds = parser.add_subparsers(required=True, metavar="KIND")
    serial = kinds.add_parser("serial", help="a serial scanner on a pty, for serial:LINK")
    serial.set_defaults(run=_serial)
    serial.add_argument("--link", type=Path, required=True, help="where it appears")
    serial.add_argument("--aim", default="]Q1", help='AIM identifier before each code (default "]Q1")')
    wedge = kinds.add_parser("wedge", help="a keyboard wedge in the kernel (uinput), for hid:USB")
    wedge.set_defaults(run=_wedge)
    wedge.add_argument("--usb", default="1209:0001", metavar="VENDOR:PRODUCT")
    card = kinds.add_parser(
        "card", help="cards on the virtual reader of vsmartcard, for pcsc:; a line is a number in hex"
    )
    card.set_defaults(run=_card)
    card.add_argument("--port", type=int, default=VPCD_PORT)
    card.add_argument("--uid", default="", help="the card's number; a line is then the text on it, for read=ndef")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Until the end of the input."""
    options = _parser().parse_args(argv)
    try:
        options.run(options)
    except (OSError, ValueError) as error:
        print(f"simulated: {error}", file=sys.stderr)
        return BAD_INPUT
    return 0


if __name__ == "__main__":
    sys.exit(main())
