"""Codes followed from frame to frame, to know which one somebody is holding up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import dist
from typing import Final

from hardware.camera.located import Located, Point

SHOWN_AFTER_S: Final = 0.15
LINGERS_S: Final = 0.4
FORGOTTEN_AFTER_S: Final = 2.0
FURNITURE_S: Final = 10.0
"""As in presence.py: what lies still for so long is nobody's."""
_MOST: Final = 8
_STILL_SIDES: Final = 0.1


@dataclass(frozen=True, slots=True)
class Held:
    """The code that somebody holds up; `speed` in sides of the code a second."""

    code: Located
    speed: float


@dataclass(slots=True)
class _Place:
    code: Located
    since_s: float
    seen_s: float
    rests_at: Point
    rests_since_s: float
    speed: float = 0.0


class Places:
    """A code that is found in one frame only is a mistake of the finder, one that lies still for 10 s is furniture."""

    def __init__(self) -> None:
        self._places: list[_Place] = []

    def note(self, located: Sequence[Located], now_s: float) -> Held | None:
        """One frame's codes. The largest that is held up, also for a moment after it was last found."""
        self._places = [place for place in self._places if now_s - place.seen_s < FORGOTTEN_AFTER_S]
        for code in sorted(located, key=lambda code: code.side_px)[-_MOST:]:
            self._note(code, now_s)
        held = [place for place in self._places if _held(place, now_s)]
        largest = max(held, key=lambda place: place.code.side_px, default=None)
        return Held(largest.code, largest.speed) if largest else None

    def _note(self, code: Located, now_s: float) -> None:
        near = [place for place in self._places if place.seen_s < now_s and _same(place.code, code)]
        if near:
            _follow(min(near, key=lambda place: dist(place.code.centre, code.centre)), code, now_s)
        elif len(self._places) < 2 * _MOST:
            self._places.append(_Place(code, now_s, now_s, code.centre, now_s))


def _held(place: _Place, now_s: float) -> bool:
    shown = place.code.readable or place.seen_s - place.since_s >= SHOWN_AFTER_S
    return shown and now_s - place.seen_s < LINGERS_S and now_s - place.rests_since_s < FURNITURE_S


def _same(one: Located, other: Located) -> bool:
    return dist(one.centre, other.centre) < max(one.side_px, other.side_px)


def _follow(place: _Place, code: Located, now_s: float) -> None:
    side_px = max(code.side_px, 1.0)
    speed = dist(place.code.centre, code.centre) / side_px / (now_s - place.seen_s)
    place.speed += 0.5 * (speed - place.speed)
    if dist(place.rests_at, code.centre) > _STILL_SIDES * side_px:
        place.rests_at, place.rests_since_s = code.centre, now_s
    # Once read it is read, however many of its frames are not.
    place.code = replace(code, readable=code.readable or place.code.readable)
    place.seen_s = now_s
