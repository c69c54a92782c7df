"""What helps a person to hold a code right: where it is, how near it is to being read, and one word of advice.

Pure: it is told what was located in each frame and how light that is, and sees no pixels (`locate.py` does).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from hardware.camera.located import Exposure, Located
from hardware.camera.places import Held, Places

SMALL_MODULE_PX: Final = 2.0
GOOD_MODULE_PX: Final = 2.5
"""Below 2 px a module gets lost, from 2.5 px on every decoder reads it (24 clean frames at each size)."""
SMALL_SIDE_PX: Final = 80.0
GOOD_SIDE_PX: Final = 100.0
"""The same for a kiosk's own code of 41 modules, where the number of modules is not known."""
LARGE_SIDE: Final = 0.7
EDGE: Final = 0.01
FAST_SIDES_S: Final = 1.0
"""One side a second smears a module of 30 over the next within an exposure of 1/30 s."""
DARK_LEVEL: Final = 60
WHITE_LEVEL: Final = 250
WASHED_OUT_LEVEL: Final = 90
"""Dark modules of a code in focus are below it; where the bright ones are white too, light has spilled over."""
BLANK_SHARE: Final = 0.05
DARK_ROOM_LEVEL: Final = 45
DIM_MIDDLE_LEVEL: Final = 60
WHITE_SHARE: Final = 0.02
WANTED_FOR_S: Final = 0.3
STAYS_S: Final = 1.0
_UNREAD: Final = 0.9
_FOLLOW: Final = 0.6
_LONGEST_STEP_S: Final = 0.2


class Advice(StrEnum):
    """What to do next. `inside`: into the picture, by whose edge the code is cut off."""

    NONE = ""
    CLOSER = "closer"
    BACK = "back"
    INSIDE = "inside"
    DARK = "dark"
    BRIGHT = "bright"
    TILT = "tilt"
    STILL = "still"


@dataclass(frozen=True, slots=True)
class Aim:
    """The code that somebody holds up: its centre in fractions of the frame from the upper left, and the side of the
    upright square that holds it as a fraction of the frame's height (0: none is located, only the advice counts).
    `near` rises to 1 when it is read.
    """

    x: float = 0.5
    y: float = 0.5
    side: float = 0.0
    near: float = 0.0
    advice: Advice = Advice.NONE


NO_AIM: Final = Aim()


class Aimer:
    """One frame after the other. While nobody looks, or between frames far apart, its time stands still."""

    def __init__(self) -> None:
        self._places = Places()
        self._words = SteadyWords()
        self._aim = NO_AIM
        self._usual_white = 0.0
        self._last_s: float | None = None
        self._watched_s = 0.0

    def rest(self, exposure: Exposure) -> Aim:
        """Nobody is there. What is white now, as a lamp, is no fault of anybody's code later."""
        self._usual_white = exposure.white
        self._words = SteadyWords()
        self._aim = NO_AIM
        return NO_AIM

    def observe(self, located: Sequence[Located], exposure: Exposure, size: tuple[int, int], now_s: float) -> Aim:
        """`size`: width and height of the frame in px. `now_s`: its monotonic time."""
        if self._last_s is not None:
            self._watched_s += min(now_s - self._last_s, _LONGEST_STEP_S)
        self._last_s = now_s
        held = self._places.note(located, self._watched_s)
        wanted = _aim(held, size) if held else Aim(advice=self._light(exposure))
        if held and held.code.readable:
            self._words = SteadyWords()
        advice = self._words.settle(wanted.advice, self._watched_s)
        self._aim = replace(_followed(self._aim, wanted), advice=advice)
        return self._aim

    def _light(self, exposure: Exposure) -> Advice:
        """Nothing is located: it may be too dark for that, or a screen that outshines a dark room."""
        if exposure.bright < DARK_ROOM_LEVEL:
            return Advice.DARK
        if exposure.middle < DIM_MIDDLE_LEVEL and exposure.white - self._usual_white > WHITE_SHARE:
            return Advice.BRIGHT
        return Advice.NONE


class SteadyWords:
    """A word is said when it has been wanted for 0.3 s on end, and stays for a second, so that it can be read."""

    def __init__(self) -> None:
        self._said = self._wanted = Advice.NONE
        self._said_s = self._wanted_s = float("-inf")

    def settle(self, wanted: Advice, now_s: float) -> Advice:
        """The word to show now."""
        if wanted is not self._wanted:
            self._wanted, self._wanted_s = wanted, now_s
        free = self._said is Advice.NONE or now_s - self._said_s >= STAYS_S
        if wanted is not self._said and free and now_s - self._wanted_s >= WANTED_FOR_S:
            self._said, self._said_s = wanted, now_s
        return self._said


def _aim(held: Held, size: tuple[int, int]) -> Aim:
    code, (width, height) = held.code, size
    x, y = code.centre
    near = 1.0 if code.readable else _UNREAD * min(_fit(code, height), _visible(code, size))
    advice = Advice.NONE if code.readable else _fault(held, size)
    return Aim(x / width, y / height, code.extent_px / height, near, advice)


def _fit(code: Located, height: int) -> float:
    """1 where it is neither too small nor too large."""
    large_enough = code.side_px / GOOD_SIDE_PX if code.module_px is None else code.module_px / GOOD_MODULE_PX
    return min(large_enough, LARGE_SIDE * height / max(code.side_px, 1.0), 1.0)


def _visible(code: Located, size: tuple[int, int]) -> float:
    """The share of its upright rectangle that is inside the picture."""
    share = 1.0
    for axis, length in zip(zip(*code.corners, strict=True), size, strict=True):
        low, high = min(axis), max(axis)
        share *= max(0.0, min(high, length) - max(low, 0.0)) / max(high - low, 1.0)
    return share


def _fault(held: Held, size: tuple[int, int]) -> Advice:
    """What most likely keeps it from being read; what hides the most comes first."""
    code, (width, height) = held.code, size
    if any(not EDGE < x / width < 1 - EDGE or not EDGE < y / height < 1 - EDGE for x, y in code.corners):
        return Advice.INSIDE
    if code.contrast and code.contrast.bright < DARK_LEVEL:
        return Advice.DARK
    if code.contrast and code.contrast.bright >= WHITE_LEVEL and code.contrast.dark > WASHED_OUT_LEVEL:
        return Advice.BRIGHT
    if code.side_px < SMALL_SIDE_PX if code.module_px is None else code.module_px < SMALL_MODULE_PX:
        return Advice.CLOSER
    if code.side_px > LARGE_SIDE * height:
        return Advice.BACK
    if code.contrast and code.contrast.blank > BLANK_SHARE and held.speed < FAST_SIDES_S:
        return Advice.TILT
    return Advice.STILL


def _followed(before: Aim, wanted: Aim) -> Aim:
    """A part of the way from frame to frame, so that the target glides."""
    if not before.side or not wanted.side:
        return wanted
    x, y, side, near = (
        old + _FOLLOW * (new - old)
        for old, new in zip(
            (before.x, before.y, before.side, before.near), (wanted.x, wanted.y, wanted.side, wanted.near), strict=True
        )
    )
    return Aim(x, y, side, near)
