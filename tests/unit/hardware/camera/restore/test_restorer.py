"""Pictures that zxing-cpp cannot read as they are; each names the part that makes them readable."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from hardware.camera.decode import Symbology, Zxing
from hardware.camera.prepare import bright_and_dark
from hardware.camera.restore import restorer
from hardware.camera.restore.finders import finders
from hardware.camera.restore.quads import proposals
from hardware.camera.restore.restorer import drawing
from hardware.camera.restore.view import best_match
from hardware.camera.source import Image
from hardware.camera.synthetic.recipe import Damage, Lens, Light, Recipe, Sensor
from hardware.camera.synthetic.rendering import render
from hardware.camera.synthetic.symbol import random_symbol

SIZE = (1280, 720)
ZXING = Zxing([Symbology.QR])


def held(seed: int, correction: str = "M") -> Recipe:
    symbol = random_symbol(np.random.default_rng(seed), correction=correction)
    return Recipe(symbol, module_px=5.0, roll=6.0, pitch=4.0, sensor=Sensor(noise=2.0, jpeg=90))


def picture(recipe: Recipe) -> Image:
    return render(recipe, SIZE, np.random.default_rng(7))


def read(gray: Image) -> str:
    """By restoring alone."""
    for match in proposals(gray, finders(bright_and_dark(21, 2)(gray))):
        drawn = drawing(gray, match)
        if drawn is not None:
            return ZXING.read(drawn)[0].payload.decode()
    return ""


def unreadable(recipe: Recipe) -> Image:
    gray = picture(recipe)
    assert ZXING.read(gray) == []
    return gray


def test_a_code_held_up_plainly_is_restored() -> None:
    recipe = held(1)
    assert read(picture(recipe)) == recipe.symbol.text


def test_light_on_dark_is_restored_too() -> None:
    recipe = replace(held(2), inverted=True, on_phone=True)
    gray = picture(recipe)
    [located] = ZXING.read(gray)
    drawn = drawing(gray, best_match(gray, np.array(located.corners, np.float32)))
    assert drawn is not None
    assert ZXING.read(drawn)[0].payload.decode() == recipe.symbol.text


def test_a_reflection_over_a_finder_pattern_and_more() -> None:
    glare = Light(glare=3.0, glare_size=0.14, glare_at=(0.86, 0.14))
    recipe = replace(held(3, "Q"), light=glare)
    assert read(unreadable(recipe)) == recipe.symbol.text


def test_a_finger_over_a_corner() -> None:
    for seed in range(4, 12):
        recipe = replace(held(seed, "Q"), damage=Damage(cover=0.09))
        gray = picture(recipe)
        if not ZXING.read(gray):
            assert read(gray) == recipe.symbol.text
            return
    pytest.fail("zxing-cpp reads them all: the pictures prove nothing")


def test_blur_of_a_moving_hand_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = replace(held(5, "M"), lens=Lens(motion_px=9.0, motion_degrees=30))
    gray = unreadable(recipe)
    assert read(gray) == recipe.symbol.text
    monkeypatch.setattr(restorer, "equalised", _plain)
    assert read(gray) == ""


def test_paper_in_folds_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = replace(held(6, "M"), damage=Damage(crumple=0.5))
    gray = unreadable(recipe)
    assert read(gray) == recipe.symbol.text
    monkeypatch.setattr(restorer, "tracked", _where_expected)
    assert read(gray) == ""


def _where_expected(_contrast: Image, _plan: object, places: Image) -> Image:
    return places


def _plain(contrast: Image, _plan: object, places: Image) -> Image:
    return -cv2.remap(contrast, places[..., 0], places[..., 1], cv2.INTER_LINEAR)


def test_nothing_is_read_where_there_is_nothing() -> None:
    for seed in range(10):
        noise = np.random.default_rng(seed).integers(0, 256, (360, 640)).astype(np.uint8)
        assert read(noise) == ""
        assert read(cv2.GaussianBlur(noise, (0, 0), 3)) == ""
