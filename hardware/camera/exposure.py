"""What a sensor makes of light: proportional to the exposure until it is full, and then no more."""

import cv2

from hardware.camera.source import Image

LEAST, MOST = 0.02, 16.0
"""What simulated sensors can do, as factors of their normal exposure."""


def exposed(pixels: Image, factor: float) -> Image:
    """Pixels as taken with `factor` times the light. What is clipped at 255 is lost to every later step."""
    return pixels if factor == 1.0 else cv2.convertScaleAbs(pixels, alpha=factor)


def possible(factor: float) -> bool:
    """Whether a simulated sensor has this exposure."""
    return LEAST <= factor <= MOST
