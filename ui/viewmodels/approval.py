"""Words of a purchase that waits for somebody's word."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import ApprovalScreen, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.money import money
from ui.viewmodels.words import fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ApprovalViewModel(ScreenViewModel):
    """One purchase of a colleague: how much, by whom, what for, and what became of it."""

    changed = Signal()
    _screen = ApprovalScreen(1, 1, "", "", "", 0, "NOK", "open")

    def show(self, screen: ApprovalScreen, site: Site) -> None:  # noqa: ARG002 - the same at every site
        self._screen = screen
        self.changed.emit()

    @Property(bool, notify=changed)
    def several(self) -> bool:
        return self._screen.count > 1

    @Property(str, notify=changed)
    def place(self) -> str:
        return fill(self.tr("Purchase %1 of %2"), self._screen.at, self._screen.count) if self.several else ""

    @Property(str, notify=changed)
    def headline(self) -> str:
        return money(self._screen.gross_minor, self._screen.currency)

    @Property(str, notify=changed)
    def facts(self) -> str:
        screen = self._screen
        project = fill(self.tr("For %1"), screen.project) if screen.project else ""
        number = fill(self.tr("Order %1"), screen.order_number) if screen.order_number else ""
        return "\n".join(filter(None, (fill(self.tr("Bought by %1"), screen.employee), project, number)))

    @Property(bool, notify=changed)
    def settled(self) -> bool:
        """Whether what is said is about something that has happened."""
        return self._screen.state not in {"open", "deciding"}

    @Property(str, notify=changed)
    def hint(self) -> str:
        match self._screen.state:
            case "open":
                return self.tr("It is ordered when you approve it.")
            case "deciding":
                return self.tr("One moment …")
            case "approved":
                return self.tr("Approved. It is ordered now.")
            case "rejected":
                return self.tr("Rejected. It is not ordered.")
            case "already_decided":
                return self.tr("Somebody else has decided it already.")
            case "refused":
                return self.tr("It cannot be decided here. Talk to the shop.")
            case "unknown":
                return self.tr(
                    "No answer came, so we do not know whether your word was heard. Say it again: it counts once."
                )

    @Property(str, notify=changed)
    def approveLabel(self) -> str:
        return self.tr("Approve")

    @Property(str, notify=changed)
    def rejectLabel(self) -> str:
        return self.tr("Reject")

    @Property(str, notify=changed)
    def nextLabel(self) -> str:
        return self.tr("Next")

    @Property(str, notify=changed)
    def previousLabel(self) -> str:
        return self.tr("Previous")
