from pathlib import Path

import pytest

from hardware.camera.aim import Advice, Aim
from kiosk.adapters.preview_file import PreviewFile, PreviewPace
from kiosk.messages import (
    ADVICE,
    PREVIEW_AIM,
    PREVIEW_BYTES,
    PREVIEW_HEADER,
    PREVIEW_HEIGHT,
    PREVIEW_MAGIC,
    PREVIEW_PIXELS,
    PREVIEW_WIDTH,
)

SIZE = PREVIEW_WIDTH * PREVIEW_HEIGHT * 3


def seq(path: Path) -> int:
    return int(PREVIEW_HEADER.unpack_from(path.read_bytes())[1])


def test_header_and_pixels_are_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "preview"
    preview = PreviewFile(path)
    preview.write(b"\x01" * SIZE)
    preview.write(b"\x02" * SIZE)
    content = path.read_bytes()
    assert len(content) == PREVIEW_BYTES
    assert PREVIEW_HEADER.unpack_from(content) == (PREVIEW_MAGIC, 4, 640, 360, 1920)
    assert content[PREVIEW_PIXELS:] == b"\x02" * SIZE


def test_the_aim_is_written_with_the_picture_it_lies_on(tmp_path: Path) -> None:
    path = tmp_path / "preview"
    preview = PreviewFile(path)
    preview.write(b"\x01" * SIZE, Aim(0.25, 0.5, 0.75, 0.125, Advice.TILT))
    *place, advice = PREVIEW_AIM.unpack_from(path.read_bytes(), PREVIEW_HEADER.size)
    assert (place, ADVICE[advice]) == ([0.25, 0.5, 0.75, 0.125], "tilt")
    preview.write(b"\x01" * SIZE)
    assert PREVIEW_AIM.unpack_from(path.read_bytes(), PREVIEW_HEADER.size) == (0.5, 0.5, 0, 0, 0)


def test_every_advice_has_its_number() -> None:
    assert set(ADVICE) == set(Advice)


def test_the_count_is_odd_while_a_frame_is_written(tmp_path: Path) -> None:
    """A length that lies lets the copy of the pixels fail half-way."""

    class Liar(bytes):
        def __len__(self) -> int:
            return SIZE

    path = tmp_path / "preview"
    preview = PreviewFile(path)
    preview.write(b"\x01" * SIZE)
    with pytest.raises(IndexError):
        preview.write(Liar(b"\x02"))
    assert seq(path) == 3


def test_a_restarted_writer_goes_on_counting_and_keeps_the_file(tmp_path: Path) -> None:
    path = tmp_path / "preview"
    first = PreviewFile(path)
    first.write(b"\x01" * SIZE)
    inode = path.stat().st_ino
    # Killed while writing: the count stays odd.
    content = bytearray(path.read_bytes())
    PREVIEW_HEADER.pack_into(content, 0, PREVIEW_MAGIC, 7, 640, 360, 1920)
    path.write_bytes(content)
    second = PreviewFile(path)
    second.write(b"\x02" * SIZE)
    assert path.stat().st_ino == inode
    assert seq(path) == 10


def test_a_frame_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="691200 bytes, not 4"):
        PreviewFile(tmp_path / "preview").write(b"1234")


def shown(pace: PreviewPace, start_s: float, camera_fps: float, duration_s: float, *, moving: bool) -> int:
    count = round(duration_s * camera_fps)
    return sum(pace.due(start_s + i / camera_fps, moving=moving) for i in range(count))


@pytest.mark.parametrize(("camera_fps", "shown_fps"), [(15, 15), (25, 20), (30, 20)])
def test_pace_is_up_to_20_a_second_while_moving_and_2_while_still(camera_fps: float, shown_fps: float) -> None:
    pace = PreviewPace()
    assert shown(pace, 0, camera_fps, 10, moving=True) == pytest.approx(10 * shown_fps, abs=15)
    assert shown(pace, 10, camera_fps, 10, moving=False) == pytest.approx(20, abs=2)


def test_motion_shows_at_once_after_stillness() -> None:
    pace = PreviewPace()
    assert pace.due(10.0, moving=False)
    assert not pace.due(10.1, moving=False)
    assert pace.due(10.15, moving=True)


def test_no_burst_after_a_pause() -> None:
    pace = PreviewPace()
    pace.due(0.0, moving=True)
    assert sum(pace.due(100 + i / 1000, moving=True) for i in range(50)) <= 2
