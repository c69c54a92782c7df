import cv2
import numpy as np

from hardware.camera.decode import Code, Symbology, Zxing
from hardware.camera.fusion import FRAMES, Frames, Fused, darkest, mean
from hardware.camera.rungs import Picture
from hardware.camera.source import Image

ZXING = Zxing([Symbology.QR])


def scene(token_code: Image, left: int, top: int) -> Image:
    frame = np.full((360, 480), 190, np.uint8)
    small = cv2.resize(token_code, (180, 180), interpolation=cv2.INTER_AREA)
    frame[top : top + 180, left : left + 180] = small // 2 + 90
    cv2.rectangle(frame, (20, 30), (60, 300), 60, -1)
    return frame


def shaken(token_code: Image, count: int = FRAMES) -> list[Image]:
    whole = cv2.copyMakeBorder(scene(token_code, 150, 90), 20, 20, 20, 20, cv2.BORDER_REPLICATE)
    return [whole[20 - i : 380 - i, 20 + 2 * i : 500 + 2 * i] for i in range(count)]


def noisy(frame: Image, seed: int) -> Image:
    noise = np.random.default_rng(seed).normal(0, 75, frame.shape)
    return np.clip(frame + noise, 0, 255).astype(np.uint8)


def climb(frames: list[Image], rung: str) -> list[Code]:
    kept = Frames()
    for frame in frames:
        kept.add(frame)
    combine = {"mean": mean, "darkest": darkest}[rung]
    return Fused(rung, kept, combine, ZXING).climb(Picture(frames[-1]))


def test_frames_are_shifted_onto_the_newest(token_code: Image) -> None:
    kept, frames = Frames(), shaken(token_code)
    for frame in frames:
        kept.add(frame)
    newest, *others = kept.registered()
    assert (newest == frames[-1]).all()
    assert len(others) == FRAMES - 1
    for other in others:
        inner = slice(40, -40), slice(40, -40)
        assert np.abs(other[inner].astype(int) - newest[inner]).mean() < 6


def test_the_mean_reads_what_noise_hides_in_every_frame(token_code: Image, token: bytes) -> None:
    frames = [noisy(frame, seed) for seed, frame in enumerate(shaken(token_code))]
    assert not any(ZXING.read(frame) for frame in frames)
    assert [code.payload for code in climb(frames, "mean")] == [token]


def test_the_darkest_reads_what_a_wandering_reflection_hides(token_code: Image, token: bytes) -> None:
    frames = shaken(token_code)
    for index, frame in enumerate(frames := [frame.copy() for frame in frames]):
        cv2.circle(frame, (170 + 25 * index, 180), 45, 255, -1)
    assert not any(ZXING.read(frame) for frame in frames)
    assert [code.payload for code in climb(frames, "darkest")] == [token]


def test_two_frames_are_too_few_and_another_size_begins_anew(token_code: Image) -> None:
    assert climb(shaken(token_code, 2), "mean") == []
    kept = Frames()
    kept.add(np.zeros((40, 60), np.uint8))
    kept.add(np.zeros((80, 60), np.uint8))
    assert len(kept.registered()) == 1


def test_frames_of_something_else_are_left_out(token_code: Image) -> None:
    kept = Frames()
    kept.add(np.random.default_rng(1).integers(0, 255, (360, 480), np.uint8))
    kept.add(shaken(token_code, 1)[0])
    assert len(kept.registered()) == 1
