import numpy as np
import pytest

from hardware.camera.liveness import Liveness, Verdict
from hardware.camera.source import Frame, Image

RANDOM = np.random.default_rng(1)
FPS = 15


def dark_hall() -> Image:
    return np.clip(RANDOM.normal(10, 6, (90, 160, 3)), 0, 255).astype(np.uint8)


def verdicts(liveness: Liveness, pictures: list[Image], exposure: float = 1.0, from_s: float = 100.0) -> list[Verdict]:
    return [liveness.judge(Frame(pixels, from_s + i / FPS, exposure)) for i, pixels in enumerate(pictures)]


def test_a_frame_that_stays_the_same_to_the_last_bit_is_told_until_another_comes() -> None:
    liveness, picture = Liveness(same_after_s=2), dark_hall()
    seen = verdicts(liveness, [picture] * 40)
    assert seen.index(Verdict.SAME) == 2 * FPS
    other = picture.copy()
    other[:2, :2] += 1
    assert verdicts(liveness, [other], from_s=103) == [Verdict.LIVE]


def test_noise_is_enough_to_be_alive() -> None:
    assert set(verdicts(Liveness(), [dark_hall() for _ in range(300)])) == {Verdict.LIVE}

    faint = [np.where(RANDOM.random((360, 640, 3)) < 0.01, 11, 10).astype(np.uint8) for _ in range(45)]
    assert set(verdicts(Liveness(same_after_s=1), faint)) == {Verdict.LIVE}


@pytest.mark.parametrize("noise", [0, 3])
def test_nothing_but_black_is_told_and_over_with_the_first_light(noise: int) -> None:
    liveness = Liveness(same_after_s=1, black_after_s=2)
    blacks = [RANDOM.integers(0, noise + 1, (90, 160, 3)).astype(np.uint8) for _ in range(40)]
    assert verdicts(liveness, blacks)[-1] is Verdict.BLACK
    phone = blacks[0].copy()
    phone[40:56, 80:96] = 200
    assert verdicts(liveness, [phone], from_s=103) == [Verdict.LIVE]


def test_a_bracketed_frame_says_nothing() -> None:
    liveness, picture = Liveness(same_after_s=2, black_after_s=1), dark_hall()
    verdicts(liveness, [picture])
    assert set(verdicts(liveness, [np.zeros_like(picture)] * 25, exposure=0.1)) == {Verdict.LIVE}
    assert verdicts(liveness, [picture] * 2, from_s=102) == [Verdict.SAME] * 2


def test_gray_pictures_are_judged_too() -> None:
    assert verdicts(Liveness(black_after_s=1), [np.zeros((48, 64), np.uint8)] * 20)[-1] is Verdict.BLACK
