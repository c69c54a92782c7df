"""The thread that takes frames from a source and keeps only the newest."""

import logging
import math
import threading
import time
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hardware.camera.liveness import Liveness, Verdict
from hardware.camera.source import CameraError, CameraFrozenError, Exposable, Frame, FrameSource, SourceEndedError

log = logging.getLogger(__name__)

FROZEN_AFTER_S: Final = 2.0
RETRY_MIN_S: Final = 1.0
RETRY_MAX_S: Final = 10.0
REOPEN_S: Final = 10.0
"""A camera that repeats one frame is opened anew so often."""
LEAST_PX: Final = 2
"""Scaled to a half, a picture must have pixels left."""
_FPS_WINDOW: Final = 31


class CameraState(StrEnum):
    """What the camera is doing. `black`: it delivers, and shows nothing. `ended`: a finite source was played."""

    OK = "ok"
    MISSING = "missing"
    FROZEN = "frozen"
    BLACK = "black"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Grabbed:
    """`number` rises by one for every frame delivered, taken or not."""

    number: int
    frame: Frame


class Grabber:
    """A reader slower than the camera loses frames, and never sees an old one.

    Buffers of the driver do not do: on a live stream read at a fifth of its rate the frame handed over is seconds
    old, with a buffer size of 1 too. A lost source is opened again for ever, 1 s to 10 s apart; one line in the log
    per loss and per return.
    """

    def __init__(
        self,
        source: FrameSource,
        name: str,
        *,
        frozen_after_s: float = FROZEN_AFTER_S,
        retry_s: tuple[float, float] = (RETRY_MIN_S, RETRY_MAX_S),
        liveness: Liveness | None = None,
        reopen_s: float = REOPEN_S,
    ) -> None:
        """`liveness` is for real cameras: photos and drawings are the same for ever, rightly."""
        self._source = source
        self._name = name
        self._frozen_after_s = frozen_after_s
        self._retry_min_s, self._retry_max_s = retry_s
        self._retry_s = self._retry_min_s
        self._liveness = liveness
        self._reopen_s = reopen_s
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._newest: Grabbed | None = None
        self._delivered_s: deque[float] = deque(maxlen=_FPS_WINDOW)
        self._waiting_since_s = math.inf
        self._state: CameraState | None = None
        self._detail = ""
        self._wanted_exposure = 1.0
        self._exposure = 1.0
        self._cannot_expose = False
        self._thread = threading.Thread(target=self._run, name="grab", daemon=True)

    def start(self) -> None:
        self._waiting_since_s = time.monotonic()
        self._thread.start()

    def stop(self, timeout_s: float = 1.0) -> bool:
        """False when the thread is still inside a call of the source; it is a daemon and ends with the process."""
        self._stopping.set()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def newer_than(self, number: int, timeout_s: float) -> Grabbed | None:
        """The newest frame when its number is above `number`; waits for it at most `timeout_s`."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest_number() > number, timeout_s)
            self._note_silence()
            return self._newest if self._newest_number() > number else None

    def _newest_number(self) -> int:
        return self._newest.number if self._newest else 0

    def expose(self, factor: float) -> None:
        """Asks for `factor` times the normal exposure from the next frame on; each Frame says what it had.

        For the moment only: it is forgotten when the camera is lost, and the sensor is put back when the grabber stops.
        A source that cannot is asked once and left alone until it is opened again.
        """
        with self._changed:
            self._wanted_exposure = factor

    def state(self) -> tuple[CameraState, str] | None:
        """State and, unless it is OK, the reason; None until anything is known."""
        with self._changed:
            self._note_silence()
            return None if self._state is None else (self._state, self._detail)

    def fps(self) -> float:
        """Frames delivered per second lately; 0 when none came within the frozen limit."""
        with self._changed:
            times = list(self._delivered_s)
        if len(times) < 2 or time.monotonic() - times[-1] > self._frozen_after_s:
            return 0.0
        return (len(times) - 1) / (times[-1] - times[0])

    def silent_s(self) -> float:
        """How long the thread has been inside the source without an answer."""
        with self._changed:
            return time.monotonic() - self._waiting_since_s

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._source.open()
                with self._changed:
                    self._wanted_exposure = self._exposure = 1.0
                    self._cannot_expose = False
                self._deliver()
                self._apply_exposure(1.0)
            except SourceEndedError as error:
                self._lost(CameraState.ENDED, error)
                return
            except CameraFrozenError as error:
                self._lost(CameraState.FROZEN, error)
            except CameraError as error:
                self._lost(CameraState.MISSING, error)
            finally:
                self._source.close()
            self._pause()

    def _deliver(self) -> None:
        opened_s = time.monotonic()
        while not self._stopping.is_set():
            self._apply_exposure(self._wanted_exposure)
            frame = self._source.read()
            if min(frame.size) < LEAST_PX:
                raise CameraFrozenError("delivers frames of no size")
            state, detail = self._judge(frame)
            with self._changed:
                self._newest = Grabbed(self._newest_number() + 1, frame)
                self._delivered_s.append(frame.delivered_s)
                self._waiting_since_s = time.monotonic()
                if state is CameraState.OK:
                    self._retry_s = self._retry_min_s
                self._note(state, detail)
                self._changed.notify_all()
            if state is CameraState.FROZEN and time.monotonic() - opened_s >= self._reopen_s:
                raise CameraFrozenError(detail)

    def _judge(self, frame: Frame) -> tuple[CameraState, str]:
        """A camera that repeats one frame is opened again, which helps some; a black one would be as black."""
        match self._liveness.judge(frame) if self._liveness else Verdict.LIVE:
            case Verdict.SAME:
                return CameraState.FROZEN, "delivers the same frame again and again"
            case Verdict.BLACK:
                return CameraState.BLACK, "delivers nothing but black"
            case Verdict.LIVE:
                return CameraState.OK, ""

    def _apply_exposure(self, factor: float) -> None:
        if factor == self._exposure or not isinstance(self._source, Exposable) or self._cannot_expose:
            return
        self._exposure = factor
        if not self._source.expose(factor):
            self._cannot_expose = True
            log.info("camera %s cannot change its exposure", self._name)

    def _lost(self, state: CameraState, error: CameraError) -> None:
        with self._changed:
            self._delivered_s.clear()
            self._note(state, str(error))
            self._changed.notify_all()

    def _pause(self) -> None:
        self._stopping.wait(self._retry_s)
        with self._changed:
            self._retry_s = min(2 * self._retry_s, self._retry_max_s)
            self._waiting_since_s = time.monotonic()

    def _note_silence(self) -> None:
        """The thread may hang in the driver: seen from outside that is a frozen camera."""
        if self._state not in {None, CameraState.OK, CameraState.BLACK}:
            return
        if time.monotonic() - self._waiting_since_s > self._frozen_after_s:
            self._note(CameraState.FROZEN, f"no frame for {self._frozen_after_s:g} s")

    def _note(self, state: CameraState, detail: str) -> None:
        if state is not CameraState.OK and self._state in {None, CameraState.OK}:
            level = logging.INFO if state is CameraState.ENDED else logging.WARNING
            log.log(level, "camera %s %s: %s", self._name, state, detail)
        elif state is CameraState.OK and self._state not in {None, CameraState.OK}:
            log.info("camera %s is back", self._name)
        self._state = state
        self._detail = detail
