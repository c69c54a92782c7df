"""Words and rows of the basket: articles, this company's prices and where each comes from."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import BasketLine, BasketScreen, Site
from ui.viewmodels.aim import aim_words
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.money import money
from ui.viewmodels.rows import Rows
from ui.viewmodels.words import fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One line as it is read. `price` holds the unit price with its source, or why it is not sold without staff."""

    key: str
    title: str
    price: str
    refused: bool
    quantity: str
    sum: str
    spoken: str
    fewer: str
    more: str


@QmlElement
class BasketViewModel(ScreenViewModel):
    """What is in the basket and what it costs. Without an answer there is no price, not an older one."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = BasketScreen("", (), None, "told")
        self._preview = ""
        self._rows = Rows(BasketRow, self)

    def show(self, screen: BasketScreen, site: Site) -> None:
        self._screen, self._preview = screen, site.preview_path
        self._rows.assign([self._row(line) for line in reversed(screen.lines)])
        self.changed.emit()

    def _row(self, line: BasketLine) -> BasketRow:
        title, price = line.name or line.number, self._price(line)
        total = self._money(line.sum_minor)
        pieces = self.tr("%n pieces", "", line.quantity)
        spoken = ", ".join(filter(None, (title, pieces, price, total)))
        return BasketRow(
            key=line.key,
            title=title,
            price=price,
            refused=bool(line.unattended),
            quantity=str(line.quantity),
            sum=total,
            spoken=spoken,
            fewer=fill(self.tr("One fewer of %1"), title),
            more=fill(self.tr("One more of %1"), title),
        )

    def _price(self, line: BasketLine) -> str:
        if line.unattended == "hazard":
            return self.tr("Dangerous goods: only from staff, by day")
        if line.unattended == "min_age":
            return self.tr("Has an age limit: only from staff, by day")
        if line.unit_minor is None:
            return line.number if line.name else ""
        return f"{self._money(line.unit_minor)} · {self._source(line)}"

    def _source(self, line: BasketLine) -> str:
        match line.source:
            case "contract":
                return self.tr("your contract price")
            case "quantity":
                return self.tr("quantity price")
            case "campaign":
                return self.tr("campaign price")
            case "list" | "":
                return self.tr("list price")

    def _money(self, minor: int | None) -> str:
        amount = self._screen.amount
        return money(minor, amount.currency) if minor is not None and amount is not None else ""

    @Property(QObject, constant=True)
    def rows(self) -> QObject:
        return self._rows

    @Property(bool, notify=changed)
    def empty(self) -> bool:
        return not self._screen.lines

    @Property(bool, notify=changed)
    def aims(self) -> bool:
        """The camera's picture helps to hold the first label up."""
        return not self._screen.lines and self._screen.camera_ok

    @Property(str, notify=changed)
    def previewPath(self) -> str:
        return self._preview

    @Property(list, notify=changed)
    def aimWords(self) -> list[str]:
        return aim_words()

    @Property(str, notify=changed)
    def company(self) -> str:
        return self._screen.company

    @Property(str, notify=changed)
    def headline(self) -> str:
        if not self._screen.lines:
            return self.tr("Hold up the barcode") if self._screen.camera_ok else self.tr("Type the article number")
        amount = self._screen.amount
        return self._money(amount.gross_minor) if amount is not None else self._without_prices()

    def _without_prices(self) -> str:
        match self._screen.prices:
            case "asked" | "told":
                return self.tr("Asking for prices …")
            case _:
                return self.tr("No prices now")

    @Property(str, notify=changed)
    def hint(self) -> str:
        if not self._screen.lines:
            return self._how_to_begin()
        amount = self._screen.amount
        if amount is None:
            return self._why_no_prices()
        return fill(self.tr("With VAT. Without it: %1, as the lines are."), self._money(amount.net_minor))

    def _how_to_begin(self) -> str:
        if not self._screen.camera_ok:
            return self.tr("The camera can't read barcodes just now. You see your company's price.")
        return self.tr("You see your company's price. Each time you hold it up adds one.")

    def _why_no_prices(self) -> str:
        match self._screen.prices:
            case "away":
                return self.tr("The shop does not answer. Your basket stays; nothing can be bought until it does.")
            case "badge_again":
                return self.tr("The shop has signed you out. End and show your badge again.")
            case "not_offered":
                return self.tr("The shop tells no prices for your company here.")
            case _:
                return " "  # keeps its line, so that nothing moves when the prices come

    @Property(str, notify=changed)
    def notice(self) -> str:
        named = self._screen.named
        match self._screen.notice:
            case "":
                return self._refused_notice()
            case "no_label":
                return self.tr("That is no barcode of an article.")
            case "unknown":
                return fill(self.tr("The shop does not know the article %1."), named)
            case "not_sold":
                return fill(self.tr("%1 is not sold to your company."), named)
            case "unattended":
                return fill(self.tr("%1 is not sold without staff."), named)
            case "full":
                return self.tr("The basket is full. Buy what is in it first.")
            case "prices_changed":
                return self.tr("Prices have changed. Look again.")

    def _refused_notice(self) -> str:
        if any(line.unattended for line in self._screen.lines) and self._screen.may_buy:
            return self.tr("Take out what is not sold without staff, to buy the rest.")
        return ""

    @Property(str, notify=changed)
    def advice(self) -> str:
        """What somebody may do who only sees prices."""
        if self._screen.may_buy or self._screen.amount is None:
            return ""
        return self.tr("You can see prices. Buying is for those your company has chosen.")

    @Property(str, notify=changed)
    def typeLabel(self) -> str:
        return self.tr("Type the number")

    @Property(str, notify=changed)
    def againLabel(self) -> str:
        return self.tr("Ask again")

    @Property(str, notify=changed)
    def checkoutLabel(self) -> str:
        return self.tr("Buy on account")
