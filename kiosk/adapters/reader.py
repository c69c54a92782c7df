"""The reader process: camera in, codes out. No network, no secrets; may be killed at any moment.

It confines itself before it looks at anything (`kiosk.adapters.sandbox`).

Native code that decodes what strangers hold up may crash or hang, so this process is supervised: a turn of the loop
that takes too long ends it with a traceback, also while a decoder holds the GIL, and the supervisor starts it again.
"""

import argparse
import faulthandler
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import cache
from math import inf
from pathlib import Path
from typing import Final

from hardware.camera.decode import Symbology
from hardware.camera.grabber import CameraState, Grabbed, Grabber
from hardware.camera.ladder import standard_ladder
from hardware.camera.live import CodeReader, LiveLook
from hardware.camera.presence import Presence
from hardware.camera.preview import use_one_thread
from hardware.camera.sources import liveness_of, open_source
from hardware.camera.url import CameraUrlError, parse_url
from hardware.camera.view_watch import ViewWatch
from hardware.illumination import LightUrlError, ReadingLight, open_light
from kiosk import __version__
from kiosk.adapters.camera_url import CAMERA_VARIABLE
from kiosk.adapters.heap import use_one_heap
from kiosk.adapters.mirror import Mirror
from kiosk.adapters.preview_file import PreviewFile
from kiosk.adapters.reader_link import CoreLink
from kiosk.adapters.sandbox import confine
from kiosk.adapters.sandbox.reach import reader_reach
from kiosk.adapters.surroundings import Surroundings
from kiosk.adapters.systemd import PINGS, Notifier
from kiosk.domain.token import PREFIX
from kiosk.messages import MAX_CODE_BYTES, CodeSeen, ReaderStatus
from kiosk.parent import end_with_parent

log = logging.getLogger(__name__)

TURN_S: Final = 0.1
CONNECT_TURN_S: Final = 0.01
STUCK_S: Final = 5.0
HUNG_CAMERA_S: Final = 30.0
STATUS_S: Final = 1.0
ON_GOODS: Final = (Symbology.CODE128, Symbology.EAN13, Symbology.EAN8, Symbology.DATAMATRIX)
"""What labels of goods are printed in, beside what the reader looks for anyhow."""
EXIT_ORPHAN: Final = 1
EXIT_BAD_INPUT: Final = 2
EXIT_HUNG_CAMERA: Final = 3


