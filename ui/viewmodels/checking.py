"""Words while a code is being checked."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import CheckingScreen, Site
from ui.viewmodels.base import ScreenViewModel

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class CheckingViewModel(ScreenViewModel):
    """The code was seen; the answer is on its way."""

    changed = Signal()

    def show(self, screen: CheckingScreen, site: Site) -> None:  # noqa: ARG002 - nothing of them is on this screen
        self.changed.emit()

    @Property(str, notify=changed)
    def headline(self) -> str:
        return self.tr("One moment")

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self.tr("We have seen your code and are checking it.")
