"""Looks at the empty scene once a minute and says when the lens has become dirty or the camera was moved."""

import logging
from pathlib import Path
from typing import Final, Literal

import cv2
import numpy as np

from hardware.camera.source import Frame, Image
from hardware.camera.view import HEIGHT, WIDTH, Scene, View, compare

log = logging.getLogger(__name__)

EVERY_S: Final = 60.0
REFERENCE_FILE: Final = "view.png"
_FRAMES: Final = 8
_SAID_AFTER: Final = 5
"""Looks in a row that have to agree: autofocus that hunts, or somebody who stands quite still, is gone by then."""
_BACK_AFTER: Final = 2

Trouble = Literal["", "dirty", "moved"]
_TROUBLES: Final[dict[View, Trouble]] = {View.CLEAR: "", View.DIRTY: "dirty", View.MOVED: "moved"}


class ViewWatch:
    """The reference is the first scene that has looked the same five times; it is kept in `folder` until somebody
    deletes the file, as after the camera was aimed anew. Without a folder it lives as long as this object.
    """

    def __init__(self, folder: Path | None, *, every_s: float = EVERY_S) -> None:
        self._path = folder / REFERENCE_FILE if folder else None
        self._every_s = every_s
        self._next_s = 0.0
        self._sum: Image | None = None
        self._frames = 0
        self._reference = self._load()
        self._candidate: tuple[Image, Scene] | None = None
        self._last = View.UNKNOWN
        self._times = 0
        self.trouble: Trouble = ""

    def look(self, frame: Frame, *, quiet: bool) -> None:
        """Call once per frame. `quiet`: nothing has moved for a while."""
        now_s = frame.delivered_s
        if now_s < self._next_s:
            return
        if not quiet:
            self._sum, self._frames = None, 0
            return
        small = cv2.resize(frame.gray, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
        self._sum = small if self._sum is None else self._sum + small
        self._frames += 1
        if self._frames == _FRAMES:
            mean = self._sum / _FRAMES
            self._sum, self._frames, self._next_s = None, 0, now_s + self._every_s
            self._judge(mean)

    def _judge(self, gray: Image) -> None:
        if self._path and self._reference and not self._path.exists():
            log.info("%s was deleted: the scene is learned anew", self._path)
            self._reference, self.trouble = None, ""
        scene = Scene.of(gray)
        if self._reference is None:
            self._learn(gray, scene)
        else:
            self._decide(compare(self._reference, scene))

    def _decide(self, view: View) -> None:
        """What one look says is believed when the next ones say so too. Too dark to see changes nothing."""
        if view is View.UNKNOWN:
            return
        self._count(view)
        if self._times >= (_BACK_AFTER if view is View.CLEAR else _SAID_AFTER):
            self.trouble = _TROUBLES[view]

    def _learn(self, gray: Image, scene: Scene) -> None:
        if not scene.can_be_judged:
            return
        if self._candidate is None or compare(self._candidate[1], scene) is not View.CLEAR:
            self._candidate, self._last = (gray, scene), View.UNKNOWN
        self._count(View.CLEAR)
        if self._times >= _SAID_AFTER:
            gray, self._reference = self._candidate
            self._candidate, self._last = None, View.UNKNOWN
            self._keep(gray)

    def _count(self, view: View) -> None:
        self._times = self._times + 1 if view is self._last else 1
        self._last = view

    def _load(self) -> Scene | None:
        picture = cv2.imread(str(self._path), cv2.IMREAD_GRAYSCALE) if self._path and self._path.exists() else None
        if picture is None or picture.shape != (HEIGHT, WIDTH):
            return None
        scene = Scene.of(picture)
        return scene if scene.can_be_judged else None

    def _keep(self, gray: Image) -> None:
        """Replaced as a whole. A disk that takes nothing costs the check after the next start, and nothing else."""
        if self._path is None:
            return
        temporary = self._path.with_suffix(".new.png")
        try:
            _, png = cv2.imencode(".png", gray.astype(np.uint8))
            temporary.write_bytes(png.tobytes())
            temporary.replace(self._path)
        except OSError as error:
            log.info("%s: the scene is not kept: %s", self._path, error.strerror)
            self._path = None
