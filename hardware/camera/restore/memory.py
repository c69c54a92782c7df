"""Codes of the frames before, module by module: what one frame leaves in doubt another may show.

Every frame's values lie on the code's own grid, so frames need no registration, and each module counts for as much as
it was sure: one under a reflection says nothing, noise evens out, and the sharpest frame of a moving hand weighs most.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from hardware.camera.restore.codewords import Soft
from hardware.camera.restore.layout import layout
from hardware.camera.restore.view import Match, Quad

_FRAMES_AWAY: Final = 8
_FADE: Final = 0.85
_MAX_CODES: Final = 4
_NEAR: Final = 0.5
"""Of the code's diagonal: a hand moves it by no more than that between two frames."""
_FLOOR: Final = 0.05


@dataclass(slots=True)
class _Remembered:
    version: int
    quad: Quad
    values: Soft
    weight: float
    frames: int = 1
    away: int = 0


class Memory:
    """Of the codes lately in view that could not be read."""

    def __init__(self) -> None:
        self._codes: list[_Remembered] = []

    def begin_frame(self) -> None:
        """Call once per frame."""
        for code in self._codes:
            code.away += 1
        self._codes = [code for code in self._codes if code.away <= _FRAMES_AWAY]

    def clear(self) -> None:
        """What is in view now is another code."""
        self._codes = []

    def with_earlier(self, match: Match, soft: Soft) -> Soft | None:
        """`soft` and what earlier frames say of the same code; None when there are none yet. Remembers it."""
        weight = _trust(soft, match.version)
        values = weight * np.clip(soft, -1, 1)
        for code in self._codes:
            if code.version == match.version and _is_near(code.quad, match.quad):
                kept = _FADE if code.away else 1.0
                code.values = kept * code.values + values
                code.weight = kept * code.weight + weight
                code.quad, code.away, code.frames = match.quad, 0, code.frames + 1
                return (code.values / code.weight).astype(np.float32)
        self._codes = [*self._codes, _Remembered(match.version, match.quad, values, weight)][-_MAX_CODES:]
        return None


def _trust(soft: Soft, version: int) -> float:
    """One over the mean square by which modules are off that are known beforehand."""
    known = layout(version).known
    off = soft[known != 0] - known[known != 0]
    return 1 / (float(np.mean(off * off)) + _FLOOR)


def _is_near(one: Quad, other: Quad) -> bool:
    reach = _NEAR * float(np.linalg.norm(one[2] - one[0]))
    return float(np.linalg.norm(one.mean(axis=0) - other.mean(axis=0))) < reach
