"""Words and keys of the company's own reference."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import ReferenceScreen, Site
from ui.viewmodels.base import ScreenViewModel

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

KEYS = "1234567890QWERTYUIOPASDFGHJKLØZXCVBNMÆÅ-"
ARTICLE_KEYS = "1234567890QWERTYUIOPASDFGHJKL-ZXCVBNM./Å"
COLUMNS = 10


@QmlElement
class ReferenceViewModel(ScreenViewModel):
    """Purchase order, job or cost centre, asked before the door or a purchase; or the number of an article."""

    changed = Signal()
    _screen = ReferenceScreen("purchase_order", required=True, entered="", max_length=20)

    def show(self, screen: ReferenceScreen, site: Site) -> None:  # noqa: ARG002 - the same at every site
        self._screen = screen
        self.changed.emit()

    @Property(str, notify=changed)
    def headline(self) -> str:
        match self._screen.kind:
            case "purchase_order":
                return self.tr("What is the purchase order?")
            case "job":
                return self.tr("Which job is this for?")
            case "cost_centre":
                return self.tr("Which cost centre pays?")
            case "buyer_reference":
                return self.tr("What is your reference?")
            case "article":
                return self.tr("What is the article number?")

    @Property(str, notify=changed)
    def hint(self) -> str:
        if self._screen.kind == "article":
            return self.tr("It is on the label or the shelf: letters and digits, or the digits below the lines.")
        if self._screen.purpose == "buy":
            return self._buying_hint()
        if self._screen.required:
            return self.tr("Your company asks for this before the doors open. It goes on the delivery note.")
        return self.tr("It goes on the delivery note. You may leave it out.")

    def _buying_hint(self) -> str:
        if self._screen.required:
            return self.tr("Your company asks for this on every purchase. It goes on the invoice.")
        return self.tr("It goes on the invoice. You may leave it out.")

    @Property(str, notify=changed)
    def error(self) -> str:
        match self._screen.error:
            case "":
                return ""
            case "pattern":
                return self.tr("This is not how your company writes its references.")
            case "missing":
                return self._missing()

    def _missing(self) -> str:
        if self._screen.kind == "article":
            return self.tr("Please enter the number first.")
        return self.tr("Please enter the reference first.")

    @Property(str, notify=changed)
    def entered(self) -> str:
        return self._screen.entered

    @Property(list, notify=changed)
    def keys(self) -> list[str]:
        return list(ARTICLE_KEYS if self._screen.kind == "article" else KEYS)

    @Property(int, constant=True)
    def columns(self) -> int:
        return COLUMNS

    @Property(str, notify=changed)
    def eraseLabel(self) -> str:
        return self.tr("Erase")

    @Property(str, notify=changed)
    def skipLabel(self) -> str:
        return self.tr("Go on without")

    @Property(str, notify=changed)
    def submitLabel(self) -> str:
        return self.tr("Continue")
