from collections import deque

import numpy as np
import pytest

from hardware.camera.bracket import STEPS
from hardware.camera.exposure_labels import LATE_FRAMES, ExposureLabels
from hardware.camera.source import Image

WALL = np.random.default_rng(1).uniform(0.02, 0.6, (90, 160))


class Camera:
    """Takes an exposure `late` frames after it was asked for, and bends the light like any camera."""

    def __init__(self, late: int, light: float = 1.0) -> None:
        self.under_way = deque([1.0] * late)
        self.light = light

    def take(self, asked: float) -> tuple[Image, float]:
        self.under_way.append(asked)
        taken = self.under_way.popleft()
        return (255 * np.clip(self.light * WALL * taken, 0, 1) ** 0.45).astype(np.uint8), taken


@pytest.mark.parametrize("light", [0.3, 1.0, 2.0])
@pytest.mark.parametrize("late", range(LATE_FRAMES + 1))
def test_whatever_a_camera_s_delay_its_frames_are_told_apart(late: int, light: float) -> None:
    camera, labels = Camera(late, light), ExposureLabels()
    for turn in range(60):
        asked = 1.0 if turn < 10 else STEPS[turn % len(STEPS)]
        labels.ask(asked)
        pixels, taken = camera.take(asked)
        assert labels.label(pixels) == taken, turn


def test_in_the_dark_the_usual_delay_is_taken_for_granted() -> None:
    labels, black = ExposureLabels(), np.zeros((90, 160), np.uint8)
    assert labels.label(black) == 1.0
    labels.ask(0.5)
    assert [labels.label(black) for _ in range(3)] == [1.0, 1.0, 0.5]


def test_somebody_who_steps_in_changes_nothing_while_one_exposure_is_asked_for() -> None:
    labels = ExposureLabels()
    for light in (1.0, 0.2, 3.0, 0.1, 1.0):
        assert labels.label(Camera(0, light).take(1.0)[0]) == 1.0
