"""Photo-like frames of a code: a dim room, a hand that shakes, paper or phone in perspective, blur, sensor noise.

Made so that a decoder has to do its work on them. Not a model of any one camera: severities are chosen to look like
a plain 720p webcam at reading distance.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hardware.camera.source import Image

WIDTH: Final = 1280
HEIGHT: Final = 720

_FOCAL_PX: Final = 1100.0
_NOISE_MEAN: Final = 12
_NOISE_LEVELS: Final = 9
_NOISE_MARGIN: Final = 128


class Room:
    """The empty room behind whoever stands there, and the sensor's noise.

    The noise is drawn once, with a mean of its own which background and sprites are darkened by beforehand, so that
    a noisy frame costs one saturating addition. Three uniform draws add up to nearly a normal one (σ 4.5) without
    ever leaving bytes.
    """

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._empty = _darkened(_draw_room(self._random))
        shape = (HEIGHT + _NOISE_MARGIN, WIDTH + _NOISE_MARGIN, 3)
        first, second, third = (self._random.integers(0, _NOISE_LEVELS, shape, np.uint8) for _ in range(3))
        self._noise: Image = first + second + third

    def empty(self) -> Image:
        """A fresh copy to draw on, without noise."""
        return self._empty.copy()

    def with_noise(self, frame: Image) -> Image:
        """What the sensor makes of it; another patch of the noise every time."""
        top, left = self._random.integers(0, _NOISE_MARGIN, 2)
        patch: Image = self._noise[top : top + HEIGHT, left : left + WIDTH]
        return cv2.add(frame, patch)


def _darkened(pixels: Image) -> Image:
    return cv2.subtract(pixels, np.full_like(pixels, _NOISE_MEAN))


def _draw_room(random: np.random.Generator) -> Image:
    """A wall that is lighter on one side, a floor, a bright doorway and some shelves, out of focus."""
    wall = np.outer(np.linspace(1.05, 0.8, HEIGHT), np.linspace(58, 96, WIDTH))
    room: Image = np.stack([(tint * wall).astype(np.uint8) for tint in (1.04, 1.0, 0.97)], axis=-1)
    cv2.rectangle(room, (0, 560), (WIDTH, HEIGHT), (52, 58, 64), -1)
    cv2.rectangle(room, (930, 90), (1120, 560), (150, 142, 132), -1)
    for shelf_y in (180, 300, 420):
        cv2.rectangle(room, (80, shelf_y), (560, shelf_y + 12), (44, 50, 58), -1)
        for left in range(90, 540, 62):
            height = int(random.integers(30, 84))
            colour = [int(c) for c in random.integers(40, 130, 3)]
            cv2.rectangle(room, (left, shelf_y - height), (left + 50, shelf_y), colour, -1)
    return cv2.GaussianBlur(room, (0, 0), 9)


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a card's middle is, in pixels of the frame, and how it is turned, in degrees."""

    x: float
    y: float
    roll: float
    pitch: float = 0.0
    yaw: float = 0.0


