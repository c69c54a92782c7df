"""What the reader puts into the shared memory for the person in front of it."""

from pathlib import Path

import numpy as np
import pytest
import segno

from hardware.camera.decode import Code, Look, Symbology, Zxing
from hardware.camera.frame import to_gray
from hardware.camera.live import Seen
from hardware.camera.locate import Locator
from hardware.camera.render import photo_like
from hardware.camera.source import Frame, Image
from kiosk.adapters.mirror import Mirror
from kiosk.adapters.preview_file import PreviewFile
from kiosk.messages import PREVIEW_AIM, PREVIEW_HEADER

MOVING, RESTING = Seen([], True, Look([])), Seen([], False, Look([]))


@pytest.fixture
def photo(tmp_path: Path) -> Image:
    segno.make("PK1:" + "ABCDEF" * 12, micro=False).save(str(tmp_path / "code.png"), scale=8, border=4)
    return photo_like(tmp_path / "code.png", seed=3)


def aim(path: Path) -> tuple[float, ...]:
    return PREVIEW_AIM.unpack_from(path.read_bytes(), PREVIEW_HEADER.size)


def test_a_code_in_view_has_its_place_while_somebody_moves_and_none_later(tmp_path: Path, photo: Image) -> None:
    mirror = Mirror(PreviewFile(tmp_path / "preview"))
    plain = Zxing([Symbology.QR]).look(to_gray(photo))
    for frame in range(4):
        mirror.show(Frame(photo, frame / 15), Seen([], True, plain))
    (code,) = Locator().look(Frame(photo, 0.0), plain)
    height, width = photo.shape[:2]
    x, y, side, near, advice = aim(tmp_path / "preview")
    assert (x, y) == pytest.approx((1 - code.centre[0] / width, code.centre[1] / height))
    assert abs(x - 0.5) > 0.01  # or a mirror would not show
    assert side == pytest.approx(code.extent_px / height)
    assert (near, advice) == (1, 0)
    mirror.show(Frame(photo, 1.0), RESTING)
    assert aim(tmp_path / "preview")[2] == 0


def test_nothing_is_located_in_frames_that_are_not_shown_or_while_nothing_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Frame] = []
    monkeypatch.setattr(Locator, "look", lambda _self, frame, _plain: looked.append(frame) or [])
    mirror = Mirror(PreviewFile(tmp_path / "preview"))
    frame = np.zeros((720, 1280, 3), np.uint8)
    for number in range(30):
        mirror.show(Frame(frame, number / 15), RESTING)
    assert not looked
    for number in range(60):
        mirror.show(Frame(frame, 2 + number / 60), MOVING)
    assert 17 <= len(looked) <= 23


def test_a_code_that_only_the_ladder_reads_gets_its_target_and_no_advice(tmp_path: Path) -> None:
    mirror = Mirror(PreviewFile(tmp_path / "preview"))
    frame = np.full((720, 1280, 3), 90, np.uint8)
    code = Code(b"x", Symbology.QR, 3600, ((300, 300), (360, 300), (360, 360), (300, 360)))
    nowhere = Code(b"y", Symbology.QR, 9)
    for number in range(20):
        codes = [code, nowhere] if number % 4 == 0 else []
        mirror.show(Frame(frame, number / 15), Seen(codes, True, Look([])))
    x, y, side, near, advice = aim(tmp_path / "preview")
    assert (x, y, side) == pytest.approx((1 - 330 / 1280, 330 / 720, 60 / 720))
    assert (near, advice) == (1, 0)


def test_codes_of_a_frame_that_is_not_shown_count_in_the_next_that_is(tmp_path: Path) -> None:
    mirror = Mirror(PreviewFile(tmp_path / "preview"))
    frame = np.full((720, 1280, 3), 90, np.uint8)
    code = Code(b"x", Symbology.QR, 3600, ((300, 300), (360, 300), (360, 360), (300, 360)))
    mirror.show(Frame(frame, 0.0), MOVING)
    mirror.show(Frame(frame, 0.01), Seen([code], True, Look([])))
    mirror.show(Frame(frame, 0.1), MOVING)
    assert aim(tmp_path / "preview")[2] > 0


def test_frames_with_less_light_are_read_and_not_shown(tmp_path: Path) -> None:
    mirror = Mirror(PreviewFile(tmp_path / "preview"))
    frame, dark = np.full((720, 1280, 3), 90, np.uint8), np.full((720, 1280, 3), 9, np.uint8)
    code = Code(b"x", Symbology.QR, 3600, ((300, 300), (360, 300), (360, 360), (300, 360)))
    mirror.show(Frame(frame, 0.0), MOVING)
    mirror.show(Frame(dark, 0.1, exposure=0.3), Seen([code], True, Look([])))
    assert (tmp_path / "preview").read_bytes()[-1] == 90
    mirror.show(Frame(frame, 0.2), MOVING)
    assert aim(tmp_path / "preview")[2] > 0
