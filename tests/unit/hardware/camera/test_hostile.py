"""No picture ends the loop, holds it up or brings more out of it than a code may hold."""

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.decode import Symbology
from hardware.camera.frame import to_gray
from hardware.camera.ladder import standard_ladder
from hardware.camera.photos import load_photo
from hardware.camera.presence import Presence
from tests.helpers.hostile import nested, pictures, qr

MAX_BYTES = 512
TURN_S = 2.0
"""Below the 5 s after which the reader is ended, on a machine that has other things to do."""
PICTURES = pictures()


@pytest.mark.parametrize("name", PICTURES)
def test_a_hostile_picture_costs_its_time_and_no_more(name: str) -> None:
    ladder, presence = standard_ladder(tuple(Symbology)), Presence(MAX_BYTES)
    for turn in range(4):
        start_s = time.monotonic()
        codes = ladder.read(PICTURES[name], search=True)
        sighting = presence.observe(codes, 100 + turn / 15, searched=True)
        assert time.monotonic() - start_s < TURN_S
        if sighting:
            assert len(sighting.payload) <= MAX_BYTES
            # The separator of GS1's element strings is the one sign that passes, and in a GS1 symbol only.
            text = sighting.payload.decode("utf-8").replace("\x1d", "" if sighting.aim == "]Q3" else "\x1d")
            assert text.isprintable()


def test_what_is_harmless_among_them_is_read() -> None:
    """Else the corpus would prove nothing."""
    ladder = standard_ladder([Symbology.QR])
    assert [code.payload for code in ladder.read(PICTURES["text 3"], search=True)] == [b"javascript:alert(1)"]
    assert len(ladder.read(PICTURES["200 codes"], search=True)) > 20
    assert any(code.payload.startswith(b"7777") for code in ladder.read(PICTURES["7089 digits"], search=True))
    assert ladder.read(nested(), search=True)


@pytest.mark.parametrize("kept", [10, 200, 2000, 5000])
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".bmp"])
def test_a_picture_cut_off_is_none_or_half_a_one(tmp_path: Path, suffix: str, kept: int) -> None:
    path = tmp_path / f"cut{suffix}"
    _, whole = cv2.imencode(suffix, qr("x" * 200))
    path.write_bytes(whole.tobytes()[:kept])
    photo = load_photo(path)
    assert photo is None or (photo.dtype == np.uint8 and photo.shape[2] == 3)
    if photo is not None:
        standard_ladder([Symbology.QR]).read(to_gray(photo), search=True)


def test_a_picture_that_says_it_is_enormous_is_no_picture(tmp_path: Path) -> None:
    """A PNG of a few bytes that claims 60,000 × 60,000 pixels: nobody may allocate them."""
    _, small = cv2.imencode(".png", np.zeros((8, 8), np.uint8))
    data = bytearray(small.tobytes())
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    (tmp_path / "bomb.png").write_bytes(data)
    assert load_photo(tmp_path / "bomb.png") is None


@pytest.mark.parametrize("shape", [(1, 1), (15, 4000), (4000, 15)])
def test_a_picture_without_room_for_a_code_is_none(tmp_path: Path, shape: tuple[int, int]) -> None:
    cv2.imwrite(str(tmp_path / "thin.png"), np.zeros(shape, np.uint8))
    assert load_photo(tmp_path / "thin.png") is None


def test_a_large_picture_is_scaled_down(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "large.png"), np.zeros((9000, 9000), np.uint8))
    photo = load_photo(tmp_path / "large.png")
    assert photo is not None
    assert photo.shape == (1920, 1920, 3)
