"""A located code seen from straight above: local contrast alone, `SCALE` pixels a module."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import cv2
import numpy as np

from hardware.camera.restore.layout import layout
from hardware.camera.source import Image

Plane: TypeAlias = Image
"""float32"""
Quad: TypeAlias = Image
"""The outer corners of a code in the picture, clockwise from the code's own upper left: (4, 2)."""

SCALE: Final = 6
MAX_VERSION: Final = 20
MARGIN: Final = 4
"""Modules around the code that are seen too."""

_WINDOW: Final = 7
"""Modules over which dark and light balance: masks see to it (§7.8.3)."""
_FLOOR: Final = 0.3
"""Contrast below this share of the whole code's is no contrast but noise, as under glare."""


def outline(modules: int) -> Quad:
    """The code's corners in module coordinates."""
    return np.array([[0, 0], [modules, 0], [modules, modules], [0, modules]], np.float32)


def straightened(gray: Image, quad: Quad, modules: int) -> Plane:
    """(modules + 2 MARGIN)² × SCALE² pixels; light is above 0 and dark below, both about 1 where contrast is good."""
    side = (modules + 2 * MARGIN) * SCALE
    onto = cv2.getPerspectiveTransform(quad, (outline(modules) + MARGIN) * SCALE)
    flat = cv2.warpPerspective(gray, onto, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return local_contrast(flat.astype(np.float32), (_WINDOW * SCALE,) * 2)


def local_contrast(pixels: Plane, window: tuple[int, int]) -> Plane:
    """How far each pixel is from the mean around it, in units of the spread there."""
    mean = cv2.blur(pixels, window)
    spread = np.sqrt(np.maximum(cv2.blur(pixels * pixels, window) - mean * mean, 0))
    typical = float(
        spread[spread.shape[0] // 4 : -spread.shape[0] // 4, spread.shape[1] // 4 : -spread.shape[1] // 4].mean()
    )
    contrast: Plane = (pixels - mean) / (spread + _FLOOR * typical + 1e-3)
    return contrast


def centres(modules: int) -> Plane:
    """Of all modules, in pixels of the straightened view: (modules, modules, 2) as x, y."""
    along = (np.arange(modules, dtype=np.float32) + MARGIN + 0.5) * SCALE - 0.5
    return np.stack(np.meshgrid(along, along), axis=-1)


@dataclass(frozen=True, slots=True)
class Match:
    """A code that may be there. `agreement`, 0 to 1: how well the patterns that all of its version have are seen."""

    quad: Quad
    version: int
    agreement: float
    inverted: bool


def match(gray: Image, quad: Quad, version: int) -> Match:
    """Of one version."""
    known = pattern(version)
    return _match(quad, version, _seen(gray, quad, known.places), known.signs)


def best_match(gray: Image, quad: Quad) -> Match:
    """Of all versions up to MAX_VERSION. They differ most in their timing patterns."""
    values = _seen(gray, quad, _all_places())
    start, found = 0, []
    for version in range(1, MAX_VERSION + 1):
        signs = pattern(version).signs
        found.append(_match(quad, version, values[start : start + len(signs)], signs))
        start += len(signs)
    return max(found, key=lambda match: match.agreement)


@lru_cache(maxsize=1)
def _all_places() -> Plane:
    """Of all versions, one after the other."""
    return np.concatenate([pattern(version).places for version in range(1, MAX_VERSION + 1)])


@dataclass(frozen=True, slots=True)
class Pattern:
    """Light 1 and dark -1, less their mean; places in the unit square."""

    signs: Plane
    places: Plane


@lru_cache(maxsize=MAX_VERSION)
def pattern(version: int) -> Pattern:
    plan = layout(version)
    known = np.argwhere(plan.known)
    signs = -plan.known[known[:, 0], known[:, 1]].astype(np.float32)
    return Pattern(signs - signs.mean(), ((known[:, ::-1] + 0.5) / plan.modules).astype(np.float32))


def _seen(gray: Image, quad: Quad, places: Plane) -> Plane:
    onto = cv2.getPerspectiveTransform(outline(1), quad)
    points = cv2.perspectiveTransform(places[None], onto)
    values = cv2.remap(
        gray, points[..., 0], points[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=128
    )
    return values.ravel().astype(np.float32)


def _match(quad: Quad, version: int, values: Plane, signs: Plane) -> Match:
    values = values - values.mean()
    alike = float(values @ signs) / (float(np.sqrt((values @ values) * (signs @ signs))) or 1.0)
    return Match(quad, version, abs(alike), alike < 0)
