"""The simulated camera: what scene.json says is held up can be read from its frames."""

from itertools import count
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.decode import Symbology, Zxing
from hardware.camera.frame import to_gray
from hardware.camera.render import HEIGHT, WIDTH, photo_like
from hardware.camera.scene import SCENE_FILE, Scene, SceneFile
from hardware.camera.source import Image
from hardware.camera.stage import StageSource, clear, show

zxing = Zxing([Symbology.QR])


@pytest.fixture
def stage(tmp_path: Path, token_code: Image) -> Path:
    cv2.imwrite(str(tmp_path / "code.png"), token_code)
    return tmp_path


def read(source: StageSource) -> list[bytes]:
    pixels = source.read().pixels
    assert (pixels.shape, pixels.dtype) == ((HEIGHT, WIDTH, 3), np.uint8)
    return [code.payload for code in zxing.read(to_gray(pixels))]


def test_shows_what_is_held_up_until_it_is_cleared(stage: Path, token: bytes) -> None:
    source = StageSource(stage, fps=240)
    source.open()
    assert read(source) == []
    show(stage, "code.png", angle=8.0)
    assert [read(source) for _ in range(3)] == [[token]] * 3
    clear(stage)
    assert read(source) == []
    show(stage, stage / "code.png", x=0.3, y=0.6, scale=0.4, angle=-30, on="phone")
    assert read(source) == [token]


def test_what_is_too_bright_is_lost_at_normal_exposure_and_read_at_a_shorter_one(stage: Path, token: bytes) -> None:
    source = StageSource(stage, fps=240)
    source.open()
    show(stage, "code.png", on="phone", light=14.0)
    assert read(source) == []
    assert source.expose(0.1)
    frame = source.read()
    assert frame.exposure == 0.1
    assert [code.payload for code in zxing.read(to_gray(frame.pixels))] == [token]
    assert frame.pixels[:100, :100].mean() < 40  # the room is dark then
    assert source.expose(100) is False
    source.open()
    assert source.read().exposure == 1.0


def test_frames_shake_and_are_noisy(stage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The hand moves with time: on a busy machine the last frame could meet the pose of the first again.
    seconds = count(0.0, 1 / 240)
    monkeypatch.setattr("hardware.camera.stage.Pacer.wait", lambda _: next(seconds))
    source = StageSource(stage, fps=240)
    source.open()
    noise = cv2.absdiff(source.read().pixels, source.read().pixels).mean()
    assert 1 < noise < 10
    show(stage, "code.png")
    held = [source.read().pixels for _ in range(30)]
    assert cv2.absdiff(held[0], held[-1]).mean() > 1.2 * noise


def test_a_code_partly_or_wholly_out_of_the_picture_is_no_error(stage: Path) -> None:
    source = StageSource(stage, fps=240)
    source.open()
    for x in (0.0, 1.1, 2.0, -1.0):
        show(stage, "code.png", x=x)
        assert read(source) == []


@pytest.mark.parametrize(
    "content", [b"not json", b'{"image": 5}', b'{"picture": "x"}', b'{"image": "c.png", "scale": 90}']
)
@pytest.mark.allow_warnings
def test_a_wrong_scene_is_nothing_and_said_once(
    content: bytes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / SCENE_FILE).write_bytes(content)
    scene = SceneFile(tmp_path)
    assert [scene.current(), scene.current()] == [Scene(), Scene()]
    assert len(caplog.records) == 1


def test_an_empty_scene_file_is_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / SCENE_FILE).write_bytes(b"\n")
    assert SceneFile(tmp_path).current() == Scene()
    assert not caplog.records


@pytest.mark.allow_warnings
def test_an_image_that_is_not_there_is_said_and_nothing_held_up(stage: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = StageSource(stage, fps=240)
    source.open()
    show(stage, "missing.png")
    assert [read(source), read(source)] == [[], []]
    assert caplog.text.count("missing.png") == 1


@pytest.mark.parametrize("seed", range(8))
def test_photo_like_frames_can_be_read(seed: int, token: bytes, token_code: Image) -> None:
    frame = photo_like(token_code, seed)
    assert frame.shape == (720, 1280, 3)
    assert [code.payload for code in zxing.read(to_gray(frame))] == [token]


def test_photo_like_frames_follow_from_the_seed(stage: Path, token_code: Image) -> None:
    assert np.array_equal(photo_like(stage / "code.png", 1), photo_like(token_code, 1))
    assert not np.array_equal(photo_like(token_code, 1), photo_like(token_code, 2))
    with pytest.raises(ValueError, match="missing"):
        photo_like(stage / "missing.png", 1)
