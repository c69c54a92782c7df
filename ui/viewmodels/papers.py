"""Words and rows of somebody's papers: invoices, credit notes, delivery notes."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import PaperKind, PaperLine, PapersScreen, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.money import money
from ui.viewmodels.rows import Rows
from ui.viewmodels.words import date, fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class KindRow:
    """Another kind of papers than the one on the screen."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One document as it is read."""

    paper: str
    title: str
    issued: str
    amount: str
    settled: str
    readable: bool
    spoken: str


@QmlElement
class PapersViewModel(ScreenViewModel):
    """A page of papers, or one of them as a code for a phone."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = PapersScreen((), "invoices", "asked")
        self._others = Rows(KindRow, self)
        self._papers = Rows(PaperRow, self)

    def show(self, screen: PapersScreen, site: Site) -> None:  # noqa: ARG002 - the same at every site
        self._screen = screen
        others = () if screen.shown else (kind for kind in screen.kinds if kind != screen.kind)
        self._others.assign([KindRow(kind, self._kind(kind)) for kind in others])
        self._papers.assign([self._row(paper) for paper in screen.rows])
        self.changed.emit()

    def _kind(self, kind: PaperKind) -> str:
        return self.tr("Invoices") if kind == "invoices" else self.tr("Delivery notes")

    def _row(self, paper: PaperLine) -> PaperRow:
        title, issued = self._title(paper), date(paper.issued_utc)
        amount, settled = self._amount(paper), self._settled(paper)
        spoken = ", ".join(filter(None, (title, issued, amount, settled)))
        return PaperRow(paper.id, title, issued, amount, settled, bool(paper.link), spoken)

    def _title(self, paper: PaperLine) -> str:
        match paper.kind:
            case "invoice":
                return fill(self.tr("Invoice %1"), paper.number)
            case "credit_note":
                return fill(self.tr("Credit note %1"), paper.number)
            case "delivery_note":
                return fill(self.tr("Delivery note %1"), paper.number)

    def _amount(self, paper: PaperLine) -> str:
        return "" if paper.kind == "delivery_note" else money(paper.amount_minor, paper.currency)

    def _settled(self, paper: PaperLine) -> str:
        match paper.kind:
            case "invoice":
                return self.tr("Paid") if paper.settled else self.tr("Not paid")
            case "credit_note":
                return self.tr("Settled") if paper.settled else self.tr("Not settled")
            case "delivery_note":
                return ""

    @Property(QObject, constant=True)
    def others(self) -> QObject:
        return self._others

    @Property(QObject, constant=True)
    def papers(self) -> QObject:
        return self._papers

    @Property(str, notify=changed)
    def headline(self) -> str:
        return self._title(self._screen.shown) if self._screen.shown else self._kind(self._screen.kind)

    @Property(str, notify=changed)
    def hint(self) -> str:
        screen = self._screen
        if screen.shown:
            return self.tr("Hold the camera of your phone up to the code to read it there.")
        match screen.news:
            case "asked":
                return self.tr("One moment …")
            case "away":
                return self.tr("The shop does not answer now. Try again in a moment.")
            case "badge_again":
                return self.tr("Your visit is over. End and show your badge again.")
            case "told" if not screen.rows:
                return self.tr("There are none.")
            case "told":
                return self.tr("Touch one to read it on your phone.")

    @Property(bool, notify=changed)
    def listed(self) -> bool:
        return len(self._papers) > 0

    @Property(str, notify=changed)
    def facts(self) -> str:
        """Of the one that is shown."""
        paper = self._screen.shown
        if paper is None:
            return ""
        return "\n".join(filter(None, (date(paper.issued_utc), self._amount(paper), self._settled(paper))))

    @Property(str, notify=changed)
    def credit(self) -> str:
        """What may still be bought on account; nothing where no limit is kept."""
        credit = self._screen.credit
        if credit is None or self._screen.shown:
            return ""
        if credit.stopped:
            return self.tr("Nothing can be bought on account now.")
        if credit.available_minor is None:
            return ""
        return fill(self.tr("%1 left to buy for on account"), money(credit.available_minor, credit.currency))

    @Property(str, notify=changed)
    def link(self) -> str:
        """What the QR code holds."""
        return self._screen.shown.link if self._screen.shown else ""

    @Property(str, notify=changed)
    def codeName(self) -> str:
        return fill(self.tr("QR code of %1"), self.headline) if self._screen.shown else ""

    @Property(str, notify=changed)
    def page(self) -> str:
        screen = self._screen
        if screen.pages < 2 or screen.shown:
            return ""
        return fill(self.tr("Page %1 of %2"), screen.page, screen.pages)

    @Property(str, notify=changed)
    def newerLabel(self) -> str:
        return self.tr("Newer")

    @Property(str, notify=changed)
    def olderLabel(self) -> str:
        return self.tr("Older")

    @Property(str, notify=changed)
    def againLabel(self) -> str:
        return self.tr("Try again")
