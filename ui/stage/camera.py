"""What is held up in front of the camera, and how."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from ui.stage.scene import Scene, write_scene

QML_IMPORT_NAME = "OpenLuke.Stage"
QML_IMPORT_MAJOR_VERSION = 1

SCALE: Final = 0.45
_SCALES: Final = (0.15, 0.95)
_ZOOM_STEP: Final = 1.08
_TURN_STEP: Final = 5.0
WRITE_EVERY_MS: Final = 33
"""The camera takes 15 pictures a second."""


@QmlElement
class CameraModel(QObject):
    """A hand with a card, in or out of sight.

    Places are as the person sees them; the camera looks the other way, so left and right change sides on their way
    into the scene, and the kiosk's preview, which is a mirror, moves as the hand does.
    """

    changed = Signal()
    shown = Signal(str)
    """The title of a card that came into sight."""
    hidden = Signal(str)

    def __init__(self, folder: Path | None, parent: QObject | None = None) -> None:
        """`folder` None: a real camera looks at this very window, and no scene is written."""
        super().__init__(parent)
        self._folder = folder
        self._picture = ""
        self._title = ""
        self._in_sight = False
        self._x = self._y = 0.5
        self._scale, self._angle = SCALE, 0.0
        self._writing = QTimer(self, interval=WRITE_EVERY_MS, singleShot=True)
        self._writing.timeout.connect(self.write)

    @Property(bool, constant=True)
    def simulated(self) -> bool:
        return self._folder is not None

    @Property(str, notify=changed)
    def picture(self) -> str:
        """URL of the card in the hand, or ""."""
        return self._picture

    @Property(str, notify=changed)
    def title(self) -> str:
        return self._title

    @Property(bool, notify=changed)
    def inSight(self) -> bool:
        return self._in_sight

    @Property(float, notify=changed)
    def x(self) -> float:
        return self._x

    @Property(float, notify=changed)
    def y(self) -> float:
        return self._y

    @Property(float, notify=changed)
    def scale(self) -> float:
        """Height of the code as a fraction of the frame's."""
        return self._scale

    @Property(float, notify=changed)
    def angle(self) -> float:
        """Degrees clockwise."""
        return self._angle

    @Slot(str, str)
    def pick(self, picture: str, title: str) -> None:
        """Take a card into the hand, not yet in sight. What was held up is put away."""
        self.putAway()
        self._picture, self._title = picture, title
        self._scale, self._angle = SCALE, 0.0
        self.changed.emit()

    @Slot(float, float)
    def move(self, x: float, y: float) -> None:
        """Fractions of the frame; outside of 0 to 1 the camera doesn't see the card."""
        if not self._picture:
            return
        self._x, self._y = x, y
        self._set_in_sight(0 <= x <= 1 and 0 <= y <= 1)

    @Slot()
    def drop(self) -> None:
        """Let go: in sight it stays where it is, out of sight it is put away."""
        if not self._in_sight:
            self.putAway()

    @Slot(str, str)
    def holdUp(self, picture: str, title: str) -> None:
        """In the middle."""
        self.pick(picture, title)
        self.move(0.5, 0.5)

    @Slot()
    def putAway(self) -> None:
        if self._picture:
            self._set_in_sight(False)
            self._picture = self._title = ""
            self.changed.emit()

    @Slot(float)
    def zoom(self, steps: float) -> None:
        """Nearer, or farther with negative steps."""
        least, most = _SCALES
        self._scale = min(most, max(least, self._scale * _ZOOM_STEP**steps))
        self._touched()

    @Slot(float)
    def turn(self, steps: float) -> None:
        """Clockwise, or the other way."""
        self._angle = (self._angle + steps * _TURN_STEP + 180) % 360 - 180
        self._touched()

    def _set_in_sight(self, seen: bool) -> None:
        came = seen != self._in_sight
        self._in_sight = seen
        self._touched()
        if came:
            (self.shown if seen else self.hidden).emit(self._title)

    def _touched(self) -> None:
        self.changed.emit()
        if self._folder is not None and not self._writing.isActive():
            self._writing.start()

    def scene(self) -> Scene:
        """As the camera sees it."""
        if not self._in_sight:
            return Scene()
        image = QUrl(self._picture).toLocalFile()
        return Scene(image, 1 - self._x, self._y, self._scale, -self._angle)

    def write(self) -> None:
        """Write the scene now."""
        if self._folder is not None:
            write_scene(self._folder, self.scene())
