"""Words and rows of the tradesperson's home."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import AccountPickup, AccountScreen, ElsewhereLine, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.rows import Rows
from ui.viewmodels.words import capital, day, doors, fill

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


@dataclass(frozen=True, slots=True)
class NewsRow:
    """Something of theirs that is not here."""

    title: str
    detail: str


@QmlElement
class AccountViewModel(ScreenViewModel):
    """What waits for the company, and what of it will be opened now."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = AccountScreen("", "", ())
        self._pickups = Rows(PickupRow, self)
        self._news = Rows(NewsRow, self)

    def show(self, screen: AccountScreen, site: Site) -> None:  # noqa: ARG002 - the same at every site
        self._screen = screen
        self._pickups.assign([self._row(pickup) for pickup in screen.pickups])
        self._news.assign([*map(self._elsewhere, screen.elsewhere), *self._coming(), *self._unknown()])
        self.changed.emit()

    def _elsewhere(self, line: ElsewhereLine) -> NewsRow:
        title = fill(self.tr("%n parcels are waiting at %1", "", line.parcels), line.site_name)
        until = fill(self.tr("Until %1"), day(line.until_utc)) if line.until_utc is not None else ""
        return NewsRow(title, until)

    def _coming(self) -> list[NewsRow]:
        screen = self._screen
        if not screen.coming:
            return []
        title = self.tr("%n orders are on their way", "", screen.coming)
        numbers = fill(self.tr("Order %1"), ", ".join(screen.coming_numbers)) if screen.coming_numbers else ""
        if len(screen.coming_numbers) < screen.coming and numbers:
            numbers = fill(self.tr("%1 and more"), numbers)
        waiting = self.tr("%n of them wait for approval", "", screen.unapproved) if screen.unapproved else ""
        return [NewsRow(title, ". ".join(filter(None, (numbers, waiting))))]

    def _unknown(self) -> list[NewsRow]:
        """Why the rest is not told, where it could be."""
        match self._screen.news:
            case "unknown":
                return [NewsRow("", self.tr("End and show your badge again to see what waits elsewhere."))]
            case "away":
                return [NewsRow("", self.tr("The shop does not answer now, so what waits elsewhere is not shown."))]
            case _:
                return []

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

    @Property(QObject, constant=True)
    def news(self) -> QObject:
        """What waits elsewhere or is under way."""
        return self._news

    @Property(bool, notify=changed)
    def listed(self) -> bool:
        """Whether there is anything to show of them, here or elsewhere."""
        return len(self._pickups) + len(self._news) > 0

    @Property(str, notify=changed)
    def company(self) -> str:
        return self._screen.company

    @Property(str, notify=changed)
    def headline(self) -> str:
        return fill(self.tr("Hello, %1"), self._screen.person)

    @Property(str, notify=changed)
    def hint(self) -> str:
        if not self._screen.pickups:
            return self.tr("There is nothing for you to collect here now.")
        return self.tr("%n pickups are waiting. Choose what you will take with you.", "", len(self._screen.pickups))

    @Property(bool, notify=changed)
    def collectsAlone(self) -> bool:
        """The other actions fill their rows, so that collecting has one of its own."""
        return sum(map(self.offers, ("back", "home", "shop", "papers"))) % 2 == 0

    @Property(str, notify=changed)
    def shopLabel(self) -> str:
        left = self._screen.in_basket
        return self.tr("Prices and buying (%n)", "", left) if left else self.tr("Prices and buying")

    @Property(str, notify=changed)
    def papersLabel(self) -> str:
        return self.tr("My papers")

    @Property(str, notify=changed)
    def collectLabel(self) -> str:
        chosen = [pickup for pickup in self._screen.pickups if pickup.selected]
        return self.tr("Open %n doors", "", sum(len(pickup.compartments) for pickup in chosen))
