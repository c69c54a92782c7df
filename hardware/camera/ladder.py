"""From the cheap look at every frame to the dear ones at those that stay unread.

Different preparations read different pictures, so a rotation of cheap ones beats one good one. Which ones, and their
order, follows measurements on 906 photos and 648 rendered frames; docs of the project name them.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final, Protocol

import cv2
import numpy as np

from hardware.camera.decode import Code, Symbology, ZbarQr, Zxing
from hardware.camera.source import Image

BUDGET_S: Final = 0.035
"""Per frame: half the time between two frames at 15 fps, so that the next one is not kept waiting."""


class Decoder(Protocol):
    def read(self, gray: Image) -> list[Code]: ...


@dataclass(frozen=True, slots=True)
class Rung:
    """One preparation and who reads the result."""

    name: str
    prepare: Callable[[Image], Image]
    decoder: Decoder


class Ladder:
    """`plain` reads every frame; the rungs take turns on frames it could not read, within `budget_s` a frame.

    The next frame goes on where the last one stopped, and a rung that read something is tried first on the next
    frame. At least one rung is tried, also when it alone costs more than the budget.
    """

    def __init__(
        self,
        plain: Decoder,
        rungs: tuple[Rung, ...],
        *,
        budget_s: float = BUDGET_S,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._plain = plain
        self._rungs = rungs
        self._budget_s = budget_s
        self._clock = clock
        self._next = 0
        self._cost_s = [0.0] * len(rungs)

    def read(self, gray: Image, *, search: bool) -> list[Code]:
        """All codes of the first look that finds one. Without `search` only the plain look is taken."""
        start_s = self._clock()
        codes = self._plain.read(gray)
        if codes or not search:
            return codes
        for tried in range(len(self._rungs)):
            if tried and self._clock() - start_s + self._cost_s[self._next] > self._budget_s:
                break
            codes = self._climb(gray)
            if codes:
                return codes
            self._next = (self._next + 1) % len(self._rungs)
        return []

    def _climb(self, gray: Image) -> list[Code]:
        start_s = self._clock()
        rung = self._rungs[self._next]
        codes = rung.decoder.read(rung.prepare(gray))
        self._cost_s[self._next] = self._clock() - start_s
        return codes


def standard_ladder(symbologies: Collection[Symbology], *, budget_s: float = BUDGET_S) -> Ladder:
    """QR codes at once on every frame; the others, several times as dear to look for, while the scene moves."""
    qr_only = [s for s in symbologies if s is Symbology.QR]
    others = [s for s in symbologies if s is not Symbology.QR]
    qr = Zxing(qr_only)
    rungs = _qr_rungs(qr) if qr_only else ()
    if others:
        other = Rung("others", _as_is, Zxing(others))
        # Twice a round: a label is read soon, and codes on screens do not wait for it.
        rungs = (other, *rungs[:5], other, *rungs[5:]) if rungs else (other,)
    return Ladder(qr, rungs, budget_s=budget_s)


def _qr_rungs(qr: Zxing) -> tuple[Rung, ...]:
    zbar = ZbarQr()
    return (
        Rung("gamma 2", _gamma(2.0), qr),
        Rung("gamma 0.45", _gamma(0.45), qr),
        Rung("threshold", _threshold, qr),
        Rung("zoom 1.5", _zoom(1.5), qr),
        Rung("clahe", _clahe, Zxing([Symbology.QR], global_histogram=True)),
        Rung("zbar half", _zoom(0.5), zbar),
        Rung("unsharp", _unsharp, qr),
        Rung("zoom 2", _zoom(2.0), qr),
        Rung("zbar half inverted", _half_inverted, zbar),
        Rung("zbar threshold", _threshold, zbar),
    )


def _as_is(gray: Image) -> Image:
    return gray


def _gamma(exponent: float) -> Callable[[Image], Image]:
    """Above 1 it spreads the bright levels of a blown-out screen, below 1 the dark ones of a dim slip."""
    table: Final = (255 * (np.arange(256) / 255) ** exponent).astype(np.uint8)
    return lambda gray: cv2.LUT(gray, table)


def _zoom(factor: float) -> Callable[[Image], Image]:
    """Up for modules below 2 px, down for zbar, which fails on big ones."""
    sampling = cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA
    return lambda gray: cv2.resize(gray, None, fx=factor, fy=factor, interpolation=sampling)


def _half_inverted(gray: Image) -> Image:
    """zbar reads no light-on-dark code, and pyzbar cannot switch its inverse test on."""
    return cv2.bitwise_not(cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))


def _threshold(gray: Image) -> Image:
    """Against shadows and gradients."""
    return cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 21, 3)


def _clahe(gray: Image) -> Image:
    """Local contrast; made anew each time as an instance is not to be shared between threads."""
    return cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8)).apply(gray)


def _unsharp(gray: Image) -> Image:
    """Against slight defocus."""
    return cv2.addWeighted(gray, 2.5, cv2.GaussianBlur(gray, (0, 0), 2.2), -1.5, 0)
