"""Words of the first screen."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import IdleScreen, Site
from ui.viewmodels.aim import aim_words
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.words import fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class IdleViewModel(ScreenViewModel):
    """Hold the code up, or type it."""

    changed = Signal()
    _screen = IdleScreen(camera_ok=True, can_type=True)
    _preview_path = ""
    _phone = ""
    _kiosk = ""

    def show(self, screen: IdleScreen, site: Site) -> None:
        self._screen = screen
        self._preview_path = site.preview_path
        self._phone, self._kiosk = site.help_phone, site.kiosk
        self.changed.emit()

    @Property(str, notify=changed)
    def headline(self) -> str:
        if self._screen.camera_ok:
            return self.tr("Hold the code up to the camera")
        return self.tr("Type your pickup code")

    @Property(str, notify=changed)
    def hint(self) -> str:
        if self._screen.camera_ok:
            return self.tr("On your phone or on paper. The door opens by itself.")
        if self._screen.can_type:
            return self.tr("The camera can't read codes just now. The code to type is printed under the QR code.")
        return self.tr("The camera can't read codes just now. We are working on it.")

    @Property(bool, notify=changed)
    def cameraOk(self) -> bool:
        return self._screen.camera_ok

    @Property(str, notify=changed)
    def previewPath(self) -> str:
        return self._preview_path

    @Property(list, notify=changed)
    def aimWords(self) -> list[str]:
        return aim_words()

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
    def phoneSignInLabel(self) -> str:
        return self.tr("Business, no badge")
