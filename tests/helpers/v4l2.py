"""V4L2 cameras in a folder, for processes that are started with `environment` (see fake_v4l2.c)."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import cv2
import pytest

from hardware.camera.source import Image

SOURCE = Path(__file__).with_name("fake_v4l2.c")
CONTROLS = ("exposure_auto", "exposure_absolute", "focus_auto", "focus_absolute", "gain", "power_line_frequency")


@cache
def _library(built_in: Path) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("no C compiler for the simulated driver")
    library = built_in / "fake_v4l2.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True, timeout=60)
    return library


class FakeV4l2:
    """Its folder has no camera yet."""

    def __init__(self, folder: Path, built_in: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "controls").write_text("3\n333\n1\n0\n64\n2\n")
        self.environment = {**os.environ, "LD_PRELOAD": str(_library(built_in)), "FAKE_V4L2": str(folder)}

    def plug_in(self, name: str = "video0") -> Path:
        (self.folder / name).touch()
        return self.folder / name

    def unplug(self, name: str = "video0") -> None:
        (self.folder / name).unlink()

    def show(self, picture: Image, name: str = "frame.jpg") -> None:
        """Replaced as a whole, so that no frame is half of one."""
        new = self.folder / f"new-{name}"
        cv2.imwrite(str(new), picture)
        new.replace(self.folder / name)

    def hang(self, hangs: bool = True) -> None:
        (self.folder / "hang").touch() if hangs else (self.folder / "hang").unlink()

    def controls(self) -> dict[str, int]:
        """As the camera has them now."""
        values = (self.folder / "controls").read_text().split()[: len(CONTROLS)]
        return dict(zip(CONTROLS, map(int, values), strict=True))
