"""Words and wall of a door that is opening or open."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import DoorScreen, PlaceInWords, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.wall import Mark, WallViewModel
from ui.viewmodels.words import fill, place

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

_NOWHERE = PlaceInWords(column=1, columns=1, row=1, rows=1, band="hip", side="left")


@QmlElement
class DoorViewModel(ScreenViewModel):
    """Which door, where it is, what to do there and what comes next."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = DoorScreen(0, _NOWHERE, "opening", 1, 1, None, can_reopen=False)
        self._wall = WallViewModel(self)

    def show(self, screen: DoorScreen, site: Site) -> None:
        self._screen = screen
        done = self.tr("emptied")
        marks = {number: Mark("done", "check", done) for number in screen.collected}
        marks |= {number: Mark("next", "", self.tr("opens later")) for number in screen.waiting}
        marks[screen.compartment] = Mark("next" if screen.state in {"next", "wait"} else "lit", "", self.status_words())
        self._wall.draw(site, marks)
        self.changed.emit()

    def status_words(self) -> str:
        match self._screen.state:
            case "opening":
                return self.tr("Opening")
            case "open":
                return self.tr("Open now")
            case "held_open":
                return self.tr("Still open")
            case "unseen":
                return self.tr("Cannot be seen now")
            case "next":
                return self.tr("Next")
            case "wait":
                return self.tr("A short pause")

    @Property(QObject, constant=True)
    def wall(self) -> QObject:
        return self._wall

    @Property(str, notify=changed)
    def status(self) -> str:
        return self.status_words()

    @Property(str, notify=changed)
    def headline(self) -> str:
        return fill(self.tr("Door %1"), self._screen.compartment)

    @Property(str, notify=changed)
    def place(self) -> str:
        return place(self._screen.place)

    @Property(str, notify=changed)
    def instruction(self) -> str:
        following = self._screen.next_compartment
        if self._screen.state == "next":
            return self.tr("Another parcel of yours is here. Touch the button when you are ready.")
        if self._screen.state == "wait":
            return self.tr("It opens by itself in %n seconds.", "", self._screen.wait_s or 0)
        if self._screen.state == "opening":
            return self.tr("The door will spring open in a moment.")
        if self._screen.state == "unseen":
            return self.tr(
                "The kiosk cannot see this door now. Take out the parcel, close the door and touch the button."
            )
        if self._screen.state == "held_open":
            return self.tr("Please close the door when you have taken out the parcel.")
        if following is None:
            return self.tr("Take out the parcel and close the door.")
        return fill(self.tr("Take out the parcel and close the door. Then door %1 opens."), following)

    @Property(str, notify=changed)
    def takeOver(self) -> str:
        """Who stands before a door that has been open for minutes need not be the one it was opened for."""
        return self.tr("Not your door? Show your code.") if self.offers("type_code") else ""

    @Property(bool, notify=changed)
    def isFound(self) -> bool:
        """Where the door is need not be said: it has been open for minutes, or somebody is at it."""
        return self._screen.state == "unseen" or self.offers("type_code")

    @Property(str, notify=changed)
    def typeLabel(self) -> str:
        return self.tr("Type the code")

    @Property(str, notify=changed)
    def progress(self) -> str:
        if self._screen.parcels < 2 or self.offers("type_code"):
            return ""
        return fill(self.tr("Parcel %1 of %2"), self._screen.parcel, self._screen.parcels)

    @Property(int, notify=changed)
    def parcel(self) -> int:
        return self._screen.parcel

    @Property(int, notify=changed)
    def parcels(self) -> int:
        return self._screen.parcels

    @Property(bool, notify=changed)
    def helpAlone(self) -> bool:
        """Two buttons share a row; of an odd number help takes a row of its own."""
        return sum(self.offers(action) for action in ("type_code", "reopen", "more_time", "help", "home")) % 2 == 1

    @Property(str, notify=changed)
    def openNextLabel(self) -> str:
        return fill(self.tr("Open door %1"), self._screen.compartment)

    @Property(str, notify=changed)
    def goOnLabel(self) -> str:
        return self.tr("Next parcel") if self._screen.waiting else self.tr("I have closed it")

    @Property(str, notify=changed)
    def reopenLabel(self) -> str:
        return self.tr("Open again")

    @Property(str, notify=changed)
    def helpLabel(self) -> str:
        return self.tr("Get help")

    @Property(str, notify=changed)
    def moreTimeLabel(self) -> str:
        return self.tr("More time")
