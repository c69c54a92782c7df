"""Puts the stage together and runs Qt's main loop. No asyncio here."""

import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.messages import WallDrawing
from ui.app import choose_renderer
from ui.stage.boards import Boards
from ui.stage.camera import CameraModel
from ui.stage.codes import SheetModel, read_codes
from ui.stage.errors import InputError
from ui.stage.link import Link
from ui.stage.narrator import Narrator
from ui.stage.point import PointModel
from ui.stage.stage import StageModel
from ui.stage.story import StoryModel
from ui.stage.switches import SwitchesModel
from ui.stage.wall import WallModel
from ui.stage.window import StageWindow

_GRAB_AFTER_MS: Final = 1000
"""Long enough for the state of the boards to be on the glass."""


@dataclass(frozen=True, slots=True)
class Options:
    """The command line of the stage."""

    control: str
    point: str
    codes: Path
    wall: Path
    scene: Path | None = None
    parcels: tuple[int, ...] = ()
    grab: Path | None = None


class Stage:
    """Links and models. Raises InputError."""

    def __init__(self, options: Options) -> None:
        self.control = Link(options.control)
        self.point_link = Link(options.point)
        self.boards = Boards(self.control)
        self.camera = CameraModel(options.scene)
        self.story = StoryModel()
        switches = SwitchesModel(self.boards)
        point = PointModel(self.point_link)
        self.model = StageModel(
            wall=WallModel(read_wall(options.wall), options.parcels, self.boards),
            switches=switches,
            point=point,
            camera=self.camera,
            sheet=SheetModel(read_codes(options.codes)),
            story=self.story,
        )
        self.narrator = Narrator(self.story, self.boards, switches, self.camera, point)

    def start(self) -> None:
        self.control.start()
        self.point_link.start()

    def stop(self) -> None:
        self.control.stop()
        self.point_link.stop()


def read_wall(path: Path) -> WallDrawing:
    """Raises InputError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=WallDrawing)
    except OSError as error:
        raise InputError(f"--wall: {path}: {error.strerror}") from error
    except msgspec.DecodeError as error:
        raise InputError(f"--wall: {path}: {error}") from error


def run(options: Options) -> int:
    """Returns the exit code when the window is closed. Raises InputError when it cannot be shown."""
    choose_renderer()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own handler never runs inside Qt's loop
    application = QGuiApplication(["openluke-stage"])
    stage = Stage(options)
    window = StageWindow(stage.model)
    if options.grab is not None:
        target = options.grab
        QTimer.singleShot(_GRAB_AFTER_MS, window, lambda: window.grab(target))
    stage.start()
    code = application.exec()
    stage.stop()
    window.close()
    return code
