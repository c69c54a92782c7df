"""Words, wall and tables of the technician's live grid."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import ServiceDoor, ServiceScreen, Site
from ui.viewmodels import service_words as words
from ui.viewmodels import system_words
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.bus_rows import AlarmRow, BusRow, alarm_rows, bus_row
from ui.viewmodels.rows import Rows
from ui.viewmodels.service_words import Fact
from ui.viewmodels.system_words import SystemFact
from ui.viewmodels.wall import Mark, WallViewModel
from ui.viewmodels.words import fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason that may be chosen."""

    code: str
    label: str


@QmlElement
class ServiceViewModel(ScreenViewModel):
    """The wall as it is this second, one door to act on, and the buses behind it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = ServiceScreen((), (), None, "")
        self._door: ServiceDoor | None = None
        self._wall = WallViewModel(self)
        self._facts = Rows(Fact, self)
        self._reasons = Rows(Reason, self)
        self._buses = Rows(BusRow, self)
        self._alarms = Rows(AlarmRow, self)
        self._system = Rows(SystemFact, self)

    def show(self, screen: ServiceScreen, site: Site) -> None:
        self._screen = screen
        self._door = next((door for door in screen.doors if door.number == screen.selected), None)
        self._wall.draw(site, {door.number: self._mark(door) for door in screen.doors}, screen.selected)
        size = next((cell.size for cell in site.wall.cells if cell.number == screen.selected), "")
        self._facts.assign(words.facts(self._door, size) if self._door else [])
        codes = words.reasons_for(screen.asking, can_load=screen.can_load)
        self._reasons.assign([Reason(code, words.reason(code)) for code in codes])
        self._buses.assign([bus_row(bus) for bus in screen.buses])
        self._alarms.assign(alarm_rows(screen.alarms))
        self._system.assign(system_words.facts(screen, storage_low=self.told("storage_low")))
        self.changed.emit()

    def home_label(self) -> str:
        return self.tr("Log out")

    def _mark(self, door: ServiceDoor) -> Mark:
        said = f"{words.leaf(door)}, {words.state(door)}"
        if door.state == "blocked":
            return Mark("fault", "blocked", said)
        if door.state == "suspect":
            return Mark("fault", "alert", said)
        if door.state == "unarmed":
            return Mark("next", "unproved", said)
        if door.door == "unknown":
            return Mark("fault", "question", said)
        if door.door == "open":
            return Mark("lit", "open", said)
        if door.state == "recall":
            return Mark("next", "back", said)
        if door.state == "reserved":
            return Mark("next", "clock", said)
        return Mark("", "parcel" if door.holds_parcel else "", said)

    @Property(QObject, constant=True)
    def wall(self) -> QObject:
        return self._wall

    @Property(QObject, constant=True)
    def facts(self) -> QObject:
        return self._facts

    @Property(QObject, constant=True)
    def reasons(self) -> QObject:
        return self._reasons

    @Property(QObject, constant=True)
    def buses(self) -> QObject:
        return self._buses

    @Property(QObject, constant=True)
    def system(self) -> QObject:
        return self._system

    @Property(QObject, constant=True)
    def alarms(self) -> QObject:
        return self._alarms

    @Property(str, notify=changed)
    def technician(self) -> str:
        return self._screen.technician

    @Property(bool, notify=changed)
    def chosen(self) -> bool:
        return self._door is not None

    @Property(bool, notify=changed)
    def blocked(self) -> bool:
        return self._door is not None and self._door.state == "blocked"

    @Property(bool, notify=changed)
    def asking(self) -> bool:
        return bool(self._screen.asking)

    @Property(str, notify=changed)
    def title(self) -> str:
        if self._door is None:
            return self.tr("Choose a door")
        return fill(self.tr("Door %1"), self._door.number)

    @Property(str, notify=changed)
    def prompt(self) -> str:
        if self._door is None:
            return self._wall_prompt()
        if self._door.state == "unarmed" and not self._screen.asking:
            return self.tr("Nobody has proved how it is wired, so it opens for nobody.")
        match self._screen.asking:
            case "block_reason":
                return self.tr("Why is it blocked?")
            case "open_reason":
                return self.tr("Why is it opened?")
            case "resolve_reason":
                return self.tr("What became of the parcel?")
        return words.outcome(self._screen.last_outcome)

    def _wall_prompt(self) -> str:
        unarmed = sum(door.state == "unarmed" for door in self._screen.doors)
        if unarmed:
            return self.tr("%n doors are not commissioned: they open for nobody.", "", unarmed)
        return self.tr("Touch a door on the wall to test, block or unblock it.")

    @Property(bool, notify=changed)
    def uncommissioned(self) -> bool:
        return any(door.state == "unarmed" for door in self._screen.doors)

    @Property(str, notify=changed)
    def commissionLabel(self) -> str:
        return self.tr("Commission")

    @Property(str, notify=changed)
    def openLabel(self) -> str:
        return self.tr("Open")

    @Property(str, notify=changed)
    def blockLabel(self) -> str:
        return self.tr("Block")

    @Property(str, notify=changed)
    def unblockLabel(self) -> str:
        return self.tr("Unblock")

    @Property(str, notify=changed)
    def resolveLabel(self) -> str:
        return self.tr("Resolve")

    @Property(str, notify=changed)
    def cameraLabel(self) -> str:
        return self.tr("Camera")
