"""Frames in which there is nothing to be read: empty, cluttered, noisy, and such as are made to look like a code."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from hardware.camera.source import Image
from hardware.camera.synthetic.recipe import Lens, Recipe, Sensor
from hardware.camera.synthetic.rendering import render, room, sensed
from hardware.camera.synthetic.symbol import random_symbol

Random = np.random.Generator
_FINDER: Final = 8
"""Modules of a finder pattern and its light border."""


def _empty(random: Random, size: tuple[int, int]) -> Image:
    return sensed(room(size, random), Sensor(noise=random.uniform(1, 9)), random)


def _cluttered(random: Random, size: tuple[int, int]) -> Image:
    """Boxes in boxes, stripes and print: all that looks a little like part of a code."""
    scene = room(size, random)
    for _ in range(25):
        x, y = (int(random.uniform(0, edge)) for edge in size)
        side, shade = int(random.uniform(6, 60)), random.uniform(0, 1, 3)
        for share, light in zip((1.0, 5 / 7, 3 / 7), shade, strict=True):
            half = int(side * share / 2)
            cv2.rectangle(scene, (x - half, y - half), (x + half, y + half), float(light), -1)
        scene = _printed(scene, (x, y + side), random.uniform(0.3, 2))
    return sensed(scene, Sensor(noise=random.uniform(1, 6)), random)


def _printed(scene: Image, at: tuple[int, int], size: float) -> Image:
    ink = np.zeros(scene.shape, np.uint8)
    cv2.putText(ink, "PAKKE 7", at, cv2.FONT_HERSHEY_SIMPLEX, size, 255, 2)
    return np.where(ink > 0, np.float32(0.05), scene)


def _noise(random: Random, size: tuple[int, int]) -> Image:
    grain = int(random.integers(1, 12))
    cells = random.integers(0, 256, (size[1] // grain + 1, size[0] // grain + 1)).astype(np.uint8)
    return cv2.resize(cells, size, interpolation=cv2.INTER_NEAREST)


def _false(random: Random, size: tuple[int, int]) -> Image:
    """Finder, timing and alignment patterns of a code, and chance in all other modules."""
    return _spoilt(random, size, 1.0)


def _torn(random: Random, size: tuple[int, int]) -> Image:
    """A code of which so much was replaced by chance that nothing can be made of it."""
    return _spoilt(random, size, random.uniform(0.6, 0.95))


def _spoilt(random: Random, size: tuple[int, int], share: float) -> Image:
    symbol = random_symbol(random)
    dark = symbol.dark.copy()
    inner = np.ones(dark.shape, bool)
    inner[:_FINDER, :_FINDER] = inner[:_FINDER, -_FINDER:] = inner[-_FINDER:, :_FINDER] = False
    inner[6], inner[:, 6] = False, False
    chance = inner & (random.random(dark.shape) < share)
    dark[chance] = random.random(int(chance.sum())) < 0.5
    recipe = Recipe(replace(symbol, dark=dark), module_px=random.uniform(2.5, 6), roll=random.uniform(-20, 20))
    blurred = replace(recipe, lens=Lens(defocus_px=random.uniform(0, 4)), sensor=Sensor(noise=random.uniform(1, 9)))
    return render(blurred, size, random)


NOTHING: Final[dict[str, Callable[[Random, tuple[int, int]], Image]]] = {
    "empty": _empty,
    "cluttered": _cluttered,
    "noise": _noise,
    "false": _false,
    "torn": _torn,
}


def nothing(kind: str, seed: int, size: tuple[int, int] = (1280, 720)) -> Image:
    """A gray frame, the same for the same arguments."""
    return NOTHING[kind](np.random.default_rng([seed, *kind.encode()]), size)