def make_card(code: Image, height_px: float, *, on_phone: bool, blur_sigma: float = 0.7) -> Image:
    """A code as printed on a slip or shown by a phone, BGR. The code itself is `height_px` high on it."""
    if code.ndim == 2:
        code = cv2.cvtColor(code, cv2.COLOR_GRAY2BGR)
    zoom = height_px / code.shape[0]
    sampling = cv2.INTER_AREA if zoom < 1 else cv2.INTER_NEAREST
    code = cv2.resize(code, None, fx=zoom, fy=zoom, interpolation=sampling)
    side = max(4, int(0.09 * height_px))
    below = int(0.35 * height_px)
    if on_phone:
        card = cv2.copyMakeBorder(code, 2 * side, below, side, side, cv2.BORDER_CONSTANT, value=(255, 255, 255))
        bezel = max(2, side // 3)
        card = cv2.copyMakeBorder(card, bezel, bezel, bezel, bezel, cv2.BORDER_CONSTANT, value=(12, 12, 12))
        black, white = 34, 244
    else:
        card = cv2.copyMakeBorder(code, side, below, side, side, cv2.BORDER_CONSTANT, value=(255, 255, 255))
        _print_lines(card, side, card.shape[0] - below)
        black, white = 42, 214
    levels = np.linspace(black, white, 256).astype(np.uint8)
    return _darkened(cv2.GaussianBlur(cv2.LUT(card, levels), (0, 0), blur_sigma))


def _print_lines(card: Image, left: int, top: int) -> None:
    """Gray bars where a slip has its text."""
    line = max(2, (card.shape[0] - top) // 8)
    for row in (2, 4):
        y = top + row * line
        right = card.shape[1] - left * (1 if row == 2 else 4)
        cv2.rectangle(card, (left, y), (right, y + line), (90, 90, 90), -1)


def hold_up(frame: Image, card: Image, pose: Pose) -> None:
    """Draws the card into the frame, seen through a pinhole. Only the card's surroundings are touched."""
    height, width = card.shape[:2]
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    target = _project(source - source[2] / 2, pose)
    left, top = np.maximum(np.floor(target.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(target.max(axis=0)), (WIDTH, HEIGHT)).astype(int)
    if left >= right or top >= bottom:
        return
    region = frame[top:bottom, left:right]
    onto_region = cv2.getPerspectiveTransform(source, (target - (left, top)).astype(np.float32))
    cv2.warpPerspective(
        card,
        onto_region,
        (right - left, bottom - top),
        dst=region,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_TRANSPARENT,
    )


def _project(corners: NDArray[np.float32], pose: Pose) -> NDArray[np.float64]:
    roll, pitch, yaw = (math.radians(a) for a in (pose.roll, pose.pitch, pose.yaw))
    x = corners[:, 0] * math.cos(roll) - corners[:, 1] * math.sin(roll)
    y = corners[:, 0] * math.sin(roll) + corners[:, 1] * math.cos(roll)
    depth = _FOCAL_PX + x * math.sin(yaw) + y * math.sin(pitch)
    shrink = _FOCAL_PX / depth
    return np.stack(
        [pose.x + x * math.cos(yaw) * shrink, pose.y + y * math.cos(pitch) * shrink],
        axis=1,
    )


class Hand:
    """How a held thing trembles: slow sway and a fast, small shake, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._phase = np.random.default_rng(seed).uniform(0, 2 * math.pi, (5, 2))

    def shaken(self, pose: Pose, time_s: float) -> Pose:
        """Up to 5 px and 4 degrees off."""
        slow = np.sin(2 * math.pi * 0.6 * time_s + self._phase[:, 0])
        fast = np.sin(2 * math.pi * 4.3 * time_s + self._phase[:, 1])
        dx, dy, roll, pitch, yaw = (0.8 * slow + 0.2 * fast).tolist()
        return Pose(pose.x + 5 * dx, pose.y + 5 * dy, pose.roll + roll, pose.pitch + 4 * pitch, pose.yaw + 4 * yaw)


def photo_like(code: Image | Path, seed: int) -> Image:
    """A 1280 × 720 BGR frame as a camera would take it of `code` (pixels, or an image file) held up.

    Place, size (35 to 60 % of the height), roll (±20°), pitch and yaw (±15°), paper or phone, blur and noise follow
    from the seed.
    """
    if isinstance(code, Path):
        pixels = cv2.imread(str(code), cv2.IMREAD_COLOR)
        if pixels is None:
            raise ValueError(f"{code}: not an image that can be read")
        code = pixels
    random = np.random.default_rng(seed)
    height_px = HEIGHT * random.uniform(0.35, 0.6)
    card = make_card(code, height_px, on_phone=bool(random.integers(2)), blur_sigma=random.uniform(0.5, 1.0))
    pose = Pose(
        x=WIDTH * random.uniform(0.4, 0.6),
        y=HEIGHT * random.uniform(0.45, 0.55),
        roll=random.uniform(-20, 20),
        pitch=random.uniform(-15, 15),
        yaw=random.uniform(-15, 15),
    )
    room = Room(seed)
    frame = room.empty()
    hold_up(frame, card, pose)
    return room.with_noise(frame)
