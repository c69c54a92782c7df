"""Words of the technician's PIN. The digits themselves never come here."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import PinScreen, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.keypad import DIGITS, Slot, slots
from ui.viewmodels.rows import Rows

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class PinViewModel(ScreenViewModel):
    """As many dots as digits."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = PinScreen(0, 6)
        self._slots = Rows(Slot, self)

    def show(self, screen: PinScreen, site: Site) -> None:  # noqa: ARG002 - the same at every site
        self._screen = screen
        self._slots.assign(slots("●" * screen.entered, screen.length, "digits"))
        self.changed.emit()

    @Property(QObject, constant=True)
    def slots(self) -> QObject:
        return self._slots

    @Property(list, notify=changed)
    def keys(self) -> list[str]:
        return list(DIGITS)

    @Property(str, notify=changed)
    def headline(self) -> str:
        return self.tr("Enter your PIN")

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self.tr("For technicians. Everything you do is recorded in your name.")

    @Property(str, notify=changed)
    def error(self) -> str:
        if not self._screen.error:
            return ""
        return self.tr("Wrong PIN. %n tries left.", "", self._screen.tries_left)

    @Property(str, notify=changed)
    def entered(self) -> str:
        return self.tr("%n digits entered", "", self._screen.entered)

    @Property(bool, notify=changed)
    def complete(self) -> bool:
        return self._screen.entered >= self._screen.length

    @Property(str, notify=changed)
    def eraseLabel(self) -> str:
        return self.tr("Erase")

    @Property(str, notify=changed)
    def submitLabel(self) -> str:
        return self.tr("Log in")