class Reader:
    """The decode loop. One turn per frame, or every 100 ms while none comes."""

    def __init__(
        self,
        source: str,
        grabber: Grabber,
        ladder: CodeReader,
        link: CoreLink,
        preview: PreviewFile,
        *,
        stuck_s: float = STUCK_S,
        notifier: Notifier | None = None,
        unconfined: Sequence[str] = (),
        surroundings: Surroundings | None = None,
        goods: Callable[[], CodeReader] | None = None,
    ) -> None:
        self._source = source
        self._unconfined = tuple(unconfined)
        self._surroundings = surroundings or Surroundings()
        self._grabber = grabber
        self._ladder, self._goods_ladder = ladder, goods and cache(goods)
        self._looks_for_goods = False
        self._live = LiveLook(ladder)
        self._link = link
        self._mirror = Mirror(preview)
        self._stuck_s = stuck_s
        self._notifier = notifier or Notifier()
        self._pinged_s = -inf
        self._presence = Presence(MAX_CODE_BYTES, own_prefix=PREFIX.encode())
        self._stopping = threading.Event()
        self._number = 0
        self._size = (0, 0)
        self._decode_ms = 0.0
        self._codes_seen = 0
        self._told: CameraState | None = None
        self._told_s = 0.0

    def stop(self) -> None:
        """Ends `run` within a turn. May be called from a signal handler."""
        self._stopping.set()

    def run(self) -> int:
        """Until stopped; the process's exit code.

        The camera is opened when the core is first there to hear of it, so that a code which is in the picture from
        its first frame on is told too.
        """
        try:
            self._notifier.ready()
            self._await_core()
            self._link.look_again()  # nothing has been reported yet that could be lost
            self._grabber.start()
            while not self._stopping.is_set():
                faulthandler.dump_traceback_later(self._stuck_s, exit=True)
                self._turn()
                self._ping()
                if self._camera_hangs():
                    log.error("camera %s hangs in the driver; only a new process frees it", self._source)
                    return EXIT_HUNG_CAMERA
            return 0
        finally:
            faulthandler.cancel_dump_traceback_later()
            self._link.close()
            self._surroundings.close()
            self._grabber.stop()
            self._mirror.close()

    def _await_core(self) -> None:
        while not self._link.tick() and not self._stopping.wait(CONNECT_TURN_S):
            self._ping()

    def _ping(self) -> None:
        """From the loop that decodes, and from nowhere else."""
        watchdog_s, now_s = self._notifier.watchdog_s, time.monotonic()
        if watchdog_s and now_s - self._pinged_s >= watchdog_s / PINGS:
            self._pinged_s = now_s
            self._notifier.ping()

    def _turn(self) -> None:
        grabbed = self._grabber.newer_than(self._number, TURN_S)
        if grabbed:
            self._look(grabbed)
        just_ready = self._link.tick()
        if self._link.look_again():
            self._presence.look_again(time.monotonic())
        self._look_for(goods=self._link.goods)
        self._tell_status(at_once=just_ready)

    def _look_for(self, *, goods: bool) -> None:
        if self._goods_ladder is not None and goods != self._looks_for_goods:
            self._looks_for_goods = goods
            self._live.use(self._goods_ladder() if goods else self._ladder)

    def _look(self, grabbed: Grabbed) -> None:
        self._number = grabbed.number
        frame, delivered_s = grabbed.frame, grabbed.frame.delivered_s
        self._size = frame.size
        start_s = time.monotonic()
        seen = self._live.look(frame)
        decoded_s = time.monotonic()
        self._grabber.expose(self._live.exposure)
        self._surroundings.look(frame, moving=seen.searched)
        self._decode_ms += 0.1 * (1000 * (decoded_s - start_s) - self._decode_ms)
        sighting = self._presence.observe(seen.codes, delivered_s, searched=seen.searched, size=self._size)
        if sighting:
            self._codes_seen += 1
            self._link.send(CodeSeen(sighting.payload, sighting.symbology.value, delivered_s, decoded_s, sighting.aim))
        self._mirror.show(frame, seen)

    def _tell_status(self, *, at_once: bool) -> None:
        known = self._grabber.state()
        now_s = time.monotonic()
        if known is None:
            return
        state, detail = known
        if not (at_once or state is not self._told or now_s - self._told_s >= STATUS_S):
            return
        self._told, self._told_s = state, now_s
        width, height = self._size
        fps, decode_ms = round(self._grabber.fps(), 1), round(self._decode_ms, 2)
        self._link.send(
            ReaderStatus(
                state=state.value,
                source=self._source,
                width=width,
                height=height,
                fps=fps,
                decode_ms=decode_ms,
                codes_seen=self._codes_seen,
                detail=detail,
                view=self._surroundings.trouble,
                unconfined=self._unconfined,
            )
        )

    def _camera_hangs(self) -> bool:
        known = self._grabber.state()
        ended = known is not None and known[0] is CameraState.ENDED
        return not ended and self._grabber.silent_s() > HUNG_CAMERA_S


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="kiosk.adapters.reader", description="Reads codes from a camera for the core."
    )
    parser.add_argument("--socket", type=Path, required=True, help="the core's Unix socket")
    parser.add_argument(
        "--camera",
        metavar="URL",
        default=os.environ.get(CAMERA_VARIABLE, ""),
        help=f"v4l2:, rtsp:, http:, file:, dir:, still: or stage:; unless given, {CAMERA_VARIABLE} is taken",
    )
    parser.add_argument("--scratch", type=Path, help="the folder to keep things in, the only one it may write to")
    parser.add_argument(
        "--light", default="", metavar="URL", help="for what is held up in the dark: sysfs:/sys/class/leds/NAME"
    )
    parser.add_argument("--preview", type=Path, required=True, help="file that holds the live preview")
    parser.add_argument("--symbologies", type=_symbologies, default="qr,code128", help="kinds of codes to look for")
    parser.add_argument("--die-with-parent", action="store_true")
    return parser.parse_args(argv)


def _symbologies(text: str) -> tuple[Symbology, ...]:
    try:
        return tuple(Symbology(name) for name in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{error}; known: {', '.join(Symbology)}") from None


def main(argv: Sequence[str] | None = None) -> int:
    """The process, from its command line to its exit code."""
    arguments = _arguments(argv)
    level = os.environ.get("OPENLUKE_LOG", "WARNING").upper()
    logging.basicConfig(level=level, format="%(asctime)s %(name)s %(levelname)s %(message)s", stream=sys.stderr)
    if arguments.die_with_parent and not end_with_parent(signal.SIGKILL):
        return EXIT_ORPHAN
    use_one_heap()
    use_one_thread()
    try:
        camera = parse_url(arguments.camera)
        preview = PreviewFile(arguments.preview)
        if arguments.scratch:
            arguments.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        light = open_light(arguments.light) if arguments.light else None
        reach = reader_reach(camera, arguments.scratch, light.file if light else None)
        confinement = confine(reach, network=camera.on_network)
        source = open_source(arguments.camera)
    except (CameraUrlError, LightUrlError) as error:
        print(f"reader: {'--camera' if isinstance(error, CameraUrlError) else '--light'}: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except OSError as error:
        print(f"reader: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    reader = Reader(
        camera.shown,
        Grabber(source, camera.shown, liveness=liveness_of(camera)),
        standard_ladder(arguments.symbologies),
        CoreLink(arguments.socket, __version__),
        preview,
        notifier=Notifier.from_environment(),
        unconfined=confinement.lacking,
        goods=lambda: standard_ladder({*arguments.symbologies, *ON_GOODS}),
        surroundings=Surroundings(
            ViewWatch(arguments.scratch) if camera.live else None, ReadingLight(light, light.level) if light else None
        ),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: reader.stop())
    return reader.run()


if __name__ == "__main__":
    sys.exit(main())
