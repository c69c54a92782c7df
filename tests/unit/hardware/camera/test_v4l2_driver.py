"""The source through OpenCV's own V4L2 code, on a driver that is simulated below it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.v4l2 import FakeV4l2

BEGIN = """
import json, os, sys, logging
from hardware.camera.source import CameraError
from hardware.camera.sources import open_source
logging.basicConfig(level="INFO", format="%(message)s")
source = open_source(sys.argv[1])
source.open()

def frames(count):
    taken = [source.read() for _ in range(count)]
    return [[round(float(frame.pixels.mean())), round(frame.exposure, 2)] for frame in taken]

def loss():
    try:
        while True:
            source.read()
    except CameraError as error:
        return str(error)

def say(what):
    print(json.dumps(what), flush=True)

"""


@pytest.fixture
def camera(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> FakeV4l2:
    made = FakeV4l2(tmp_path / "dev", tmp_path_factory.getbasetemp())
    made.show(np.full((720, 1280, 3), 90, np.uint8))
    made.show(np.full((720, 1280, 3), 30, np.uint8), "short.jpg")
    return made


def run(camera: FakeV4l2, options: str, script: str) -> tuple[list[object], str]:
    """What the script says, one value a line, and its log."""
    device = camera.plug_in()
    command = [sys.executable, "-c", BEGIN + script, f"v4l2:{device}{options}"]
    environment = camera.environment | {"PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(said) for said in done.stdout.splitlines()], done.stderr


def test_frames_come_in_the_size_that_was_asked_for(camera: FakeV4l2) -> None:
    [size, pictures], log = run(camera, "", "say(source.read().pixels.shape); say(frames(3))")
    assert size == [720, 1280, 3]
    assert pictures == [[90, 1.0]] * 3
    assert "took" not in log


def test_frames_come_packed_and_half_of_one_is_all_that_is_unpacked(camera: FakeV4l2) -> None:
    script = """
import cv2
unpack, flags = cv2.imdecode, []
cv2.imdecode = lambda packed, flag: flags.append(flag) or unpack(packed, flag)
say(round(float(source.read().half.mean())))
say(flags == [cv2.IMREAD_REDUCED_GRAYSCALE_2])
"""
    said, _ = run(camera, "", script)
    assert said == [90, True]


def test_settings_reach_the_driver_and_what_it_took_instead_is_told(camera: FakeV4l2) -> None:
    _, log = run(camera, "?exposure=5000&focus=30&gain=300&power_line=50&fps=30", "say(frames(1))")
    assert camera.controls() == {
        "exposure_auto": 1,
        "exposure_absolute": 50,
        "focus_auto": 0,
        "focus_absolute": 30,
        "gain": 255,
        "power_line_frequency": 1,
    }
    assert "gain took 255, asked for 300" in log
    assert "took 1280x720 at 15 fps, asked for 1280x720 at 30" in log


def test_a_shorter_exposure_shows_is_told_and_is_given_back(camera: FakeV4l2) -> None:
    script = "frames(1); say(source.expose(0.1)); say(frames(4)); say(source.expose(1.0)); say(frames(17))"
    said, _ = run(camera, "", script)
    assert said == [True, [[30, 0.1]] * 4, True, [[90, 1.0]] * 17]
    assert camera.controls()["exposure_auto"] == 3


def test_what_a_killed_process_left_behind_is_put_right_by_the_next(camera: FakeV4l2) -> None:
    run(camera, "", "frames(1); source.expose(0.1); say(frames(2)); sys.stdout.flush(); os._exit(0)")
    assert camera.controls()["exposure_auto"] == 1
    said, _ = run(camera, "", "say(frames(2))")
    assert said == [[[90, 1.0]] * 2]
    assert camera.controls()["exposure_auto"] == 3


def test_a_camera_that_hangs_and_one_that_is_unplugged_are_told_apart(camera: FakeV4l2) -> None:
    (camera.folder / "hang").touch()
    [told], _ = run(camera, "", "say(loss())")
    assert told == f"{camera.folder}/video0: delivers no frames"
    camera.hang(False)
    [told], _ = run(camera, "", "frames(2); os.unlink(sys.argv[1][5:]); say(loss())")
    assert told == f"{camera.folder}/video0: unplugged"


def test_a_frame_that_is_no_picture_is_a_loss_and_no_crash(camera: FakeV4l2) -> None:
    (camera.folder / "frame.jpg").write_bytes(b"")
    [told], _ = run(camera, "", "say(loss())")
    assert isinstance(told, str)
    assert told.startswith(f"{camera.folder}/video0: ")
