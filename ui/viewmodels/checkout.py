"""Words of the last step before buying: what it costs, how it comes, what will stand on the invoice."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import Amount, CheckoutScreen, ReferenceGiven, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.money import money
from ui.viewmodels.rows import Rows
from ui.viewmodels.words import fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

NOTHING = CheckoutScreen("", 0, Amount("NOK", 0, 0, 0), "asked", can_here=False, can_home=False, chosen="here")


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way for the goods to come."""

    way: str
    symbol: str
    title: str
    detail: str
    selected: bool
    offered: bool
    spoken: str


@QmlElement
class CheckoutViewModel(ScreenViewModel):
    """One touch from buying."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = NOTHING
        self._site_name = ""
        self._ways = Rows(WayRow, self)

    def show(self, screen: CheckoutScreen, site: Site) -> None:
        self._screen, self._site_name = screen, site.name
        self._ways.assign([self._here(), self._home()] if screen.state == "told" else [])
        self.changed.emit()

    def _here(self) -> WayRow:
        screen = self._screen
        message = self.tr("You get a message when it lies in a compartment.")
        detail = message if screen.can_here else self._why_not_here()
        chosen = screen.can_here and screen.chosen == "here"
        return self._way("here", "door", fill(self.tr("Collect at %1"), self._site_name), detail, chosen)

    def _home(self) -> WayRow:
        screen = self._screen
        sent = self.tr("Sent to the address the shop has.")
        detail = sent if screen.can_home else self.tr("These goods are not sent.")
        chosen = screen.can_home and screen.chosen == "home"
        return self._way("home", "parcel", self.tr("To your company's address"), detail, chosen)

    def _way(self, way: str, symbol: str, title: str, detail: str, selected: bool) -> WayRow:
        offered = self._screen.can_here if way == "here" else self._screen.can_home
        return WayRow(way, symbol, title, detail, selected, offered, f"{title}, {detail}")

    def _why_not_here(self) -> str:
        match self._screen.reasons[0] if self._screen.reasons else "":
            case "hazard":
                return self.tr("Dangerous goods are only given out by staff.")
            case "min_age":
                return self.tr("Goods with an age limit are only given out by staff.")
            case "too_large":
                return self.tr("It is too large for the compartments here.")
            case "too_heavy":
                return self.tr("It is too heavy for the compartments here.")
            case "temperature":
                return self.tr("It has to be kept cold, and there is no such compartment here.")
            case "no_free_door":
                return self.tr("No compartment is free for it now.")
            case _:
                return self.tr("The shop cannot promise it for here.")

    @Property(QObject, constant=True)
    def ways(self) -> QObject:
        return self._ways

    @Property(bool, notify=changed)
    def asking(self) -> bool:
        return self._screen.state == "asked"

    @Property(str, notify=changed)
    def company(self) -> str:
        return self._screen.company

    @Property(str, notify=changed)
    def headline(self) -> str:
        match self._screen.state:
            case "asked":
                return self.tr("Asking how it can come …")
            case "away":
                return self.tr("The shop does not answer")
            case "told" if self._screen.can_here or self._screen.can_home:
                return self.tr("How do you want it?")
            case "told":
                return self.tr("This cannot be bought here")

    @Property(str, notify=changed)
    def hint(self) -> str:
        if self._screen.state == "away":
            return self.tr("Nothing has been bought. Your basket stays.")
        pieces = self.tr("%n pieces", "", self._screen.pieces)
        return fill(self.tr("%1 with VAT, %2, on account"), self._gross(), pieces)

    def _gross(self) -> str:
        return money(self._screen.amount.gross_minor, self._screen.amount.currency)

    @Property(str, notify=changed)
    def references(self) -> str:
        """What will stand on the invoice, one a line."""
        return "\n".join(self._reference(given) for given in self._screen.references)

    def _reference(self, given: ReferenceGiven) -> str:
        text = given.text or self.tr("none")
        return f"{self._kind(given.kind)}: {text}"

    def _kind(self, kind: str) -> str:
        match kind:
            case "purchase_order":
                return self.tr("Purchase order")
            case "job":
                return self.tr("Job")
            case "cost_centre":
                return self.tr("Cost centre")
            case _:
                return self.tr("Your reference")

    @Property(str, notify=changed)
    def changeLabel(self) -> str:
        return self.tr("Change the reference")

    @Property(str, notify=changed)
    def againLabel(self) -> str:
        return self.tr("Ask again")

    @Property(str, notify=changed)
    def buyLabel(self) -> str:
        return fill(self.tr("Buy for %1"), self._gross())
