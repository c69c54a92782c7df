"""The window: QML engine, root view model, and what is on the glass."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.messages import Intent, OutOfServiceScreen, Site, View
from ui.languages import Languages
from ui.preview import CameraPreview
from ui.qr import QrProvider
from ui.viewmodels.kiosk import NO_SITE, KioskViewModel

QML_TYPES = (CameraPreview,)
"""Importing a QmlElement registers it; the view models come with the root view model."""
MAIN = Path(__file__).parent / "qml" / "Main.qml"
FAMILY = "Inter"
FIRST_LANGUAGE = "nb"
"""Until the core has named one."""


class StartError(Exception):
    """The window cannot be shown; the text says what is missing."""


class KioskWindow(QObject):
    """Shows views and tells intents. `painted` names the newest view that has reached the glass."""

    intended = Signal(object)
    """An Intent for the session that was on the screen."""
    painted = Signal(int)
    shown = Signal(object)
    """The View, after it was handed to QML and before it is painted."""

    def __init__(self, languages: Languages, size: QSize, *, motion: bool = True, fullscreen: bool = False) -> None:
        super().__init__()
        if not QFontDatabase.hasFamily(FAMILY):
            raise StartError(f"the typeface {FAMILY} is not installed (Debian package fonts-inter)")
        self._languages = languages
        self._site = NO_SITE
        self._view = View(0, "", FIRST_LANGUAGE, OutOfServiceScreen("starting"))
        self._unpainted: int | None = None
        self._kiosk = KioskViewModel(self)
        self._kiosk.intent.connect(self._intend)
        self._engine = QQmlApplicationEngine(self)
        self._engine.addImageProvider("qr", QrProvider())
        languages.speak(FIRST_LANGUAGE)
        self._kiosk.show(self._view, self._site)
        size_now = {"width": size.width(), "height": size.height()}
        self._engine.setInitialProperties({"kiosk": self._kiosk, "motion": motion, **size_now})
        self._engine.load(MAIN)
        if not self._engine.rootObjects():
            raise StartError(f"{MAIN} could not be loaded")
        root = self._engine.rootObjects()[0]
        assert isinstance(root, QQuickWindow)
        self.window = root
        self.window.frameSwapped.connect(self._swapped)
        if fullscreen:
            self.window.showFullScreen()
        else:
            # The upper left corner, beside whatever else is on a desk's screen.
            self.window.setFramePosition(self.window.screen().availableGeometry().topLeft())
            self.window.show()

    @property
    def view(self) -> View:
        return self._view

    @property
    def kiosk(self) -> KioskViewModel:
        return self._kiosk

    @property
    def engine(self) -> QQmlApplicationEngine:
        return self._engine

    def show_view(self, view: View, site: Site) -> None:
        """Draw `view`; `painted` follows with the frame that holds it."""
        self._view, self._site = view, site
        if self._languages.speak(view.language):
            self._engine.retranslate()
        self._kiosk.show(view, site)
        self._unpainted = view.seq
        self.window.update()
        self.shown.emit(view)

    def show_no_core(self) -> None:
        """Out of service, drawn from what is known here. It belongs to no session."""
        screen = OutOfServiceScreen("no_core")
        self.show_view(View(0, "", self._view.language, screen, night=self._view.night), self._site)
        self._unpainted = None

    def close(self) -> None:
        """QML first, then what it binds to."""
        self.window.close()
        self._languages.remove()
        self._engine.deleteLater()
        QCoreApplication.sendPostedEvents(self._engine, QEvent.Type.DeferredDelete)

    def _intend(self, action: str, value: str, number: int) -> None:
        intent = {"session": self._view.session, "action": action, "value": value, "number": number}
        self.intended.emit(Intent(**intent))  # type: ignore[arg-type]

    def _swapped(self) -> None:
        if self._unpainted is not None:
            seq, self._unpainted = self._unpainted, None
            self.painted.emit(seq)
