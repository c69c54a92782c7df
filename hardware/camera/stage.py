"""The simulated camera of the demo: real frames of whatever `scene.json` says is held up."""

import logging
import time
from pathlib import Path
from typing import Final

from hardware.camera.exposure import exposed, possible
from hardware.camera.pacer import Pacer
from hardware.camera.photos import load_photo
from hardware.camera.render import HEIGHT, WIDTH, Hand, Pose, Room, hold_up, make_card
from hardware.camera.scene import Scene, SceneFile, clear, show
from hardware.camera.source import Frame, Image

__all__ = ["StageSource", "clear", "show"]

log = logging.getLogger(__name__)

_SEED: Final = 20_26


class StageSource:
    """1280 × 720 at `fps`, at most 4 ms of CPU a frame."""

    def __init__(self, folder: Path, fps: float) -> None:
        self._folder = folder
        self._fps = fps
        self._pacer = Pacer(fps)
        self._scene_file = SceneFile(folder)
        self._hand = Hand(_SEED)
        self._room: Room | None = None
        self._scene = Scene()
        self._card: Image | None = None
        self._exposure = 1.0

    def open(self) -> None:
        self._exposure = 1.0
        self._room = self._room or Room(_SEED)
        self._pacer = Pacer(self._fps)

    def read(self) -> Frame:
        assert self._room is not None
        now_s = self._pacer.wait()
        self._look_at_scene()
        pixels = exposed(self._room.empty(), self._exposure)
        if self._card is not None:
            pose = Pose(self._scene.x * WIDTH, self._scene.y * HEIGHT, self._scene.angle)
            card = exposed(self._card, self._scene.light * self._exposure)
            hold_up(pixels, card, self._hand.shaken(pose, now_s))
        return Frame(self._room.with_noise(pixels), time.monotonic(), self._exposure)

    def expose(self, factor: float) -> bool:
        """See Exposable."""
        if possible(factor):
            self._exposure = factor
        return possible(factor)

    def _look_at_scene(self) -> None:
        scene = self._scene_file.current()
        if scene == self._scene:
            return
        self._scene = scene
        self._card = None
        if scene.image:
            photo = load_photo(self._folder / scene.image)
            if photo is None:
                log.warning("%s: not an image that can be read", self._folder / scene.image)
            else:
                self._card = make_card(photo, scene.scale * HEIGHT, on_phone=scene.on == "phone")

    def close(self) -> None:
        """Nothing to give back."""
