"""Words and wall of the thanks."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import DoneScreen, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.wall import Mark, WallViewModel
from ui.viewmodels.words import doors, fill, grouped

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class DoneViewModel(ScreenViewModel):
    """What was collected, what was not, what is still to come."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = DoneScreen((), (), None, 0, "")
        self._wall = WallViewModel(self)

    def show(self, screen: DoneScreen, site: Site) -> None:
        self._screen = screen
        marks = {number: Mark("done", "check", self.tr("emptied")) for number in screen.collected}
        marks |= {number: Mark("fault", "alert", self.tr("not collected")) for number in screen.not_collected}
        marks |= {number: Mark("fault", "question", self.tr("not seen")) for number in self._screen.unseen}
        marks |= {number: Mark("lit", "open", self.tr("open")) for number in self.left_open}
        self._wall.draw(site, marks)
        self.changed.emit()

    def home_label(self) -> str:
        return self.tr("Done")

    @Property(QObject, constant=True)
    def wall(self) -> QObject:
        return self._wall

    @Property(str, notify=changed)
    def headline(self) -> str:
        return (
            self.tr("Thank you!") if self._screen.collected or self._screen.unseen else self.tr("Nothing was collected")
        )

    @Property(str, notify=changed)
    def collected(self) -> str:
        if not self._screen.collected:
            return ""
        return fill(self.tr("You emptied %1."), doors(self._screen.collected))

    @Property(str, notify=changed)
    def notCollected(self) -> str:
        missing = self._screen.not_collected
        if not missing:
            return ""
        return fill(self.tr("Not collected: %1. It is still yours, and staff have been told."), doors(missing))

    @Property(str, notify=changed)
    def unseen(self) -> str:
        """Nothing is known of its parcel: the kiosk says what it saw, and no more."""
        if not self._screen.unseen:
            return ""
        return fill(self.tr("The kiosk could not see whether %1 was closed. Please check."), doors(self._screen.unseen))

    @Property(str, notify=changed)
    def toCome(self) -> str:
        lines = self._screen.lines_to_come
        return self.tr("%n lines of your order are still to come. We will send a message.", "", lines) if lines else ""

    @Property(str, notify=changed)
    def receipt(self) -> str:
        return fill(self.tr("Receipt %1"), grouped(self._screen.receipt)) if self._screen.receipt else ""

    @Property(str, notify=changed)
    def reopenLabel(self) -> str:
        return fill(self.tr("Forgot something? Open door %1"), self._screen.reopen_compartment or "")
