"""Words and rows of the tradesperson's home."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import AccountPickup, AccountScreen, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.rows import Rows
from ui.viewmodels.words import capital, doors, fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class PickupRow:
    """One pickup as it is read: title, whose, where, how much of it."""

    pickup: str
    title: str
    buyer: str
    place: str
    lines: str
    selected: bool
    spoken: str


@QmlElement
class AccountViewModel(ScreenViewModel):
    """What waits for the company, and what of it will be opened now."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = AccountScreen("", "", ())
        self._pickups = Rows(PickupRow, self)

    def show(self, screen: AccountScreen, site: Site) -> None:  # noqa: ARG002 - the same at every site
        self._screen = screen
        self._pickups.assign([self._row(pickup) for pickup in screen.pickups])
        self.changed.emit()

    def _row(self, pickup: AccountPickup) -> PickupRow:
        title = pickup.project or self.tr("Without a project")
        buyer = self.tr("Ordered by you") if pickup.mine else fill(self.tr("Ordered by %1"), pickup.buyer)
        place = capital(doors(pickup.compartments))
        lines = self.tr("%n lines", "", pickup.lines_total)
        if pickup.lines_ready < pickup.lines_total:
            lines = fill(self.tr("%1 of %2 lines are here"), pickup.lines_ready, pickup.lines_total)
        spoken = f"{title}, {buyer}, {place}, {lines}"
        return PickupRow(pickup.pickup, title, buyer, place, lines, pickup.selected, spoken)

    @Property(QObject, constant=True)
    def pickups(self) -> QObject:
        return self._pickups

    @Property(str, notify=changed)
    def company(self) -> str:
        return self._screen.company

    @Property(str, notify=changed)
    def headline(self) -> str:
        return fill(self.tr("Hello, %1"), self._screen.person)

    @Property(str, notify=changed)
    def hint(self) -> str:
        return self.tr("%n pickups are waiting. Choose what you will take with you.", "", len(self._screen.pickups))

    @Property(str, notify=changed)
    def collectLabel(self) -> str:
        chosen = [pickup for pickup in self._screen.pickups if pickup.selected]
        return self.tr("Open %n doors", "", sum(len(pickup.compartments) for pickup in chosen))
