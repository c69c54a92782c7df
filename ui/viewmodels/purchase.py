"""What became of a purchase, in words."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import PurchaseScreen, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.money import money
from ui.viewmodels.words import fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


BREAK = "\u200b"
"""A long number may go on in the next line here."""


@QmlElement
class PurchaseViewModel(ScreenViewModel):
    """Bought, waiting for somebody's word, refused; or not known, which is said as that."""

    changed = Signal()
    _screen = PurchaseScreen("sent")
    _site_name = ""

    def show(self, screen: PurchaseScreen, site: Site) -> None:
        self._screen, self._site_name = screen, site.name
        self.changed.emit()

    def home_label(self) -> str:
        return self.tr("Done") if self._is_receipt() else self.tr("End")

    def _is_receipt(self) -> bool:
        return self._screen.state in {"placed", "awaiting_approval"}

    @Property(bool, notify=changed)
    def waiting(self) -> bool:
        return self._screen.state == "sent"

    @Property(bool, notify=changed)
    def bought(self) -> bool:
        return self._is_receipt()

    @Property(str, notify=changed)
    def headline(self) -> str:
        match self._screen.state:
            case "sent":
                return self.tr("Buying …")
            case "doubtful":
                return self.tr("We do not know yet")
            case "not_sent":
                return self.tr("Nothing was bought")
            case "placed":
                return self.tr("Thank you, it is ordered")
            case "awaiting_approval":
                return self.tr("It waits for approval")
            case "refused":
                return self.tr("This was not bought")

    @Property(str, notify=changed)
    def advice(self) -> str:
        match self._screen.state:
            case "sent":
                return self.tr("One moment, the shop is writing it down.")
            case "doubtful" if self._screen.badge_again:
                return self.tr("It may have been bought. The shop has signed you out: show your badge again later.")
            case "doubtful":
                return self.tr("The shop did not answer. Ask again: it is the same purchase, and is made only once.")
            case "not_sent" if self._screen.badge_again:
                return self.tr("The shop has signed you out. End and show your badge again.")
            case "not_sent":
                return self.tr("The shop does not sell to your company here now.")
            case "refused":
                return self._why()
            case _:
                return self._what_comes()

    def _what_comes(self) -> str:
        if self._screen.state == "awaiting_approval":
            return self.tr("Somebody in your company has to approve it first.")
        if self._screen.to_home:
            return self.tr("It is sent to your company's address.")
        return fill(self.tr("You get a message when it can be collected at %1."), self._site_name)

    def _why(self) -> str:
        match self._screen.code:
            case "credit-exceeded":
                return self.tr("It is more than the credit your company has left. Buy less, or ask your company.")
            case "credit-stopped":
                return self.tr("Your company's credit is stopped. The shop's customer service knows more.")
            case "not-allowed" | "employee-inactive" | "employee-unknown":
                return self.tr("Your company has not let you buy. Ask whoever looks after its account.")
            case _:
                return self.tr("The shop does not sell this now. Nothing was charged.")

    @Property(str, notify=changed)
    def receiptLabel(self) -> str:
        return self.tr("Number of this purchase") if self._screen.state == "doubtful" else self.tr("Your order number")

    @Property(str, notify=changed)
    def receipt(self) -> str:
        shown = self._screen.receipt if self._is_receipt() or self._screen.state == "doubtful" else ""
        return shown.replace("-", f"-{BREAK}")

    @Property(str, notify=changed)
    def amount(self) -> str:
        if not self._is_receipt():
            return ""
        return fill(self.tr("%1 with VAT, on account"), money(self._screen.gross_minor, self._screen.currency))

    @Property(str, notify=changed)
    def againLabel(self) -> str:
        return self.tr("Ask again")

    @Property(str, notify=changed)
    def accountLabel(self) -> str:
        return self.tr("Back") if self._screen.state == "not_sent" else self.tr("My account")
