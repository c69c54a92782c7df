"""What every screen's view model has: the actions on offer, their usual labels, and the way back to the core."""

from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.messages import Notice, Site, View

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ScreenViewModel(QObject):
    """A pure function of the last view and the site.

    Subclasses declare their own `changed` signal and emit it at the end of `show`. They may not use a signal of this
    class as `notify` of their own properties: PySide6 6.11 resolves it to the wrong index and crashes.
    """

    intent = Signal(str, str, int)
    """action, value, number of `messages.Intent`."""
    viewChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: tuple[str, ...] = ()
        self._notices: tuple[Notice, ...] = ()
        self._left_open: tuple[int, ...] = ()

    def update(self, view: View, site: Site) -> None:
        self._actions, self._notices, self._left_open = view.actions, view.notices, view.left_open
        self.show(view.screen, site)
        self.viewChanged.emit()

    def show(self, screen: Any, site: Site) -> None:
        """Take over `screen`, which is of the one type this view model draws."""
        raise NotImplementedError

    def offers(self, action: str) -> bool:
        return action in self._actions

    def told(self, notice: Notice) -> bool:
        return notice in self._notices

    @property
    def left_open(self) -> tuple[int, ...]:
        """Doors that somebody should close, other than the one this screen is about."""
        return self._left_open

    def home_label(self) -> str:
        """What leaving is called on this screen."""
        return self.tr("End")

    @Property(list, notify=viewChanged)
    def actions(self) -> list[str]:
        return list(self._actions)

    @Property(str, notify=viewChanged)
    def backLabel(self) -> str:
        return self.tr("Back")

    @Property(str, notify=viewChanged)
    def homeLabel(self) -> str:
        return self.home_label()

    @Property(bool, notify=viewChanged)
    def twoWaysOut(self) -> bool:
        """One step back and out are both offered: they share a row."""
        return self.offers("back") and self.offers("home")

    @Slot(str)
    def act(self, action: str) -> None:
        self.intent.emit(action, "", 0)

    @Slot(str, str)
    def actWith(self, action: str, value: str) -> None:
        self.intent.emit(action, value, 0)

    @Slot(str, int)
    def actOn(self, action: str, number: int) -> None:
        self.intent.emit(action, "", number)
