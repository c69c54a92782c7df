"""A frame as the person in front of the camera wants to see it."""

import cv2

from hardware.camera.source import Image


def mirror(pixels: Image, width: int, height: int) -> Image:
    """RGB of exactly `height` × `width`, mirrored left to right; black bars where the shapes differ."""
    scale = min(width / pixels.shape[1], height / pixels.shape[0])
    inner = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    if scale <= 0.5:
        # Every second pixel first: a mean over the exact ratio costs eight times as much.
        pixels = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    small = cv2.resize(pixels, inner, interpolation=cv2.INTER_LINEAR)
    rgb = cv2.cvtColor(small, cv2.COLOR_GRAY2RGB if small.ndim == 2 else cv2.COLOR_BGR2RGB)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    return cv2.copyMakeBorder(
        cv2.flip(rgb, 1), top, height - inner[1] - top, left, width - inner[0] - left, cv2.BORDER_CONSTANT
    )


def to_gray(pixels: Image) -> Image:
    return pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)


def use_one_thread() -> None:
    """OpenCV's own pool would take every core for calls of a millisecond."""
    cv2.setNumThreads(1)
