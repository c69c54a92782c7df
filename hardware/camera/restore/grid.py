"""Where the modules of a straightened code really are: paper bends, corners are guessed, lenses distort.

A grid that lies right has its points in the middle of modules, where light and dark are most so. The shift of every
module is the one that makes it and its neighbours most decided, and known patterns right.
"""

from typing import Final

import cv2
import numpy as np

from hardware.camera.restore.layout import Layout
from hardware.camera.restore.view import Plane

_KNOWN_WEIGHT: Final = 1.5
_CLIP: Final = 1.2
_WINDOW: Final = 9
_COST: Final = 0.004
_SHARPNESS: Final = 12
_STEPS: Final = np.array([(x, y) for y in (-3, 0, 3) for x in (-3, 0, 3)], np.float32)
"""Half a module of six pixels to each side."""


def fitted(contrast: Plane, plan: Layout, places: Plane, window: int = _WINDOW) -> Plane:
    """`places` (modules, modules, 2), each moved by up to half a module, as its neighbours within `window` modules."""
    values = np.clip(sampled_around(cv2.blur(contrast, (3, 3)), places, _STEPS), -_CLIP, _CLIP)
    known = -plan.known.astype(np.float32)[..., None]
    decided = np.where(known != 0, _KNOWN_WEIGHT * known * values, np.abs(values))
    scores = cv2.blur(decided, (window, window), borderType=cv2.BORDER_REFLECT) - _COST * (_STEPS**2).sum(axis=1)
    weights = np.exp(_SHARPNESS * (scores - scores.max(axis=-1, keepdims=True)))
    moved = (weights @ _STEPS / weights.sum(axis=-1, keepdims=True)).astype(np.float32)
    placed: Plane = places + cv2.GaussianBlur(moved, (0, 0), window / 4)
    return placed


def sampled_around(plane: Plane, places: Plane, steps: Plane) -> Plane:
    """(modules, modules, len(steps)): the plane at each place and step away from it."""
    rows, columns = places.shape[:2]
    points = (places[:, :, None] + steps).reshape(rows, -1, 2)
    found = cv2.remap(plane, points[..., 0], points[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return found.reshape(rows, columns, len(steps))
