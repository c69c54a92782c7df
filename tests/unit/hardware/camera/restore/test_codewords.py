import numpy as np
import pytest
import segno

from hardware.camera.restore.codewords import restored
from hardware.camera.restore.layout import layout
from hardware.camera.source import Image


def printed(version: int, level: str = "m", mask: int | None = None) -> Image:
    code = segno.make_qr(f"PK1:{version}{level}", version=version, error=level, boost_error=False, mask=mask)
    return np.array([list(row) for row in code.matrix], bool)


def seen(dark: Image, *, noise: float = 0.0, seed: int = 1) -> Image:
    spread = np.random.default_rng(seed).normal(0, noise, dark.shape) if noise else 0.0
    return (np.where(dark, 1.0, -1.0) + spread).astype(np.float32)


@pytest.mark.parametrize("level", "lmqh")
@pytest.mark.parametrize("version", [*range(1, 15), 20, 27, 40])
def test_a_code_that_is_seen_clearly_is_restored_as_it_was_printed(version: int, level: str) -> None:
    dark = printed(version, level)
    again = restored(seen(dark), layout(version))
    assert again is not None
    assert (again == dark).all()


@pytest.mark.parametrize("mask", range(8))
def test_every_mask_is_undone(mask: int) -> None:
    dark = printed(7, mask=mask)
    again = restored(seen(dark), layout(7))
    assert again is not None
    assert (again == dark).all()


def test_what_is_doubtful_costs_half_as_much_as_what_is_wrong() -> None:
    """26 of v5-M's 134 codewords under glare: as errors far too many for its 2 × 24 checks, as doubts not."""
    dark = printed(5)
    doubtful, wrong = seen(dark), seen(dark)
    middle = slice(14, 26)
    doubtful[middle, middle] = 0.01 * np.where(dark[middle, middle], -1, 1)
    wrong[middle, middle] = np.where(dark[middle, middle], -1, 1)
    again = restored(doubtful, layout(5))
    assert again is not None
    assert (again == dark).all()
    assert restored(wrong, layout(5)) is None


def test_noise_over_all_modules_is_corrected() -> None:
    dark = printed(6, "q")
    blurred = seen(dark, noise=0.45)
    assert ((blurred > 0) != dark).sum() > 20
    again = restored(blurred, layout(6))
    assert again is not None
    assert (again == dark).all()


def test_nothing_is_made_of_noise() -> None:
    for seed in range(40):
        plan = layout(1 + seed % 10)
        noise = np.random.default_rng(seed).normal(0, 1, plan.known.shape).astype(np.float32)
        assert restored(noise, plan) is None


@pytest.mark.parametrize("version", [1, 2, 6, 7, 10, 14, 20, 27, 40])
def test_known_patterns_are_those_of_every_code_of_the_version(version: int) -> None:
    plan = layout(version)
    for level in "lh":
        dark = printed(version, level)
        assert (dark[plan.known != 0] == (plan.known[plan.known != 0] > 0)).all()
    assert plan.modules == 17 + 4 * version
    for row, column, half in plan.anchors:
        around = slice(row - half, row + half + 1), slice(column - half, column + half + 1)
        assert (plan.known[around] != 0).all()
        assert plan.known[row, column] == 1
