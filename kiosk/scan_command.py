"""`openluke scan`: what a camera sees and how well its codes are read, for whoever sets one up.

What codes hold goes to standard output, which is the technician's own terminal, and never into a log.
"""

import os
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from math import dist, inf
from statistics import fmean
from typing import Final

from hardware.camera.aim import NO_AIM, Aimer
from hardware.camera.decode import Code, Corners, Symbology
from hardware.camera.grabber import CameraState, Grabber
from hardware.camera.live import LiveLook, live_look
from hardware.camera.locate import Locator, exposure
from hardware.camera.preview import use_one_thread
from hardware.camera.source import Frame
from hardware.camera.sources import liveness_of, open_source
from hardware.camera.url import CameraUrlError, parse_url
from kiosk.errors import ConfigError
from kiosk.scan_lines import CameraSeen, CodeRead, JsonLines, Lines, TextLines

READ: Final = 0
NOTHING_READ: Final = 1
NO_PICTURE: Final = 3
FIRST_CODE_WITHIN_S: Final = 60.0
AWAY_S: Final = 1.0
"""As for the kiosk: a code that was away for so long is told again."""
UNSEEN_S: Final = 0.3
"""After so long without any code in view, the time to read starts anew."""
_TURN_S: Final = 0.1
_STATE_EVERY_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """The command line. `seconds` None: a minute for the first code, for ever when watching."""

    camera: str
    watch: bool
    as_json: bool
    seconds: float | None
    symbologies: str


def scan(wanted: Wanted) -> int:
    """Exit code: 0 a code was read, 1 none was, 3 the camera delivered no picture. Raises ConfigError.

    When whoever reads its output has seen enough (`… | head`), it ends as after the last code.
    """
    use_one_thread()
    symbologies = _symbologies(wanted.symbologies)
    try:
        camera = parse_url(wanted.camera)
        source = open_source(wanted.camera)
    except CameraUrlError as error:
        raise ConfigError("--camera", str(error)) from error
    grabber = Grabber(source, camera.shown, liveness=liveness_of(camera))
    lines = JsonLines(_say) if wanted.as_json else TextLines(_say)
    loop = ScanLoop(grabber, live_look(symbologies), lines, watch=wanted.watch)
    seconds = wanted.seconds or (inf if wanted.watch else FIRST_CODE_WITHIN_S)
    grabber.start()
    try:
        return loop.run(seconds)
    except BrokenPipeError:
        # What Python would still flush at exit has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return loop.result()
    finally:
        grabber.stop()


def _say(line: str) -> None:
    print(line, flush=True)


def _symbologies(text: str) -> list[Symbology]:
    try:
        return [Symbology(name) for name in text.split(",")]
    except ValueError as error:
        raise ConfigError("--symbologies", f"{error}; known: {', '.join(Symbology)}") from None


class ScanLoop:
    """One turn per frame, or every 100 ms while none comes."""

    def __init__(self, grabber: Grabber, live: LiveLook, lines: Lines, *, watch: bool) -> None:
        self._grabber = grabber
        self._live = live
        self._lines = lines
        self._watch = watch
        self._locator = Locator()
        self._aimer = Aimer()
        self._aim = NO_AIM
        self._number = 0
        self._size = (0, 0)
        self._decode_ms = 0.0
        self._located_since_s = 0.0
        self._located_s = -inf
        self._read_s: dict[bytes, float] = {}
        self._count = 0
        self._told: CameraState | None = None
        self._told_s = -inf

    def run(self, seconds: float) -> int:
        """Until `seconds` are over, the source ends, or the first code when not watching."""
        end_s = time.monotonic() + seconds
        while time.monotonic() < end_s and (self._watch or not self._count):
            grabbed = self._grabber.newer_than(self._number, _TURN_S)
            if grabbed:
                self._number, self._size = grabbed.number, grabbed.frame.size
            self._tell_camera()
            if grabbed:
                self._look(grabbed.frame)
            elif self._told is CameraState.ENDED:
                break
        return self.result()

    def result(self) -> int:
        """The exit code, as far as has been seen."""
        if self._count:
            return READ
        return NOTHING_READ if self._number else NO_PICTURE

    def _look(self, frame: Frame) -> None:
        start_s = time.monotonic()
        seen = self._live.look(frame)
        decoded_s = time.monotonic()
        self._decode_ms = 1000 * (decoded_s - start_s)
        self._grabber.expose(self._live.exposure)
        located = self._locator.look(frame, seen.plain)
        if frame.exposure == 1:
            self._aim = self._aimer.observe(located, exposure(frame.half), self._size, frame.delivered_s)
        self._note_located(frame.delivered_s, found=bool(located or seen.codes))
        for code in seen.codes:
            if code.payload not in self._read_s:
                self._tell_code(code, decoded_s)
            self._read_s[code.payload] = frame.delivered_s

    def _note_located(self, now_s: float, *, found: bool) -> None:
        if found:
            if now_s - self._located_s >= UNSEEN_S:
                self._located_since_s = now_s
            self._located_s = now_s
        self._read_s = {payload: at_s for payload, at_s in self._read_s.items() if now_s - at_s < AWAY_S}

    def _tell_code(self, code: Code, decoded_s: float) -> None:
        self._count += 1
        place, side_px = _centre(code.corners), _side_px(code.corners)
        self._lines.code(
            CodeRead(
                code.payload,
                code.symbology.value,
                decoded_s - self._located_since_s,
                self._decode_ms,
                side_px or None,
                side_px / code.modules if code.modules else None,
                place[0] / self._size[0] if place else None,
                place[1] / self._size[1] if place else None,
            )
        )

    def _tell_camera(self) -> None:
        """Every change; while watching once a second too."""
        known, now_s = self._grabber.state(), time.monotonic()
        if known is None:
            return
        state, detail = known
        if state is self._told and not (self._watch and now_s - self._told_s >= _STATE_EVERY_S):
            return
        self._told, self._told_s = state, now_s
        width, height = self._size
        fps, advice = self._grabber.fps(), self._aim.advice.value
        self._lines.camera(CameraSeen(state.value, detail, width, height, fps, self._decode_ms, advice))


def _centre(corners: Corners) -> tuple[float, float] | None:
    if not corners:
        return None
    return fmean(x for x, _ in corners), fmean(y for _, y in corners)


def _side_px(corners: Corners) -> float:
    """Its longest side: bars are wide and, as decoders see them, hardly high."""
    return max((dist(one, other) for one, other in pairwise((*corners, *corners[:1]))), default=0.0)
