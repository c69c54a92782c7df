"""Words when nothing can be handed out."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import OutOfServiceScreen, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.words import fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class OutOfServiceViewModel(ScreenViewModel):
    """Out of service, said plainly, with what happens to the parcels. Drawn without a core too."""

    changed = Signal()
    _screen = OutOfServiceScreen("starting")
    _phone = ""
    _kiosk = ""

    def show(self, screen: OutOfServiceScreen, site: Site) -> None:
        self._screen = screen
        self._phone = site.help_phone
        self._kiosk = site.kiosk
        self.changed.emit()

    @Property(bool, notify=changed)
    def starting(self) -> bool:
        return self._screen.reason == "starting"

    @Property(str, notify=changed)
    def headline(self) -> str:
        match self._screen.reason:
            case "starting":
                return self.tr("Ready in a moment")
            case "bank_down":
                return self.tr("The doors are out of service")
            case "not_commissioned":
                return self.tr("Not in use yet")
            case "journal_failed" | "no_core" | "disk_full" | "disk_read_only" | "journal_damaged":
                return self.tr("Out of service")

    @Property(str, notify=changed)
    def hint(self) -> str:
        match self._screen.reason:
            case "starting":
                return self.tr("The pickup point is starting.")
            case "bank_down":
                return self.tr("Your parcel is safe. The deadline stands still until the doors work again.")
            case "not_commissioned":
                return self.tr("A technician has to check the doors first. Nothing can be opened until then.")
            case "disk_full" | "disk_read_only" | "journal_damaged":
                return self.tr(
                    "This pickup point can't save anything, so no door opens. "
                    "Your parcel is safe, and the deadline stands still."
                )
            case "journal_failed":
                return self.tr("Your parcel is safe. Staff have been told, and the deadline stands still.")
            case "no_core":
                return self.tr("The pickup point is restarting. An open door can be closed as usual.")

    @Property(str, notify=changed)
    def code(self) -> str:
        """For staff."""
        return fill(self.tr("Code %1"), self._screen.code) if self._screen.code else ""

    @Property(str, notify=changed)
    def phoneLabel(self) -> str:
        return self.tr("Help day and night")

    @Property(str, notify=changed)
    def phone(self) -> str:
        return self._phone

    @Property(str, notify=changed)
    def phoneDetail(self) -> str:
        return fill(self.tr("Say “%1”"), self._kiosk)

    @Property(str, notify=changed)
    def typeLabel(self) -> str:
        return self.tr("Type the code")

    @Property(str, notify=changed)
    def helpLabel(self) -> str:
        return self.tr("Help")
