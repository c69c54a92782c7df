"""What is told of codes in real pixels, read or not."""

import logging
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
import zxingcpp

from hardware.camera.aim import BLANK_SHARE, Advice, Aimer
from hardware.camera.decode import Symbology, Zxing
from hardware.camera.frame import to_gray
from hardware.camera.locate import Locator, exposure
from hardware.camera.located import Located
from hardware.camera.render import HEIGHT, WIDTH, Pose, Room, hold_up, make_card
from hardware.camera.source import Frame, Image

MODULES = 33


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """A QR code of version 4 without its quiet zone."""
    path: Path = tmp_path_factory.mktemp("code") / "code.png"
    segno.make("PK1:" + "ABCDEF" * 12, version=4, error="l", micro=False).save(str(path), scale=8, border=0)
    pixels = cv2.imread(str(path))
    assert pixels is not None
    return pixels


def held_up(code: Image, module_px: float, *, blur: float = 0.7, x: float = WIDTH / 2) -> Image:
    room = Room(1)
    frame = room.empty()
    hold_up(frame, make_card(code, MODULES * module_px, on_phone=False, blur_sigma=blur), Pose(x, HEIGHT / 2, 3, 4, 5))
    return to_gray(room.with_noise(frame))


def locate(gray: Image) -> list[Located]:
    """What is found in the first of like frames."""
    return look(Locator(), gray)


def look(locator: Locator, gray: Image) -> list[Located]:
    return locator.look(Frame(gray, 0.0), Zxing([Symbology.QR]).look(gray))


def test_a_code_that_is_read_is_located_with_its_size(printed: Image) -> None:
    (found,) = locate(held_up(printed, 5))
    assert (found.readable, found.modules) == (True, MODULES)
    assert found.module_px == pytest.approx(5, rel=0.05)
    assert found.contrast is not None
    assert found.contrast.dark < 70
    assert found.contrast.bright > 180
    assert found.contrast.blank == 0


@pytest.mark.parametrize(("module_px", "blur"), [(1.7, 0.7), (5, 3), (5, 3.6)])
def test_a_code_too_small_or_too_blurred_to_read_is_located_all_the_same(
    printed: Image, module_px: float, blur: float
) -> None:
    found = locate(held_up(printed, module_px, blur=blur))[0]
    assert not found.readable
    assert found.centre == pytest.approx((WIDTH / 2, HEIGHT / 2 - 0.13 * MODULES * module_px), abs=25)


def test_an_empty_room_holds_nothing() -> None:
    room = Room(2)
    assert locate(to_gray(room.with_noise(room.empty()))) == []


def test_what_only_the_sharpened_look_reads_is_not_readable(printed: Image) -> None:
    found = locate(held_up(printed, 10, blur=6))
    assert found
    assert not any(code.readable for code in found)


def test_further_looks_come_at_every_second_frame(printed: Image) -> None:
    blurred, locator = held_up(printed, 5, blur=3.6), Locator()
    assert [bool(look(locator, blurred)) for _ in range(8)] == 2 * [True, False, True, False]


@pytest.mark.parametrize("x", [WIDTH - 40, WIDTH - 15])
def test_a_code_cut_off_by_the_edge_is_located_as_a_whole_and_asked_in(printed: Image, x: float) -> None:
    """Its third finder pattern is outside."""
    gray, locator, aimer = held_up(printed, 5, x=x), Locator(), Aimer()
    aims = [
        aimer.observe(look(locator, gray), exposure(Frame(gray, 0.0).half), (WIDTH, HEIGHT), frame / 15)
        for frame in range(20)
    ]
    assert aims[-1].advice is Advice.INSIDE
    assert aims[-1].side * HEIGHT == pytest.approx(5 * MODULES, rel=0.15)


def test_a_reflection_shows_as_blank_cells(printed: Image) -> None:
    gray = held_up(printed, 6)
    gray[300:380, 590:670] = 255
    found = locate(gray)
    assert found
    assert all(code.contrast is not None and code.contrast.blank > BLANK_SHARE for code in found)


def test_exposure_tells_a_dark_frame_from_a_white_patch_in_it() -> None:
    dark = np.full((HEIGHT, WIDTH), 14, np.uint8)
    assert exposure(dark).bright == 14
    dark[:360, :320] = 255
    light = exposure(dark)
    assert (light.middle, light.bright) == (14, 255)
    assert light.white == pytest.approx(1 / 8, abs=0.01)


def test_a_decoder_that_raises_finds_nothing(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("PK1:SECRET")

    monkeypatch.setattr(zxingcpp, "read_barcodes", refuse)
    with caplog.at_level(logging.DEBUG):
        assert locate(np.zeros((72, 128), np.uint8)) == []
    assert "SECRET" not in caplog.text


def test_a_picture_too_small_to_be_one_holds_nothing() -> None:
    assert locate(np.zeros((1, 40), np.uint8)) == []


def test_walking_up_to_the_camera_is_told_to_come_closer_until_it_reads(printed: Image) -> None:
    aimer, locator = Aimer(), Locator()
    aims = []
    for frame in range(24):
        gray = held_up(printed, 1.6 if frame < 16 else 2.6)
        aims.append(aimer.observe(look(locator, gray), exposure(Frame(gray, 0.0).half), (WIDTH, HEIGHT), frame / 15))
    assert aims[15].advice is Advice.CLOSER
    assert aims[-1].advice is Advice.NONE
    assert aims[-1].near > aims[15].near > 0
