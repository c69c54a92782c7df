"""Tells the stage's camera what is held up: one small JSON file, replaced as a whole (hardware/camera/scene.py)."""

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

SCENE_FILE: Final = "scene.json"


@dataclass(frozen=True, slots=True)
class Scene:
    """`x`, `y`: middle as fractions of the frame from the upper left; `scale`: height as a fraction of the frame's;
    `angle` in degrees clockwise. All as the camera sees it. `image` "": nothing is held up.
    """

    image: str = ""
    x: float = 0.5
    y: float = 0.5
    scale: float = 0.45
    angle: float = 0.0


def write_scene(folder: Path, scene: Scene) -> None:
    """Raises OSError."""
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".scene-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(scene), file)
    Path(temporary).replace(folder / SCENE_FILE)
