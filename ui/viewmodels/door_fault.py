"""Words and wall of a door that did not open, or that nobody could see."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import DoorFaultScreen, PlaceInWords, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.wall import Mark, WallViewModel
from ui.viewmodels.words import call, fill, place

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

_NOWHERE = PlaceInWords(column=1, columns=1, row=1, rows=1, band="hip", side="left")


@QmlElement
class DoorFaultViewModel(ScreenViewModel):
    """Push and try again; and when no try is left, who has been told and whom to call."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = DoorFaultScreen(0, _NOWHERE, "jammed", 0, more_parcels=False)
        self._wall = WallViewModel(self)
        self._call = ""

    def show(self, screen: DoorFaultScreen, site: Site) -> None:
        self._screen = screen
        self._call = call(site)
        self._wall.draw(site, {screen.compartment: Mark("fault", "alert", self.tr("did not open"))})
        self.changed.emit()

    @Property(QObject, constant=True)
    def wall(self) -> QObject:
        return self._wall

    @Property(bool, notify=changed)
    def staffTold(self) -> bool:
        return self._screen.tries_left == 0

    @Property(str, notify=changed)
    def headline(self) -> str:
        if self._screen.tries_left == 0:
            text = self.tr("Door %1 will not open")
        elif self._screen.reason == "jammed":
            text = self.tr("Door %1 did not open")
        else:
            text = self.tr("Did door %1 open?")
        return fill(text, self._screen.compartment)

    @Property(str, notify=changed)
    def place(self) -> str:
        return "" if self._screen.tries_left == 0 else place(self._screen.place)

    @Property(str, notify=changed)
    def instruction(self) -> str:
        if self._screen.tries_left == 0:
            return self.tr("The parcel is still yours and the deadline stands still. Staff have been told.")
        if self._screen.reason == "jammed":
            return self.tr("Push firmly on the door, let go, and press “Try again”.")
        return self.tr("If it is open, take out the parcel and close it. If it is closed, press “Try again”.")

    @Property(str, notify=changed)
    def detail(self) -> str:
        if self._screen.tries_left == 0:
            return self._call
        return self.tr("%n tries left", "", self._screen.tries_left)

    @Property(str, notify=changed)
    def retryLabel(self) -> str:
        return self.tr("Try again")

    @Property(str, notify=changed)
    def skipLabel(self) -> str:
        return self.tr("Next parcel") if self._screen.more_parcels else self.tr("Leave this door")

    @Property(str, notify=changed)
    def helpLabel(self) -> str:
        return self.tr("Help")
