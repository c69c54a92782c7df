"""Words of the commissioning walk: one thing to do at a time, and what was found."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import ServiceCommissionScreen, Site
from ui.viewmodels import findings as finding_words
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.rows import Rows
from ui.viewmodels.wall import Mark, WallViewModel
from ui.viewmodels.words import fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding in words."""

    text: str


@QmlElement
class ServiceCommissionViewModel(ScreenViewModel):
    """Door by door: it opens, somebody says which one it was, it is closed again."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = ServiceCommissionScreen("", None, "measuring", None)
        self._doors = 0
        self._wall = WallViewModel(self)
        self._findings = Rows(FindingRow, self)

    def show(self, screen: ServiceCommissionScreen, site: Site) -> None:
        self._screen = screen
        self._doors = len(site.wall.cells)
        self._wall.draw(site, self._marks(screen), None if screen.ended else screen.door)
        self._findings.assign([FindingRow(finding_words.words(found)) for found in reversed(screen.findings)])
        self.changed.emit()

    def home_label(self) -> str:
        return self.tr("Log out")

    def _marks(self, screen: ServiceCommissionScreen) -> dict[int, Mark]:
        marks = {door: Mark("", "check", self.tr("proved")) for door in screen.proven}
        marks |= {door: Mark("next", "question", self.tr("left out")) for door in screen.skipped}
        wrong = self.tr("something is wrong")
        marks |= {found.door: Mark("fault", "alert", wrong) for found in screen.findings if found.door}
        if screen.asked in {"close_all", "close", "still_open"}:
            marks |= {door: Mark("lit", "open", self.tr("open")) for door in screen.open}
        return marks

    @Property(QObject, constant=True)
    def wall(self) -> QObject:
        return self._wall

    @Property(QObject, constant=True)
    def findings(self) -> QObject:
        return self._findings

    @Property(bool, notify=changed)
    def found(self) -> bool:
        return bool(self._screen.findings)

    @Property(bool, notify=changed)
    def ended(self) -> bool:
        return self._screen.ended

    @Property(int, notify=changed)
    def door(self) -> int:
        return self._screen.door or 0

    @Property(bool, notify=changed)
    def whichOpened(self) -> bool:
        return self._screen.asked == "which_opened"

    @Property(str, notify=changed)
    def technician(self) -> str:
        return self._screen.technician

    @Property(str, notify=changed)
    def headline(self) -> str:
        screen = self._screen
        if screen.ended:
            return self.tr("%n doors proved", "", len(screen.proven))
        match screen.asked:
            case "close_all":
                return self.tr("Close every door")
            case "which_opened":
                return self.tr("Which door opened?")
            case "close" if screen.asked_door is None:
                return self.tr("Close what is open")
            case "close":
                return fill(self.tr("Close door %1"), screen.asked_door)
            case "still_open":
                return fill(self.tr("Door %1 reads open"), screen.asked_door)
            case "":
                return self._doing()

    def _doing(self) -> str:
        match self._screen.doing:
            case "before":
                return fill(self.tr("Door %1 is going to open"), self._screen.door)
            case "pulsing":
                return fill(self.tr("Door %1 opens now"), self._screen.door)
            case "after_pulse" | "after_closing":
                return self.tr("Reading the contacts")
            case "measuring" | "":
                return self.tr("In a moment")

    @Property(str, notify=changed)
    def hint(self) -> str:
        screen = self._screen
        if not screen.saved:
            return self.tr("The proof could not be written to the disk, so it does not count. Call for help.")
        if screen.ended:
            return self._summary()
        match screen.asked:
            case "close_all":
                return self.tr("Every door will open once. People stand clear.")
            case "which_opened":
                return self.tr("Touch the door that opened, on the picture or below. Leave it open.")
            case "still_open":
                return self.tr("Close it, or confirm that it is closed.")
            case "close":
                return self.tr("Push until the latch clicks.")
            case "":
                return self.tr("Watch the wall.") if screen.doing in {"before", "pulsing"} else ""

    def _summary(self) -> str:
        if self._screen.findings:
            text = self.tr("Change wires, or settings in %1, restart, and walk the rest again.")
            return fill(text, self._screen.bank_file.removeprefix("../"))
        if self._screen.skipped or self._screen.left:
            return self.tr("What is not proved opens for nobody. Walk the rest when you can.")
        return self.tr("Every door that was walked opens its own compartment, and its contact says so.")

    @Property(str, notify=changed)
    def progress(self) -> str:
        screen = self._screen
        to_come = len(screen.left) + (screen.door is not None and not screen.ended)
        return fill(self.tr("%1 proved · %2 to come · %3 findings"), len(screen.proven), to_come, len(screen.findings))

    @Property(str, notify=changed)
    def thisDoorLabel(self) -> str:
        return fill(self.tr("Door %1 opened"), self._screen.door or "")

    @Property(str, notify=changed)
    def confirmLabel(self) -> str:
        if self._screen.asked == "close_all":
            return self.tr("All are closed")
        return self.tr("It is closed")

    @Property(str, notify=changed)
    def noneLabel(self) -> str:
        return self.tr("None")

    @Property(str, notify=changed)
    def severalLabel(self) -> str:
        return self.tr("Several")

    @Property(str, notify=changed)
    def skipLabel(self) -> str:
        return self.tr("Skip")

    @Property(str, notify=changed)
    def againLabel(self) -> str:
        if len(self._screen.proven) == self._doors:
            return self.tr("Walk all again")
        return self.tr("Walk the rest")

    @Property(str, notify=changed)
    def doorsLabel(self) -> str:
        return self.tr("Doors")
