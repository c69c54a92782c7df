"""Empty scenes to look at, and what may happen to them: light, shadows, smears, a push."""

import cv2
import numpy as np

from hardware.camera.source import Image

HEIGHT, WIDTH = 720, 1280


def scene(seed: int) -> Image:
    """A wall that is lighter on one side, with forty things on it; float, 0 to 255."""
    random = np.random.default_rng(seed)
    wall = np.outer(np.linspace(1.05, 0.8, HEIGHT), np.linspace(90, 150, WIDTH)).astype(np.float32)
    for _ in range(40):
        x, y = random.integers(0, 1200), random.integers(0, 650)
        width, height = random.integers(20, 200), random.integers(20, 160)
        wall[y : y + height, x : x + width] *= random.uniform(0.4, 1.5)
    return cv2.GaussianBlur(np.clip(wall, 0, 255), (0, 0), 1.2)


def taken(wall: Image, gain: float = 1.0, noise: float = 4.5, seed: int = 0) -> Image:
    """One frame of a camera: brighter or darker by `gain`, with noise."""
    random = np.random.default_rng(seed)
    return np.clip(wall * gain + random.normal(0, noise, wall.shape), 0, 255).astype(np.uint8)


def shadowed(wall: Image, seed: int) -> Image:
    """The sun has come round: a soft dark patch over a third of it."""
    random = np.random.default_rng(seed)
    light = np.ones_like(wall)
    corners = cv2.convexHull(random.integers(0, WIDTH, (4, 2)).astype(np.int32))
    cv2.fillPoly(light, [corners], float(random.uniform(0.35, 0.6)))
    return wall * cv2.GaussianBlur(light, (0, 0), 15)


def smeared(wall: Image, share: float, seed: int = 0) -> Image:
    """Fingers on the lens: `share` of the picture is blurred and milky."""
    random = np.random.default_rng(seed)
    smear = np.zeros_like(wall)
    while smear.mean() < share:
        middle = (int(random.integers(0, WIDTH)), int(random.integers(0, HEIGHT)))
        axes = (int(random.integers(100, 300)), int(random.integers(60, 200)))
        cv2.ellipse(smear, middle, axes, int(random.integers(0, 180)), 0, 360, 1.0, -1)
    smear = cv2.GaussianBlur(smear, (0, 0), 20)
    return wall * (1 - smear) + smear * (0.8 * cv2.GaussianBlur(wall, (0, 0), 10) + 20)


def pushed(wall: Image, shift_px: int, turn: float = 0.0) -> Image:
    """The camera was pushed aside, or turned in its holder."""
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), turn, 1)
    matrix[0, 2] += shift_px
    return cv2.warpAffine(wall, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)


def with_a_parcel(wall: Image, left_px: int = 200, side_px: int = 400) -> Image:
    """Somebody has put a thing in all colours into the picture."""
    put = wall.copy()
    colours = np.random.default_rng(5).integers(20, 250, (side_px // 10, side_px // 10))
    put[300 : 300 + side_px, left_px : left_px + side_px] = colours.repeat(10, 0).repeat(10, 1)
    return put
