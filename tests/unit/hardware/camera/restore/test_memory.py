import numpy as np
import pytest

from hardware.camera.restore.codewords import restored
from hardware.camera.restore.layout import layout
from hardware.camera.restore.memory import Memory
from hardware.camera.restore.view import Match, Quad
from hardware.camera.source import Image
from tests.unit.hardware.camera.restore.test_codewords import printed, seen

VERSION = 4
DARK = printed(VERSION)


def quad(left: float = 100, side: float = 150) -> Quad:
    return np.array([[left, 50], [left + side, 50], [left + side, 50 + side], [left, 50 + side]], np.float32)


def match(version: int = VERSION, left: float = 100) -> Match:
    return Match(quad(left), version, 0.7, inverted=False)


def with_glare(rows: slice) -> Image:
    soft = seen(DARK)
    soft[rows] = 0
    return soft


def test_two_frames_with_reflections_in_different_places_make_one_code() -> None:
    upper, lower = with_glare(slice(9, 20)), with_glare(slice(18, 29))
    assert restored(upper, layout(VERSION)) is None
    assert restored(lower, layout(VERSION)) is None
    memory = Memory()
    assert memory.with_earlier(match(), upper) is None
    memory.begin_frame()
    together = memory.with_earlier(match(left=140), lower)
    assert together is not None
    dark = restored(together, layout(VERSION))
    assert dark is not None
    assert (dark == DARK).all()


def test_noise_evens_out() -> None:
    memory = Memory()
    together = None
    for seed in range(6):
        memory.begin_frame()
        noisy = seen(DARK, noise=0.9, seed=seed)
        assert restored(noisy, layout(VERSION)) is None
        together = memory.with_earlier(match(), noisy)
    assert together is not None
    assert restored(together, layout(VERSION)) is not None


def test_the_sharpest_frame_weighs_most() -> None:
    memory = Memory()
    memory.with_earlier(match(), seen(DARK, noise=3.0))
    memory.begin_frame()
    sharp = seen(DARK)
    together = memory.with_earlier(match(), sharp)
    assert together is not None
    assert np.abs(together - sharp).mean() < 0.15


@pytest.mark.parametrize("other", [match(VERSION + 1), match(left=900)])
def test_codes_of_another_version_or_place_are_not_mixed(other: Match) -> None:
    memory = Memory()
    memory.with_earlier(match(), seen(DARK))
    memory.begin_frame()
    assert memory.with_earlier(other, np.zeros((17 + 4 * other.version,) * 2, np.float32)) is None


def test_what_has_been_away_for_half_a_second_is_forgotten() -> None:
    memory = Memory()
    memory.with_earlier(match(), seen(DARK))
    for _ in range(9):
        memory.begin_frame()
    assert memory.with_earlier(match(), seen(DARK)) is None


def test_a_code_that_was_read_is_forgotten() -> None:
    memory = Memory()
    memory.with_earlier(match(), seen(DARK))
    memory.clear()
    assert memory.with_earlier(match(), seen(DARK)) is None
