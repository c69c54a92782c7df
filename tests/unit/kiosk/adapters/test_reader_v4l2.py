"""The reader as a process, in its sandbox, with a V4L2 camera that is plugged in, out, and in again elsewhere."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import pytest
import segno

from hardware.camera.render import photo_like
from kiosk.messages import CodeSeen, ReaderStatus, ToCore
from tests.helpers.core_socket import CoreSocket
from tests.helpers.v4l2 import FakeV4l2
from tests.unit.kiosk.adapters.test_reader import core, in_state, start

__all__ = ["core", "start"]  # fixtures


@pytest.fixture
def camera(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeV4l2]:
    """Below /dev, where the sandbox lets cameras come and go."""
    folder = Path(tempfile.mkdtemp(prefix="openluke-test-", dir="/dev/shm"))
    made = FakeV4l2(folder / "dev", tmp_path_factory.getbasetemp())
    monkeypatch.setenv("LD_PRELOAD", made.environment["LD_PRELOAD"])
    monkeypatch.setenv("FAKE_V4L2", made.environment["FAKE_V4L2"])
    yield made
    shutil.rmtree(folder)


def read_as(text: str) -> Callable[[ToCore], bool]:
    return lambda message: isinstance(message, CodeSeen) and message.payload == text.encode()


def test_a_camera_comes_goes_and_comes_back_under_another_name(
    camera: FakeV4l2, core: CoreSocket, start: Callable[..., object], tmp_path: Path
) -> None:
    def hold_up(text: str) -> None:
        segno.make_qr(text).save(str(tmp_path / "code.png"), scale=8, border=4)
        camera.show(photo_like(cv2.imread(str(tmp_path / "code.png")), seed=1))

    link = camera.folder / "usb-cam-index0"
    link.symlink_to("video0")
    hold_up("PK1:FIRST")
    start(f"v4l2:{link}?exposure=10000")
    core.accept()
    told = core.until(in_state("missing"))[-1]
    assert isinstance(told, ReaderStatus)
    assert told.unconfined == () or "files" in told.unconfined
    camera.plug_in()
    core.until(read_as("PK1:FIRST"), timeout_s=20)
    assert camera.controls()["exposure_absolute"] == 100
    camera.unplug()
    core.until(in_state("missing"), timeout_s=20)
    hold_up("PK1:SECOND")
    link.unlink()
    link.symlink_to("video2")
    camera.plug_in("video2")
    core.until(read_as("PK1:SECOND"), timeout_s=20)
    camera.hang()
    core.until(in_state("frozen"), timeout_s=20)
    camera.hang(False)
    core.until(in_state("ok"), timeout_s=20)


def test_a_phone_that_is_too_bright_is_read_at_a_shorter_exposure_which_is_given_back(
    camera: FakeV4l2, core: CoreSocket, start: Callable[..., "subprocess.Popen[str]"], tmp_path: Path
) -> None:
    segno.make_qr("PK1:GLARING").save(str(tmp_path / "code.png"), scale=8, border=4)
    showing = photo_like(cv2.imread(str(tmp_path / "code.png")), seed=1)
    camera.show(cv2.convertScaleAbs(showing, alpha=12))
    camera.show(showing, "short.jpg")
    camera.plug_in()
    process = start(f"v4l2:{camera.folder}/video0")
    core.accept()
    core.until(read_as("PK1:GLARING"), timeout_s=20)
    process.terminate()
    process.wait(10)
    assert camera.controls()["exposure_auto"] == 3
