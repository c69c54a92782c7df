import numpy as np

from hardware.camera.source import Frame
from hardware.camera.view_watch import ViewWatch
from hardware.illumination import ReadingLight
from kiosk.adapters.surroundings import Surroundings
from tests.unit.hardware.camera.scenes import scene, smeared, taken

WALL = taken(scene(0))
SMEARED = taken(smeared(scene(0), 0.6))
DARK = np.full((72, 128), 10, np.uint8)


class Lamp:
    def __init__(self) -> None:
        self.levels: list[float] = []

    def set(self, level: float) -> None:
        self.levels.append(level)


def test_a_dirty_lens_is_told_and_no_bracketed_frame_counts() -> None:
    surroundings, now_s = Surroundings(ViewWatch(None, every_s=0)), 100.0
    for pixels, exposure in [(WALL, 1.0)] * 40 + [(SMEARED, 0.3)] * 80 + [(SMEARED, 1.0)] * 40:
        assert surroundings.trouble == ""
        surroundings.look(Frame(pixels, now_s, exposure), moving=False)
        now_s += 1
    assert surroundings.trouble == "dirty"


def test_the_light_burns_while_somebody_is_there_in_the_dark() -> None:
    lamp = Lamp()
    surroundings = Surroundings(light=ReadingLight(lamp, 0.8))
    surroundings.look(Frame(DARK, 100.0), moving=False)
    surroundings.look(Frame(DARK, 101.0, 0.3), moving=True)
    assert lamp.levels == [0.0]
    surroundings.look(Frame(DARK, 102.0), moving=True)
    surroundings.close()
    assert lamp.levels == [0.0, 0.8, 0.0]


def test_without_lens_and_light_nothing_is_wrong() -> None:
    surroundings = Surroundings()
    surroundings.look(Frame(DARK, 1.0), moving=True)
    surroundings.close()
    assert surroundings.trouble == ""
