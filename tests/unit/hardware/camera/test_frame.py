"""Pictures that are unpacked when somebody looks, and how much of them."""

import cv2
import numpy as np
import pytest

from hardware.camera.frame import Frame
from hardware.camera.jpeg import Jpeg
from hardware.camera.render import Room
from hardware.camera.source import Image


@pytest.fixture(scope="module")
def room() -> Image:
    drawn = Room(1)
    return drawn.with_noise(drawn.empty())


def packed(pixels: Image) -> Image:
    return cv2.imencode(".jpg", pixels)[1].reshape(1, -1)


def jpeg(pixels: Image) -> Jpeg:
    picture = Jpeg.of(packed(pixels))
    assert picture
    return picture


def test_a_packed_picture_shows_the_same_as_one_that_is_not(room: Image) -> None:
    whole = cv2.imdecode(packed(room), cv2.IMREAD_COLOR)
    ours, plain = Frame(jpeg(room), 1.0), Frame(whole, 1.0)
    assert ours.size == plain.size == (1280, 720)
    assert np.array_equal(ours.pixels, whole)
    assert np.array_equal(ours.gray, plain.gray)
    assert ours.half.shape == plain.half.shape == (360, 640)
    assert cv2.absdiff(ours.half, plain.half).mean() < 2


def test_each_view_is_made_once_and_the_whole_only_when_it_is_looked_at(
    room: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    flags: list[int] = []
    unpack = cv2.imdecode
    monkeypatch.setattr(cv2, "imdecode", lambda buffer, flag: flags.append(flag) or unpack(buffer, flag))
    frame = Frame(jpeg(room), 1.0)
    assert (frame.size, frame.half.ndim) == ((1280, 720), 2)
    assert flags == [cv2.IMREAD_REDUCED_GRAYSCALE_2]
    assert frame.gray is frame.gray
    assert frame.pixels is frame.pixels
    assert flags == [cv2.IMREAD_REDUCED_GRAYSCALE_2, cv2.IMREAD_COLOR]


def test_an_odd_last_column_counts_as_two() -> None:
    frame = Frame(jpeg(np.full((121, 161, 3), 90, np.uint8)), 1.0)
    assert (frame.size, frame.pixels.shape) == ((162, 122), (121, 161, 3))


@pytest.mark.parametrize("size", [0, 20, 2000])
def test_what_is_torn_is_no_picture(size: int, room: Image) -> None:
    assert Jpeg.of(packed(room)[:, :size]) is None


def test_gray_pictures_stay_as_they_are() -> None:
    gray = np.full((48, 64), 90, np.uint8)
    frame = Frame(gray, 1.0)
    assert frame.pixels is frame.gray is gray
    assert (frame.size, frame.half.shape) == ((64, 48), (24, 32))
