"""The process of scanners, wedges and card readers: devices in, codes out. May be killed at any moment.

Apart from the reader, since it needs rights that nothing native which looks at what strangers hold up should have: of
serial ports, where doors may hang on one too, and of input devices. It confines itself as the reader does, before the
first device is touched.
"""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Final, Literal

from hardware.scanner.source import CARD_UID, CodeSource, Scan, ScannerState
from hardware.scanner.sources import open_scanner
from hardware.scanner.url import ScannerUrlError, parse_scanner_url
from kiosk import __version__
from kiosk.adapters.reader_link import CoreLink
from kiosk.adapters.sandbox import confine
from kiosk.adapters.sandbox.reach import scanners_reach
from kiosk.adapters.systemd import PINGS, Notifier
from kiosk.messages import MAX_CODE_BYTES, CodeSeen, ScannerLine, ScannersStatus
from kiosk.parent import end_with_parent

log = logging.getLogger(__name__)

TURN_S: Final = 0.1
CONNECT_TURN_S: Final = 0.01
STATUS_S: Final = 1.0
HUNG_S: Final = 60.0
"""Longer than a driver may take over a card that does not answer."""
EXIT_ORPHAN: Final = 1
EXIT_BAD_INPUT: Final = 2
EXIT_HUNG: Final = 3
_GS: Final = "\x1d"


def is_acceptable(payload: bytes) -> bool:
    """1 to 512 bytes of UTF-8 whose characters all print; of control characters GS alone, which GS1 needs."""
    if not 0 < len(payload) <= MAX_CODE_BYTES:
        return False
    try:
        return payload.decode("utf-8").replace(_GS, "").isprintable()
    except UnicodeDecodeError:
        return False


class Scanners:
    """The loop: a turn for each code, or every 100 ms while none comes. `news` is set by the sources."""

    def __init__(
        self, sources: Sequence[CodeSource], link: CoreLink, news: threading.Event, notifier: Notifier | None = None
    ) -> None:
        self._sources = sources
        self._link = link
        self._news = news
        self._notifier = notifier or Notifier()
        self._pinged_s = -inf
        self._stopping = threading.Event()
        self._codes_seen = Counter[str]()
        self._told: list[ScannerState] = []
        self._told_s = -inf

    def stop(self) -> None:
        """Ends `run` within a turn. May be called from a signal handler."""
        self._stopping.set()

    def run(self) -> int:
        """Until stopped; the process's exit code. No device is touched before the core is there to hear of it."""
        try:
            self._notifier.ready()
            while not self._link.tick() and not self._stopping.wait(CONNECT_TURN_S):
                self._ping()
            self._link.look_again()  # nothing has been reported yet that could be lost
            for source in self._sources:
                source.start()
            while not self._stopping.is_set():
                self._turn()
                self._ping()
                if hung := [source.name for source in self._sources if source.silent_s() > HUNG_S]:
                    log.error("scanner %s hangs or has died; only a new process frees it", hung[0])
                    return EXIT_HUNG
            return 0
        finally:
            self._link.close()
            for source in self._sources:
                source.stop()

    def _ping(self) -> None:
        watchdog_s, now_s = self._notifier.watchdog_s, time.monotonic()
        if watchdog_s and now_s - self._pinged_s >= watchdog_s / PINGS:
            self._pinged_s = now_s
            self._notifier.ping()

    def _turn(self) -> None:
        self._news.wait(TURN_S)
        self._news.clear()
        for source in self._sources:
            for scan in source.take():
                self._tell(scan)
        just_ready = self._link.tick()
        if self._link.look_again():
            for source in self._sources:
                source.forget()
        self._tell_status(at_once=just_ready)

    def _tell(self, scan: Scan) -> None:
        """What the core may not have is told as a refused code, without its content."""
        self._codes_seen[scan.source] += 1
        payload = scan.payload if is_acceptable(scan.payload) else b""
        entry: Literal["scanned", "tapped"] = "tapped" if scan.symbology == CARD_UID else "scanned"
        self._link.send(CodeSeen(payload, scan.symbology, scan.at_s, time.monotonic(), scan.aim, entry))

    def _tell_status(self, *, at_once: bool) -> None:
        known = [(source.name, found) for source in self._sources if (found := source.state()) is not None]
        states, now_s = [state for _, (state, _) in known], time.monotonic()
        if not known or not (at_once or states != self._told or now_s - self._told_s >= STATUS_S):
            return
        self._told, self._told_s = states, now_s
        lines = [ScannerLine(name, state.value, self._codes_seen[name], detail) for name, (state, detail) in known]
        self._link.send(ScannersStatus(tuple(lines)))


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="kiosk.adapters.scanners", description="Reads codes from scanners and cards for the core."
    )
    parser.add_argument("--socket", type=Path, required=True, help="the core's Unix socket")
    text = "serial:, hid: or pcsc:; may be given again"
    parser.add_argument("--scanner", action="append", required=True, metavar="URL", help=text)
    parser.add_argument("--die-with-parent", action="store_true")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """The process, from its command line to its exit code."""
    arguments = _arguments(argv)
    level = os.environ.get("OPENLUKE_LOG", "WARNING").upper()
    logging.basicConfig(level=level, format="%(asctime)s %(name)s %(levelname)s %(message)s", stream=sys.stderr)
    if arguments.die_with_parent and not end_with_parent(signal.SIGKILL):
        return EXIT_ORPHAN
    news = threading.Event()
    try:
        confine(scanners_reach(map(parse_scanner_url, arguments.scanner)), network=False)
        sources = [open_scanner(url, news) for url in arguments.scanner]
    except ScannerUrlError as error:
        print(f"scanners: --scanner: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    link = CoreLink(arguments.socket, __version__, "scanners")
    scanners = Scanners(sources, link, news, Notifier.from_environment())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: scanners.stop())
    return scanners.run()


if __name__ == "__main__":
    sys.exit(main())
