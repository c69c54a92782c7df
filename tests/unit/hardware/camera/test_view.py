"""Smears and pushes are told, by day, at night and in changing light; nothing else is."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.render import Room
from hardware.camera.source import Frame, Image
from hardware.camera.view import HEIGHT, WIDTH, Scene, View, compare
from hardware.camera.view_watch import REFERENCE_FILE, ViewWatch
from tests.unit.hardware.camera.scenes import pushed, scene, shadowed, smeared, taken, with_a_parcel

SEEDS = range(3)
WALLS = [scene(seed) for seed in SEEDS]


def looked_at(wall: Image, gain: float = 1.0, noise: float = 4.5) -> Scene:
    """The mean of eight frames, each halved: clipping first, then a sixth of the noise."""
    half = cv2.resize(np.clip(wall * gain, 0, 255), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return Scene.of(half + np.random.default_rng(1).normal(0, noise / (2 * 8**0.5), half.shape).astype(np.float32))


REFERENCES = [looked_at(wall) for wall in WALLS]


@pytest.mark.parametrize("seed", SEEDS)
def test_light_and_shadow_and_things_put_down_are_no_trouble(seed: int) -> None:
    wall, reference = WALLS[seed], REFERENCES[seed]
    for gain, noise in ((0.5, 4.5), (0.5, 15), (0.8, 4.5), (1.4, 4.5)):
        assert compare(reference, looked_at(wall, gain, noise)) is View.CLEAR, (gain, noise)
    for sun in range(4):
        assert compare(reference, looked_at(shadowed(wall, sun))) is View.CLEAR, sun
    assert compare(reference, looked_at(with_a_parcel(wall))) is View.CLEAR
    with_a_rack = looked_at(with_a_parcel(wall, 200, 250))
    assert compare(with_a_rack, looked_at(with_a_parcel(wall, 300, 250))) is View.CLEAR


@pytest.mark.parametrize("seed", SEEDS)
def test_night_and_glaring_sun_say_nothing(seed: int) -> None:
    for gain, noise in ((0.02, 8), (0.3, 20), (3.0, 4.5)):
        assert compare(REFERENCES[seed], looked_at(WALLS[seed], gain, noise)) is View.UNKNOWN
        assert compare(REFERENCES[seed], looked_at(smeared(WALLS[seed], 0.9), gain, noise)) is View.UNKNOWN


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("gain", [0.5, 1.0])
def test_a_smear_is_told(seed: int, gain: float) -> None:
    for share in (0.6, 0.95):
        assert compare(REFERENCES[seed], looked_at(smeared(WALLS[seed], share), gain)) is View.DIRTY
    mud = np.full_like(WALLS[seed], 120)
    for out_of_focus in (cv2.GaussianBlur(WALLS[seed], (0, 0), 8), mud):
        assert compare(REFERENCES[seed], looked_at(out_of_focus, gain)) is View.DIRTY
    assert compare(REFERENCES[seed], looked_at(smeared(WALLS[seed], 0.05), gain)) is View.CLEAR


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("gain", [0.5, 1.0])
def test_a_push_is_told(seed: int, gain: float) -> None:
    for shift_px, turn in ((40, 0), (-120, 0), (300, 0), (0, 12)):
        assert compare(REFERENCES[seed], looked_at(pushed(WALLS[seed], shift_px, turn), gain)) is View.MOVED
    assert compare(REFERENCES[seed], looked_at(scene(seed + 100), gain)) is View.MOVED
    assert compare(REFERENCES[seed], looked_at(pushed(WALLS[seed], 8), gain)) is View.CLEAR


def test_comparing_changes_neither() -> None:
    reference, now = looked_at(WALLS[0]), looked_at(pushed(WALLS[0], 100))
    before = reference.edges.copy(), now.edges.copy()
    compare(reference, now)
    assert np.array_equal(reference.edges, before[0])
    assert np.array_equal(now.edges, before[1])


class Watched:
    """A watch that sees a minute go by with each look."""

    def __init__(self, folder: Path | None) -> None:
        self.watch = ViewWatch(folder, every_s=60)
        self.now_s = 1000.0

    def minutes(self, frame: Image, count: int) -> str:
        for _ in range(count):
            for _ in range(8):
                self.watch.look(Frame(frame, self.now_s), quiet=True)
                self.now_s += 1 / 15
            self.now_s += 60
        return self.watch.trouble


DAY, NIGHT, SMEARED = taken(WALLS[0]), taken(WALLS[0], 0.02), taken(smeared(WALLS[0], 0.6))


def test_trouble_is_said_after_five_looks_and_taken_back_after_two(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    assert watched.minutes(DAY, 5) == ""
    assert watched.minutes(SMEARED, 4) == ""
    assert watched.minutes(DAY, 1) == ""
    assert watched.minutes(SMEARED, 5) == "dirty"
    assert watched.minutes(NIGHT, 15) == "dirty"
    assert watched.minutes(DAY, 1) == "dirty"
    assert watched.minutes(DAY, 1) == ""


def test_the_reference_outlives_a_restart_until_somebody_deletes_it(tmp_path: Path) -> None:
    Watched(tmp_path).minutes(DAY, 5)
    turned = taken(pushed(WALLS[0], 200))
    again = Watched(tmp_path)
    assert again.minutes(turned, 5) == "moved"
    (tmp_path / REFERENCE_FILE).unlink()
    assert again.minutes(turned, 6) == ""
    assert (tmp_path / REFERENCE_FILE).exists()
    assert Watched(tmp_path).minutes(DAY, 5) == "moved"


def test_nothing_is_learned_at_night_nor_while_the_scene_changes(tmp_path: Path) -> None:
    watched = Watched(tmp_path)
    watched.minutes(NIGHT, 20)
    for seed in range(12):
        watched.minutes(taken(scene(seed)), 1)
    assert not (tmp_path / REFERENCE_FILE).exists()


def test_a_damaged_reference_is_learned_anew(tmp_path: Path) -> None:
    (tmp_path / REFERENCE_FILE).write_bytes(b"no picture")
    watched = Watched(tmp_path)
    assert watched.minutes(DAY, 5) == ""
    assert watched.minutes(SMEARED, 5) == "dirty"


def test_a_folder_that_takes_nothing_is_no_reason_not_to_look(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "gone")
    watched.minutes(DAY, 5)
    assert watched.minutes(SMEARED, 5) == "dirty"


def test_only_a_scene_without_people_is_looked_at(tmp_path: Path) -> None:
    watch = ViewWatch(tmp_path, every_s=0)
    for i in range(200):
        watch.look(Frame(DAY, 100 + i / 15), quiet=i % 8 != 7)
    assert not (tmp_path / REFERENCE_FILE).exists()


def test_the_demo_s_room_is_no_trouble_and_has_too_little_to_see() -> None:
    room = Room(1)
    gray = cv2.cvtColor(room.with_noise(room.empty()), cv2.COLOR_BGR2GRAY)
    assert Watched(None).minutes(gray, 20) == ""
