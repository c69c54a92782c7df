"""Every kind of source, opened by its URL, with generated files."""

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.photos import LONG_SIDE_PX
from hardware.camera.source import CameraMissingError, Exposable, Frame, FrameSource, SourceEndedError
from hardware.camera.sources import open_source
from hardware.camera.url import CameraUrlError


def write_gray(path: Path, level: int, size: tuple[int, int] = (64, 48)) -> None:
    cv2.imwrite(str(path), np.full((size[1], size[0]), level, np.uint8))


def play(source: FrameSource) -> list[Frame]:
    """Every frame of a finite source."""
    frames = []
    source.open()
    try:
        while True:
            frames.append(source.read())
    except SourceEndedError:
        return frames
    finally:
        source.close()


def levels(frames: list[Frame]) -> list[int]:
    """The gray level of each frame, runs collapsed."""
    seen = [int(frame.pixels.mean().round()) for frame in frames]
    return [level for i, level in enumerate(seen) if i == 0 or level != seen[i - 1]]


def test_still_repeats_its_photo_at_its_rate(tmp_path: Path) -> None:
    write_gray(tmp_path / "p.png", 200)
    source = open_source(f"still:{tmp_path}/p.png?fps=100")
    source.open()
    frames = [source.read() for _ in range(6)]
    assert {frame.pixels.shape for frame in frames} == {(48, 64, 3)}
    assert frames[-1].delivered_s - frames[0].delivered_s >= 0.049
    assert frames[-1].delivered_s <= time.monotonic()


def test_still_clips_what_is_too_bright_and_shows_it_at_a_shorter_exposure(tmp_path: Path) -> None:
    write_gray(tmp_path / "p.png", 100)
    source = open_source(f"still:{tmp_path}/p.png?fps=240&light=4")
    assert isinstance(source, Exposable)
    source.open()
    assert source.read().pixels.max() == 255
    assert source.expose(0.25)
    frame = source.read()
    assert (frame.pixels.max(), frame.exposure) == (100, 0.25)
    assert source.expose(0) is False
    source.close()
    source.open()
    assert source.read().exposure == 1.0


def test_large_photos_are_scaled_down(tmp_path: Path) -> None:
    write_gray(tmp_path / "p.png", 200, (1200, 2400))
    source = open_source(f"still:{tmp_path}/p.png")
    source.open()
    assert source.read().pixels.shape == (LONG_SIDE_PX, 960, 3)


def test_folder_plays_in_natural_order_with_gaps_once(tmp_path: Path) -> None:
    for name, level in (("p10.png", 30), ("p2.png", 20), ("P1.PNG", 10)):
        write_gray(tmp_path / name, level)
    (tmp_path / "notes.txt").write_text("not a photo")
    frames = play(open_source(f"dir:{tmp_path}?hold_s=0.2&gap_s=0.1"))
    assert levels(frames) == [10, 96, 20, 96, 30, 96]
    assert len(frames) == 3 * (3 + 2)  # 15 fps; a half frame counts as one


def test_folder_without_gaps(tmp_path: Path) -> None:
    write_gray(tmp_path / "1.png", 10)
    write_gray(tmp_path / "2.png", 20)
    assert levels(play(open_source(f"dir:{tmp_path}?hold_s=0.01&gap_s=0"))) == [10, 20]


def test_folder_loops_when_asked(tmp_path: Path) -> None:
    write_gray(tmp_path / "1.png", 10)
    write_gray(tmp_path / "2.png", 20)
    source = open_source(f"dir:{tmp_path}?hold_s=0.01&gap_s=0&loop=1")
    source.open()
    assert levels([source.read() for _ in range(5)]) == [10, 20, 10, 20, 10]


@pytest.mark.allow_warnings
def test_folder_leaves_out_what_is_no_image(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "1.png").write_bytes(b"no image")
    write_gray(tmp_path / "2.png", 20)
    assert levels(play(open_source(f"dir:{tmp_path}?hold_s=0.01&gap_s=0"))) == [20]
    assert "1.png" in caplog.text


@pytest.mark.allow_warnings
def test_looped_folder_of_unreadable_photos_ends(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"no image")
    assert play(open_source(f"dir:{tmp_path}?loop=1")) == []


@pytest.fixture(params=["v.mp4 mp4v", "v.avi MJPG"])
def video(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Five frames at 50 fps, ever brighter; of MJPG pictures are taken as they are packed."""
    name, codec = request.param.split()
    path = tmp_path / name
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), 50, (64, 48))
    for level in (20, 60, 100, 140, 180):
        writer.write(np.full((48, 64, 3), level, np.uint8))
    writer.release()
    return path


def test_video_is_paced_at_its_own_rate_and_ends(video: Path) -> None:
    frames = play(open_source(f"file:{video}?loop=0"))
    assert len(frames) == 5
    assert frames[-1].delivered_s - frames[0].delivered_s >= 4 * 0.02 - 0.001


def test_video_starts_again(video: Path) -> None:
    source = open_source(f"file:{video}")
    source.open()
    seen = [float(source.read().pixels.mean()) for _ in range(8)]
    source.close()
    assert seen[5:8] == pytest.approx(seen[0:3], abs=4)


def test_source_may_be_opened_again(video: Path) -> None:
    source = open_source(f"file:{video}?loop=0")
    assert len(play(source)) == len(play(source)) == 5


def test_mjpg_is_unpacked_no_further_than_somebody_looks(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[int] = []
    unpack = cv2.imdecode
    source = open_source(f"file:{video}")
    monkeypatch.setattr(cv2, "imdecode", lambda packed, flag: unpacked.append(flag) or unpack(packed, flag))
    source.open()
    frame = source.read()
    source.close()
    assert (frame.size, frame.half.shape) == ((64, 48), (24, 32))
    assert unpacked == ([cv2.IMREAD_REDUCED_GRAYSCALE_2] if video.suffix == ".avi" else [])


@pytest.mark.parametrize("url", ["still:{}/junk.png", "file:{}/junk.png", "dir:{}/empty"])
def test_what_cannot_be_played_is_an_error_at_once(url: str, tmp_path: Path) -> None:
    (tmp_path / "junk.png").write_bytes(b"junk")
    (tmp_path / "empty").mkdir()
    with pytest.raises(CameraUrlError, match=r"junk\.png|empty"):
        open_source(url.format(tmp_path))


def test_v4l2_device_is_not_touched_until_opened(tmp_path: Path) -> None:
    source = open_source(f"v4l2:{tmp_path}/video9")
    with pytest.raises(CameraMissingError, match="video9: no such device"):
        source.open()
