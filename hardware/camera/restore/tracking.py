"""Where modules are on paper that is bent, folded or crumpled: by the phase of their edges.

Edges stand where modules meet, so in a straightened view they repeat every SCALE pixels, and how far they are off is
the phase of that wave. It is known everywhere, but for whole modules; these are counted from the finder and alignment
patterns outwards, each module going by those next to it that are settled (as in the unwrapping of interferograms).
"""

import math
from typing import Final

import cv2
import numpy as np

from hardware.camera.restore.layout import Layout
from hardware.camera.restore.view import MARGIN, SCALE, Plane

_LOCAL: Final = 1.2
"""Modules (σ) over which edges are taken together."""
_NEIGHBOURS: Final = (3, 3)
_SMOOTH: Final = 0.7
_REACH: Final = 2
"""Modules by which a pattern may be off what those before it lead to expect."""
_ALIKE: Final = 0.6


def tracked(contrast: Plane, plan: Layout, places: Plane) -> Plane:
    """`places` (modules, modules, 2), each moved to where the edges around it say."""
    start, distance = _anchored(contrast, plan)
    phases = [_phase(contrast, axis) for axis in (0, 1)]
    phase, weight = (np.stack(part, axis=-1) for part in zip(*phases, strict=True))
    return places + SCALE * _unwrapped(phase, weight, start, distance)


def _anchored(contrast: Plane, plan: Layout) -> tuple[Plane, Plane]:
    """By how many modules finder and alignment patterns are off (only that of their own modules is meant), and how many
    modules each one is from the next of them."""
    modules = plan.modules
    start = np.zeros((modules, modules, 2), np.float32)
    distance = np.full((modules, modules), 2 * modules, np.float32)
    rows, columns = np.mgrid[:modules, :modules]
    found: list[tuple[float, float, Plane]] = []
    for row, column, half in plan.anchors:
        expected = _expected(found, row, column)
        moved = _found(contrast, plan, (row, column, half), expected)
        if moved is None:
            continue
        found.append((row, column, moved))
        away = np.maximum(np.maximum(abs(rows - row), abs(columns - column)) - half, 0)
        start[away == 0] = moved
        distance = np.minimum(distance, away)
    return start, distance


def _expected(found: list[tuple[float, float, Plane]], row: int, column: int) -> Plane:
    if not found:
        return np.zeros(2, np.float32)
    weights = np.array([1 / (1 + (row - r) ** 2 + (column - c) ** 2) for r, c, _ in found])
    return np.average([moved for _, _, moved in found], axis=0, weights=weights)


def _found(contrast: Plane, plan: Layout, anchor: tuple[int, int, int], expected: Plane) -> Plane | None:
    """Where a pattern really is, as modules in x and y off its place; None when it is not seen."""
    row, column, half = anchor
    pattern = -plan.known[row - half : row + half + 1, column - half : column + half + 1].astype(np.float32)
    template = cv2.resize(pattern, None, fx=SCALE, fy=SCALE, interpolation=cv2.INTER_NEAREST)
    reach = _REACH * SCALE
    left, top = (
        round((at - half + MARGIN + float(off)) * SCALE) - reach
        for at, off in ((column, expected[0]), (row, expected[1]))
    )
    side = template.shape[0] + 2 * reach
    x, y = max(left, 0), max(top, 0)
    window = contrast[y : top + side, x : left + side]
    if min(window.shape) < template.shape[0]:
        return None
    scores = cv2.matchTemplate(np.clip(window, -1.5, 1.5), template, cv2.TM_CCOEFF_NORMED)
    _, best, _, at = cv2.minMaxLoc(scores)
    if best < _ALIKE:
        return None
    place = np.array([x + at[0], y + at[1]], np.float32) / SCALE - MARGIN
    moved: Plane = place - np.array([column - half, row - half], np.float32)
    return moved


def _phase(contrast: Plane, axis: int) -> tuple[Plane, Plane]:
    """By how much of a module edges along x (axis 0) or y (1) are off, -0.5 to 0.5, and how sure that is."""
    smooth = np.clip(contrast, -1.5, 1.5)
    edges = np.abs(cv2.Sobel(smooth, cv2.CV_32F, 1 - axis, axis))
    wave = 2 * math.pi / SCALE * (np.arange(edges.shape[0], dtype=np.float32) + 0.5)
    wave = wave[None] if axis == 0 else wave[:, None]
    modules = edges.shape[0] // SCALE
    parts = np.stack([edges * np.cos(wave), edges * np.sin(wave)], axis=-1)
    cells = cv2.resize(parts, (modules, modules), interpolation=cv2.INTER_AREA)
    cosine, sine = cv2.split(cv2.GaussianBlur(cells, (0, 0), _LOCAL)[MARGIN:-MARGIN, MARGIN:-MARGIN])
    return np.arctan2(sine, cosine) / (2 * math.pi), np.hypot(sine, cosine) + 1e-4


def _unwrapped(phase: Plane, weight: Plane, start: Plane, distance: Plane) -> Plane:
    """The phases (…, 2) with their whole modules, from where `distance` is 0 and they are near `start` outwards."""
    off = phase + np.round(start - phase)
    settled = (distance == 0)[..., None] * weight
    for reach in range(1, int(distance.max()) + 1):
        share = cv2.blur(settled, _NEIGHBOURS)
        expected = cv2.blur(off * settled, _NEIGHBOURS) / (share + 1e-9)
        now = distance == reach
        off[now] = phase[now] + np.round(expected[now] - phase[now])
        settled[now] = weight[now]
    share = cv2.GaussianBlur(weight, (0, 0), _SMOOTH)
    return (cv2.GaussianBlur(off * weight, (0, 0), _SMOOTH) / share).astype(np.float32)
