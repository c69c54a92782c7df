"""All that the window draws."""

from PySide6.QtCore import Property, QObject
from PySide6.QtQml import QmlElement

from ui.stage.camera import CameraModel
from ui.stage.codes import SheetModel
from ui.stage.point import PointModel
from ui.stage.story import StoryModel
from ui.stage.switches import SwitchesModel
from ui.stage.wall import WallModel

QML_IMPORT_NAME = "OpenLuke.Stage"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class StageModel(QObject):
    """One model for each part of the window."""

    def __init__(
        self,
        *,
        wall: WallModel,
        switches: SwitchesModel,
        point: PointModel,
        camera: CameraModel,
        sheet: SheetModel,
        story: StoryModel,
    ) -> None:
        super().__init__()
        self._wall = wall
        self._switches = switches
        self._point = point
        self._camera = camera
        self._sheet = sheet
        self._story = story

    @Property(QObject, constant=True)
    def wall(self) -> QObject:
        return self._wall

    @Property(QObject, constant=True)
    def switches(self) -> QObject:
        return self._switches

    @Property(QObject, constant=True)
    def point(self) -> QObject:
        return self._point

    @Property(QObject, constant=True)
    def camera(self) -> QObject:
        return self._camera

    @Property(QObject, constant=True)
    def sheet(self) -> QObject:
        return self._sheet

    @Property(QObject, constant=True)
    def story(self) -> QObject:
        return self._story
