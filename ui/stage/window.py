"""The window of the stage."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from ui.stage.errors import InputError
from ui.stage.stage import StageModel

MAIN: Final = Path(__file__).parent / "qml" / "Main.qml"
FAMILY: Final = "Inter"
LIKED: Final = QSize(1340, 960)
_BORDER_PX: Final = 40
"""For the title bar, which Qt does not count."""


def place(screen: QRect) -> QRect:
    """In the upper right corner of a screen, no larger than it: the kiosk stands on the left."""
    size = LIKED.boundedTo(screen.size() - QSize(0, _BORDER_PX))
    return QRect(QPoint(screen.right() + 1 - size.width(), screen.top() + _BORDER_PX), size)


class StageWindow(QObject):
    """Shows the model. Raises InputError when it cannot."""

    def __init__(self, stage: StageModel) -> None:
        super().__init__()
        if not QFontDatabase.hasFamily(FAMILY):
            raise InputError(f"the typeface {FAMILY} is not installed (Debian package fonts-inter)")
        self._engine = QQmlApplicationEngine(self)
        at = place(QGuiApplication.primaryScreen().availableGeometry())
        geometry = {"x": at.x(), "y": at.y(), "width": at.width(), "height": at.height()}
        self._engine.setInitialProperties({"stage": stage, **geometry})
        self._engine.load(MAIN)
        if not self._engine.rootObjects():
            raise InputError(f"{MAIN} could not be loaded")
        root = self._engine.rootObjects()[0]
        assert isinstance(root, QQuickWindow)
        self.window = root
        self.window.show()

    def grab(self, target: Path) -> None:
        """Save a picture and end."""
        self.window.grabWindow().save(str(target))
        self.window.close()

    def close(self) -> None:
        """QML goes at once, before what it binds to."""
        self.window.close()
        self._engine.deleteLater()
        QCoreApplication.sendPostedEvents(self._engine, QEvent.Type.DeferredDelete.value)
