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

    @Property(WallModel, constant=True)
    def wall(self) -> WallModel:
        return self._wall

    @Property(SwitchesModel, constant=True)
    def switches(self) -> SwitchesModel:
        return self._switches

    @Property(PointModel, constant=True)
    def point(self) -> PointModel:
        return self._point

    @Property(CameraModel, constant=True)
    def camera(self) -> CameraModel:
        return self._camera

    @Property(SheetModel, constant=True)
    def sheet(self) -> SheetModel:
        return self._sheet

    @Property(StoryModel, constant=True)
    def story(self) -> StoryModel:
        return self._story
