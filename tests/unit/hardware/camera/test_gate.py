import cv2
import numpy as np

from hardware.camera.gate import SceneGate
from hardware.camera.source import Image

FRAME_S = 1 / 15


def noisy(level: int, seed: int) -> Image:
    noise = np.random.default_rng(seed).normal(level, 5, (720, 1280))
    return np.clip(noise, 0, 255).astype(np.uint8)


def settled() -> SceneGate:
    """A gate that has looked at an empty scene for four seconds."""
    gate = SceneGate(hold_s=3.0)
    frames = [noisy(90, seed) for seed in range(3)]
    looks = [gate.look(frames[i % 3], i * FRAME_S) for i in range(60)]
    assert looks[0]
    assert looks[44]
    assert not looks[46]
    return gate


def test_opens_at_the_start_and_closes_on_a_still_noisy_scene() -> None:
    assert not settled().look(noisy(90, 9), 4.1)


def test_a_small_thing_opens_it_for_a_while() -> None:
    gate = settled()
    changed = noisy(90, 1)
    cv2.rectangle(changed, (600, 300), (660, 360), 200, -1)
    assert gate.look(changed, 4.1)
    for i in range(40):
        gate.look(changed, 4.1 + i * FRAME_S)
    assert gate.look(changed, 7.0)
    assert not gate.look(changed, 12.0)


def test_daylight_does_not() -> None:
    gate = settled()
    assert not any(gate.look(noisy(90 + i // 2, i % 3), 4.1 + i * FRAME_S) for i in range(30))
