"""The point whose stage this is: what its kiosk says as it happens, and whether its backend is there."""

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from ui.stage.link import Link, Message

QML_IMPORT_NAME = "OpenLuke.Stage"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class PointModel(QObject):
    """The switch of the backend. `happened` hears of the kiosk (kiosk/services/activity.py)."""

    changed = Signal()
    happened = Signal(object)
    switched = Signal(bool)
    """The backend is up, or away."""

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._up = True
        link.told.connect(self.happened)

    @Property(bool, notify=changed)
    def backendUp(self) -> bool:
        return self._up

    @Slot(bool)
    def setBackend(self, up: bool) -> None:
        if up == self._up:
            return

        def answered(answer: Message) -> None:
            if answer.get("ok"):
                self._up = up
                self.changed.emit()
                self.switched.emit(up)

        self._link.ask({"do": "backend", "up": up}, answered)
