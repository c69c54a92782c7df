import numpy as np
import pytest

from hardware.camera.aim import Advice, Aim
from hardware.camera.frame import to_gray
from hardware.camera.preview import aim_in_mirror, mirror


def test_mirrored_rgb_of_a_bgr_frame() -> None:
    frame = np.zeros((720, 1280, 3), np.uint8)
    frame[:, :640] = (255, 0, 0)  # blue on the left
    shown = mirror(frame, 480, 270)
    assert shown.shape == (270, 480, 3)
    assert shown[135, 400].tolist() == [0, 0, 255]
    assert shown[135, 80].tolist() == [0, 0, 0]


@pytest.mark.parametrize("shape", [(480, 640), (1080, 1920, 3), (2000, 100, 3), (9, 9)])
def test_any_shape_fits_with_bars(shape: tuple[int, ...]) -> None:
    shown = mirror(np.full(shape, 200, np.uint8), 480, 270)
    assert shown.shape == (270, 480, 3)
    assert shown[135, 240].tolist() == [200, 200, 200]
    if shape[0] / shape[1] > 9 / 16:
        assert shown[135, 0].tolist() == [0, 0, 0]


def test_gray_stays_as_it_is() -> None:
    gray = np.zeros((4, 4), np.uint8)
    assert to_gray(gray) is gray
    assert to_gray(np.zeros((4, 4, 3), np.uint8)).shape == (4, 4)


@pytest.mark.parametrize("shape", [(720, 1280), (1080, 1920), (480, 640), (800, 200)])
def test_the_aim_lies_on_the_mirrored_code(shape: tuple[int, int]) -> None:
    frame = np.zeros((*shape, 3), np.uint8)
    height, width = shape
    x, y, half = round(0.3 * width), round(0.6 * height), round(0.1 * min(shape))
    frame[y - half : y + half, x - half : x + half] = 255
    aim = aim_in_mirror(Aim(x / width, y / height, 2 * half / height, 0.5, Advice.STILL), (width, height), 640, 360)
    shown = mirror(frame, 640, 360)[:, :, 0] > 128
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    assert rows.mean() / 360 == pytest.approx(aim.y, abs=0.01)
    assert columns.max() / 640 == pytest.approx(aim.x + aim.side * 360 / 640 / 2, abs=0.01)
    assert len(rows) / 360 == pytest.approx(aim.side, abs=0.02)
    assert (aim.near, aim.advice) == (0.5, Advice.STILL)
