"""Two pictures of the empty scene compared: is the lens dirty, was the camera moved? Pure, and blind at night.

Light is taken out by dividing edges by the brightness around them: a lamp, a cloud or the camera's own gain multiply
both. What is left are the edges' places, which move with the camera, and their sharpness, which a smear takes away.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.source import Image

WIDTH, HEIGHT = 640, 360
_GRID: Final = (16, 9)
_BLACK_LEVEL: Final = 8.0
_DARK, _BLINDED = 40.0, 200.0
"""Means. Below the first, noise has as many edges as the scene; above the second, much of the scene is clipped."""
_EDGE: Final = 0.25
"""A block with such an edge in the reference is one that can show a smear."""
_FEWEST_EDGES: Final = 8
_FAINT: Final = 0.06
_BLURRED: Final = 0.4
"""Of the reference's sharpness is left in a block behind a smear."""
_DIRTY_SHARE: Final = 0.25
_SHIFT_PX: Final = 0.025 * WIDTH
_SURE: Final = 0.12
"""Height of the peak of a phase correlation, from which on its place means something."""
_SAME_SCENE, _OTHER_SCENE = 0.5, 0.2
"""Likeness. Above the first nothing but some thing in front of the wall was shifted; below the second it is another."""
_STILL_SHARP: Final = 0.6


class View(StrEnum):
    """What a picture says against the reference. UNKNOWN: too dark, or too little to see."""

    UNKNOWN = "unknown"
    CLEAR = "clear"
    DIRTY = "dirty"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture of the empty scene, as far as it is compared."""

    edges: Image
    sharpness: Image
    brightness: float

    @classmethod
    def of(cls, gray: Image) -> "Scene":
        """`gray`: WIDTH × HEIGHT, a mean over some frames against noise."""
        pixels = gray.astype(np.float32)
        around = cv2.GaussianBlur(pixels, (0, 0), 6) + _BLACK_LEVEL
        across, down = (cv2.Sobel(pixels, cv2.CV_32F, dx, 1 - dx, scale=0.25) for dx in (1, 0))
        edges = np.minimum(cv2.magnitude(across, down) / around, 1.0)
        return cls(edges, np.percentile(_blocks(edges), 98, axis=2), float(pixels.mean()))

    @property
    def lit(self) -> bool:
        """Neither dark nor blinding."""
        return _DARK <= self.brightness <= _BLINDED

    @property
    def textured(self) -> NDArray[np.bool_]:
        """Which blocks have an edge that a smear would blur."""
        return self.sharpness >= _EDGE

    @property
    def can_be_judged(self) -> bool:
        """Well lit, with enough to see."""
        return self.lit and int(self.textured.sum()) >= _FEWEST_EDGES


def likeness(reference: Scene, edges: Image) -> float:
    """1 for edges in the same places, 0 for scenes that have nothing in common: the middle one of the reference's
    blocks that have edges, so that a thing put down in front of the wall, however colourful, is one thing.
    """
    first, second = (_blocks(cv2.GaussianBlur(one, (0, 0), 3))[reference.textured] for one in (reference.edges, edges))
    first, second = (one - one.mean(axis=1, keepdims=True) for one in (first, second))
    norm = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return float(np.median((first * second).sum(axis=1) / np.maximum(norm, 1e-6)))


def compare(reference: Scene, now: Scene) -> View:
    """`reference` is one that can be judged."""
    if not now.lit:
        return View.UNKNOWN
    as_sharp = _best_quarter(now) >= _STILL_SHARP * _best_quarter(reference)
    if as_sharp and _moved(reference, now):
        return View.MOVED
    left = now.sharpness[reference.textured] / reference.sharpness[reference.textured]
    return View.DIRTY if float((left < _BLURRED).mean()) >= _DIRTY_SHARE else View.CLEAR


def _blocks(picture: Image) -> Image:
    """Rows × columns × pixels of a block."""
    columns, rows = _GRID
    height, width = HEIGHT // rows, WIDTH // columns
    blocks: Image = picture.reshape(rows, height, columns, width).swapaxes(1, 2).reshape(rows, columns, height * width)
    return blocks


def _moved(reference: Scene, now: Scene) -> bool:
    same = likeness(reference, now.edges)
    (dx, dy), sure = cv2.phaseCorrelate(_bold(reference.edges), _bold(now.edges), _WINDOW)
    shifted = sure >= _SURE and max(abs(dx), abs(dy)) >= _SHIFT_PX
    return same < (_SAME_SCENE if shifted else _OTHER_SCENE)


def _bold(edges: Image) -> Image:
    """The edges without the sensor's own pattern, which stays where it is. A copy, since cv2.phaseCorrelate multiplies
    its arguments by the window in place.
    """
    distinct: Image = np.maximum(edges - _FAINT, 0)
    return cv2.GaussianBlur(distinct, (0, 0), 2)


def _best_quarter(scene: Scene) -> float:
    return float(np.sort(scene.sharpness, axis=None)[-scene.sharpness.size // 4 :].mean())


_WINDOW: Final = cv2.createHanningWindow((WIDTH, HEIGHT), cv2.CV_32F)
