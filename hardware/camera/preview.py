"""A frame as the person in front of the camera wants to see it."""

from dataclasses import replace

import cv2

from hardware.camera.aim import Aim
from hardware.camera.source import Image


def mirror(pixels: Image, width: int, height: int) -> Image:
    """RGB of exactly `height` × `width`, mirrored left to right; black bars where the shapes differ."""
    inner = _inner(pixels.shape[1], pixels.shape[0], width, height)
    if 2 * inner[0] <= pixels.shape[1]:
        # Every second pixel first: a mean over the exact ratio costs eight times as much.
        pixels = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    if pixels.shape[1::-1] != inner:
        pixels = cv2.resize(pixels, inner, interpolation=cv2.INTER_LINEAR)
    rgb = cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB if pixels.ndim == 2 else cv2.COLOR_BGR2RGB)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    return cv2.copyMakeBorder(
        cv2.flip(rgb, 1), top, height - inner[1] - top, left, width - inner[0] - left, cv2.BORDER_CONSTANT
    )


def aim_in_mirror(aim: Aim, frame: tuple[int, int], width: int, height: int) -> Aim:
    """The aim in a `frame` (width and height in px) as fractions of what `mirror` makes of that frame."""
    inner = _inner(*frame, width, height)
    across, down = inner[0] / width, inner[1] / height
    return replace(aim, x=0.5 + (0.5 - aim.x) * across, y=0.5 + (aim.y - 0.5) * down, side=aim.side * down)


def _inner(frame_width: int, frame_height: int, width: int, height: int) -> tuple[int, int]:
    """The largest size of the frame's shape that fits."""
    scale = min(width / frame_width, height / frame_height)
    return max(1, round(frame_width * scale)), max(1, round(frame_height * scale))


def use_one_thread() -> None:
    """OpenCV's own pool would take every core for calls of a millisecond."""
    cv2.setNumThreads(1)
