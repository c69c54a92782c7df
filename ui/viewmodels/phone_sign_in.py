"""Words of signing in with one's phone."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import PhoneSignInScreen, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.words import fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class PhoneSignInViewModel(ScreenViewModel):
    """A code for the phone's camera, and the characters to compare."""

    changed = Signal()
    _screen = PhoneSignInScreen()

    def show(self, screen: PhoneSignInScreen, site: Site) -> None:  # noqa: ARG002 - the same at every site
        self._screen = screen
        self.changed.emit()

    @Property(str, notify=changed)
    def headline(self) -> str:
        return self.tr("Sign in with your phone")

    @Property(str, notify=changed)
    def hint(self) -> str:
        if not self._screen.url:
            return self.tr("One moment, we are asking your company.")
        return self.tr("Scan the code and sign in on your phone, as you do in the web shop.")

    @Property(str, notify=changed)
    def url(self) -> str:
        return self._screen.url

    @Property(str, notify=changed)
    def spoken(self) -> str:
        """What the picture is, for those who cannot see it."""
        return fill(self.tr("QR code of the address %1"), self._screen.url) if self._screen.url else ""

    @Property(str, notify=changed)
    def userCode(self) -> str:
        return self._screen.user_code

    @Property(str, notify=changed)
    def userCodeLabel(self) -> str:
        return self.tr("Go on only if your phone shows the same") if self._screen.user_code else ""
