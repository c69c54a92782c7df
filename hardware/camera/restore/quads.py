"""From finder patterns to the codes that may hang on them: three make a code, and two will do."""

import math
from itertools import combinations
from typing import Final, TypeAlias

import numpy as np

from hardware.camera.restore.finders import Finder
from hardware.camera.restore.view import MAX_VERSION, Match, Quad, match
from hardware.camera.source import Image

Point: TypeAlias = Image

MIN_AGREEMENT: Final = 0.3
_GOOD: Final = 0.6
_FINDER_MIDDLE: Final = 3.5
_ALIKE: Final = 1.8
"""Finders of one code differ in size by no more than that, also in perspective."""
_MIN_APART: Final = 9.0
"""Modules between the middles of two finders of one code, 14 in version 1, seen as a diagonal or at a slant."""
_VERSIONS_OFF: Final = 1
_MAX_PAIRED: Final = 5


def proposals(gray: Image, found: list[Finder], limit: int = 3) -> list[Match]:
    """The likeliest codes, best first, each at least MIN_AGREEMENT; no two at one place.

    Pairs are looked at only when no three make a good one: there are many more ways for two to belong together.
    """
    three = [_of_three(three) for three in combinations(found, 3)]
    matches = _good(gray, three)
    if not matches or matches[0].agreement < _GOOD:
        pairs = [_of_two(*two) for two in combinations(found[:_MAX_PAIRED], 2)]
        matches = sorted(matches + _good(gray, pairs), key=lambda match: -match.agreement)
    apart: list[Match] = []
    for candidate in matches:
        if all(_distance(candidate.quad, other.quad) > _size(other.quad) / 2 for other in apart):
            apart.append(candidate)
    return apart[:limit]


def _good(gray: Image, hypotheses: list[list[tuple[Quad, int]]]) -> list[Match]:
    """The best of each hypothesis, which is a list of quads and versions to choose from."""
    best = [
        max((match(gray, *choice) for choice in choices), key=lambda m: m.agreement)
        for choices in hypotheses
        if choices
    ]
    return sorted((m for m in best if m.agreement >= MIN_AGREEMENT), key=lambda m: -m.agreement)


def _alike(found: tuple[Finder, ...]) -> bool:
    sizes = [finder.module_px for finder in found]
    return max(sizes) < _ALIKE * min(sizes)


def _place(finder: Finder) -> tuple[float, float]:
    return finder.x, finder.y


def _at(finder: Finder) -> Point:
    return np.array([finder.x, finder.y], np.float32)


def _of_three(three: tuple[Finder, ...]) -> list[tuple[Quad, int]]:
    if not _alike(three):
        return []
    # The corner faces the longest side; which of the other two is to its right, the turn says: codes are not mirrored.
    sides = [
        (math.dist(_place(a), _place(b)), c, a, b) for a, b, c in (three, three[1:] + three[:1], three[2:] + three[:2])
    ]
    (shortest, *_), (middle, *_), (_, corner, right, below) = sorted(sides, key=lambda side: side[0])
    if shortest < max(_MIN_APART * corner.module_px, middle / _ALIKE):
        return []
    turn = (right.x - corner.x) * (below.y - corner.y) - (right.y - corner.y) * (below.x - corner.x)
    if abs(turn) < 0.5 * shortest * middle:
        return []
    if turn < 0:
        right, below = below, right
    along, down = _at(right) - _at(corner), _at(below) - _at(corner)
    versions = _versions((shortest + middle) / 2, along, sum(finder.module_px for finder in three) / 3)
    return [(_quad(_at(corner), along, down, version), version) for version in versions]


def _of_two(one: Finder, other: Finder) -> list[tuple[Quad, int]]:
    apart = _at(other) - _at(one)
    if not _alike((one, other)) or np.linalg.norm(apart) < _MIN_APART * one.module_px:
        return []
    aside = np.array([-apart[1], apart[0]], np.float32)
    module = (one.module_px + other.module_px) / 2
    squares: list[tuple[Point, Point, Point]] = [  # the two along one side, to either hand of it, or across
        (_at(one), apart, aside),
        (_at(one) - aside, apart, aside),
        (_at(one), (apart - aside) / 2, (apart + aside) / 2),
    ]
    quads: list[tuple[Quad, int]] = []
    for corner, along, down in squares:
        for version in _versions(float(np.linalg.norm(along)), along, module):
            quad = _quad(corner, along, down, version)
            quads += [(np.roll(quad, turn, axis=0), version) for turn in range(4)]
    return quads


def _versions(side_px: float, along: Point, module_px: float) -> list[int]:
    """By the distance of two finders' middles. The more a finder is turned, the longer rows and columns cross it."""
    module_px *= float(np.abs(along).max() / (np.linalg.norm(along) or 1))
    guess = round((side_px / module_px + 2 * _FINDER_MIDDLE - 17) / 4)
    return [v for v in range(guess - _VERSIONS_OFF, guess + _VERSIONS_OFF + 1) if 1 <= v <= MAX_VERSION]


def _quad(corner: Point, along: Point, down: Point, version: int) -> Quad:
    """Outer corners of the code whose finders' middles are at `corner`, `corner` + `along` and `corner` + `down`."""
    reach = _FINDER_MIDDLE / (17 + 4 * version - 2 * _FINDER_MIDDLE)
    near, far = -reach, 1 + reach
    ends = ((near, near), (far, near), (far, far), (near, far))
    return np.array([corner + x * along + y * down for x, y in ends], np.float32)


def _distance(one: Quad, other: Quad) -> float:
    return float(np.linalg.norm(one.mean(axis=0) - other.mean(axis=0)))


def _size(quad: Quad) -> float:
    return float(np.linalg.norm(quad[2] - quad[0])) / 2
