"""What is held up in front of the stage's camera: one small JSON file, replaced as a whole by its writers."""

import logging
import os
import tempfile
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

log = logging.getLogger(__name__)

SCENE_FILE: Final = "scene.json"

Place = Annotated[float, Meta(ge=-1, le=2)]


class Scene(Struct, frozen=True, forbid_unknown_fields=True):
    """A code held up.

    `image` is absolute or relative to the stage's folder; "" means nothing is held up. `x`, `y` place the middle
    of what it is shown on, as fractions of the frame from the upper left; `scale` is the code's height as a fraction of
    the frame's, `angle` is in degrees clockwise. `light`: how much brighter it is than the camera expects, as a phone
    in a dark room is; from about 12 on nothing but white is left of it at normal exposure.
    """

    image: str = ""
    x: Place = 0.5
    y: Place = 0.5
    scale: Annotated[float, Meta(ge=0.02, le=2)] = 0.45
    angle: Annotated[float, Meta(ge=-360, le=360)] = 0.0
    on: Literal["paper", "phone"] = "paper"
    light: Annotated[float, Meta(ge=0.05, le=16)] = 1.0


def show(
    folder: Path,
    image: Path | str,
    *,
    x: float = 0.5,
    y: float = 0.5,
    scale: float = 0.45,
    angle: float = 0.0,
    on: Literal["paper", "phone"] = "paper",
    light: float = 1.0,
) -> None:
    """Hold `image` up, instead of what was held up before."""
    _replace(folder, Scene(str(image), x, y, scale, angle, on, light))


def clear(folder: Path) -> None:
    """Take away what is held up."""
    _replace(folder, Scene())


def _replace(folder: Path, scene: Scene) -> None:
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".scene-")
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(scene))
    Path(temporary).replace(folder / SCENE_FILE)


class SceneFile:
    """The scene of a folder, read again when the file was replaced or written."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SCENE_FILE
        self._signature: tuple[int, int, int] | None = None
        self._scene = Scene()

    def current(self) -> Scene:
        """The empty scene when there is no file, or one that does not decode (said once in the log)."""
        try:
            stat = self._path.stat()
            signature = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if signature != self._signature:
                self._signature = signature
                content = self._path.read_bytes()
                self._scene = msgspec.json.decode(content, type=Scene) if content.strip() else Scene()
        except FileNotFoundError:
            self._signature = None
            self._scene = Scene()
        except (OSError, msgspec.DecodeError) as error:
            log.warning("%s: %s", self._path, error)
            self._scene = Scene()
        return self._scene
