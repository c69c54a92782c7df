import numpy as np
import pytest

from hardware.camera.preview import mirror, to_gray


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
