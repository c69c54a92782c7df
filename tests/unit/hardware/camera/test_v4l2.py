"""Against a recorded stand-in for OpenCV's capture: there is no camera where tests run."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.jpeg import TORN_FRAMES
from hardware.camera.source import CameraFrozenError, CameraMissingError
from hardware.camera.url import Sensor
from hardware.camera.v4l2 import RESTING_FRAMES, V4l2Source
from hardware.camera.v4l2_controls import AUTOMATIC

WHOLE = np.zeros((720, 640, 3), np.uint8)
PACKED = cv2.imencode(".jpg", WHOLE)[1].reshape(1, -1)


class Capture:
    """Takes 640 px width whatever is asked, like a driver with one size. `torn`: so many frames are no pictures."""

    def __init__(self, *, opened: bool = True, frames: int = 1, torn: int = 0, mjpg: bool = True) -> None:
        self.opened = opened
        self.torn = torn
        self.mjpg = mjpg
        self.frames = frames
        self.was_set: list[tuple[int, float]] = []
        self.released = False

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return self.opened

    def set(self, prop: int, value: float) -> bool:
        self.was_set.append((prop, value))
        return True

    def get(self, prop: int) -> float:
        if prop == cv2.CAP_PROP_FRAME_WIDTH:
            return 640.0
        if prop == cv2.CAP_PROP_FOURCC and not self.mjpg:
            return float(cv2.VideoWriter.fourcc(*"YUYV"))
        return dict(self.was_set).get(prop, 100.0 if prop == cv2.CAP_PROP_EXPOSURE else 0.0)

    def read(self) -> tuple[bool, object]:
        if self.torn:
            self.torn -= 1
            return True, PACKED[:, :2000]
        self.frames -= 1
        packed = dict(self.was_set).get(cv2.CAP_PROP_CONVERT_RGB) == 0
        return (True, PACKED if packed else WHOLE) if self.frames >= 0 else (False, None)

    def release(self) -> None:
        self.released = True


@pytest.fixture
def device(tmp_path: Path) -> Path:
    path = tmp_path / "video0"
    path.touch()
    return path


def opened(device: Path, capture: Capture, monkeypatch: pytest.MonkeyPatch) -> V4l2Source:
    monkeypatch.setattr(cv2, "VideoCapture", lambda *_: capture)
    source = V4l2Source(device, (1280, 720), 15, Sensor())
    source.open()
    return source


def test_mjpg_is_asked_for_before_the_size(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    capture = Capture()
    opened(device, capture, monkeypatch)
    assert capture.was_set[:5] == [
        (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
        (cv2.CAP_PROP_FRAME_WIDTH, 1280),
        (cv2.CAP_PROP_FRAME_HEIGHT, 720),
        (cv2.CAP_PROP_FPS, 15),
        (cv2.CAP_PROP_BUFFERSIZE, 1),
    ]


def test_what_the_driver_took_instead_is_told_once(
    device: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    source = opened(device, Capture(), monkeypatch)
    source.close()
    source.open()
    assert caplog.text.count("took 640x720 at 15 fps, asked for 1280x720 at 15") == 1


def test_a_device_that_is_no_camera_is_missing(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    capture = Capture(opened=False)
    with pytest.raises(CameraMissingError, match="video0"):
        opened(device, capture, monkeypatch)
    assert capture.released


def test_no_frame_is_frozen_while_the_device_is_there_and_missing_after(
    device: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = opened(device, Capture(frames=1), monkeypatch)
    assert source.read().pixels.shape == (720, 640, 3)
    with pytest.raises(CameraFrozenError):
        source.read()
    device.unlink()
    with pytest.raises(CameraMissingError, match="unplugged"):
        source.read()


def test_frames_come_as_they_are_packed_unless_the_driver_has_no_mjpg(
    device: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed, unpacked = Capture(frames=1), Capture(frames=1, mjpg=False)
    for capture in (packed, unpacked):
        frame = opened(device, capture, monkeypatch).read()
        assert (frame.size, frame.pixels.shape, frame.half.shape) == ((640, 720), (720, 640, 3), (360, 320))
    assert set(packed.was_set) - set(unpacked.was_set) == {(cv2.CAP_PROP_CONVERT_RGB, 0)}


def test_a_torn_frame_now_and_then_is_left_out(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = opened(device, Capture(frames=1, torn=TORN_FRAMES - 1), monkeypatch)
    assert source.read().size == (640, 720)
    source = opened(device, Capture(frames=1, torn=TORN_FRAMES), monkeypatch)
    with pytest.raises(CameraFrozenError):
        source.read()


def test_close_gives_the_device_back_and_may_be_repeated(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    capture = Capture()
    source = opened(device, capture, monkeypatch)
    source.close()
    source.close()
    assert capture.released


def test_frames_under_way_keep_the_exposure_they_had(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = opened(device, Capture(frames=9), monkeypatch)
    assert source.read().exposure == 1.0
    assert source.expose(0.5)
    assert [source.read().exposure for _ in range(3)] == [1.0, 1.0, 0.5]
    source.expose(0.2)
    source.read()
    source.expose(1.0)
    assert [source.read().exposure for _ in range(3)] == [0.5, 0.2, 1.0]


def test_a_camera_is_opened_at_its_normal_exposure(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    capture = Capture(frames=9)
    source = opened(device, capture, monkeypatch)
    source.expose(0.5)
    source.close()
    source.open()
    assert capture.was_set[-1] == (cv2.CAP_PROP_AUTO_EXPOSURE, AUTOMATIC)
    assert source.read().exposure == 1.0


def test_a_camera_that_comes_back_under_another_name_is_found_by_its_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, before, after = tmp_path / "usb-cam-index0", tmp_path / "video0", tmp_path / "video2"
    before.touch()
    link.symlink_to(before)
    opened_devices: list[Path] = []

    def capture(name: str, _backend: int) -> Capture:
        opened_devices.append(Path(name).resolve())
        return Capture(frames=1)

    monkeypatch.setattr(cv2, "VideoCapture", capture)
    source = V4l2Source(link, (640, 720), 15, Sensor())
    source.open()
    source.read()
    before.unlink()  # unplugged: the link now leads nowhere
    with pytest.raises(CameraMissingError, match="unplugged"):
        source.read()
    source.close()
    with pytest.raises(CameraMissingError, match="no such device"):
        source.open()
    after.touch()
    link.unlink()
    link.symlink_to(after)
    source.open()
    assert opened_devices == [before, after]


def test_the_camera_chooses_by_itself_again_when_nothing_else_was_asked_for_a_second(
    device: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture = Capture(frames=99)
    source = opened(device, capture, monkeypatch)

    def automatic() -> bool:
        return dict(capture.was_set)[cv2.CAP_PROP_AUTO_EXPOSURE] == AUTOMATIC

    for _ in range(10):  # as a bracket does
        source.expose(0.5)
        source.read()
        source.expose(1.0)
        source.read()
        assert not automatic()
    for _ in range(RESTING_FRAMES - 2):
        source.read()
    assert not automatic()
    source.read()
    assert automatic()
    told = len(capture.was_set)
    source.close()
    assert len(capture.was_set) == told  # nothing is left to put back


def test_what_was_changed_is_put_back_when_the_camera_is_closed(device: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    capture = Capture(frames=9)
    source = opened(device, capture, monkeypatch)
    source.expose(0.5)
    source.expose(1.0)
    source.close()
    assert capture.was_set[-1] == (cv2.CAP_PROP_AUTO_EXPOSURE, AUTOMATIC)
