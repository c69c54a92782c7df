"""The live preview: the reader's shared-memory frame as an item of the scene."""

from math import ceil

from PySide6.QtCore import Property, QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from ui.preview_file import NO_AIM, Aim, Picture, PreviewFile
from ui.viewmodels.aim import tone_hz

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

_LOOK_EVERY_MS = 50
"""As often as the reader writes at most; a look that finds the old seq costs microseconds."""
_STALE_LOOKS = 40
"""Two seconds without a new frame: what is shown is no longer what is in front of the camera."""


class _Held:
    """What an item holds of the preview. Its own object, since PySide 6.11 never frees the Python side of an item that
    QML made (`qml/LivePicture.qml`): what hangs on that would stay for good, half a megabyte.
    """

    def __init__(self) -> None:
        self.file: PreviewFile | None = None
        self.frame: QImage | None = None
        self.aim: Aim = NO_AIM

    def take(self, picture: Picture | None) -> None:
        self.frame, self.aim = (picture.image, picture.aim) if picture else (None, NO_AIM)

    def release(self) -> None:
        """The item is gone."""
        if self.file is not None:
            self.file.close()
        self.file = None
        self.take(None)


@QmlElement
class CameraPreview(QQuickPaintedItem):
    """Draws the newest frame, and only when there is a newer one. Corners are painted over: no shader, no clip.

    It also says where in the item a code is held up; `advice` counts in `kiosk.messages.ADVICE`.
    """

    changed = Signal()
    aimChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._path = ""
        self._held = _Held()
        self.destroyed.connect(self._held.release)
        self._looks_without = 0
        self._radius = 0.0
        self._ground = QColor()
        self._around = QColor()
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.visibleChanged.connect(self._tend)
        self.widthChanged.connect(self.aimChanged)
        self.heightChanged.connect(self.aimChanged)
        # Every pixel is painted, so that nothing behind has to be blended in.
        self.setOpaquePainting(True)

    def _tend(self) -> None:
        if self.isVisible() and self._held.file is not None:
            self._timer.start()
        else:
            self._timer.stop()

    def _look(self) -> None:
        assert self._held.file is not None
        picture = self._held.file.take()
        if picture is not None:
            self._looks_without = 0
            self._show(picture)
            return
        self._looks_without += 1
        if self._held.frame is not None and self._looks_without > _STALE_LOOKS:
            self._reopen()  # a reader that was restarted may have made a new file
            self._show(None)

    def _show(self, picture: Picture | None) -> None:
        was_live, aim = self._held.frame is not None, self._held.aim
        self._held.take(picture)
        self.update()
        if was_live is not (picture is not None):
            self.changed.emit()
        if self._held.aim != aim:
            self.aimChanged.emit()

    def _reopen(self) -> None:
        if self._held.file is not None:
            self._held.file.close()
        self._held.file = PreviewFile(self._path) if self._path else None
        self._looks_without = 0

    def paint(self, painter: QPainter) -> None:
        # Whole pixels, as its texture has: a half covered edge would show through.
        whole = QRectF(0, 0, ceil(self.width()), ceil(self.height()))
        if self._held.frame is None:
            painter.fillRect(whole, self._ground)
        else:
            painter.drawImage(whole, self._held.frame, self._cover(self._held.frame))
        outside = QPainterPath()
        outside.addRect(whole)
        inside = QPainterPath()
        inside.addRoundedRect(whole, self._radius, self._radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outside.subtracted(inside), self._around)

    def _cover(self, frame: QImage) -> QRectF:
        """The middle of the frame in the shape of the item: the camera sees more than is shown, never less."""
        shape = self.width() / self.height()
        wide = min(frame.width(), frame.height() * shape)
        high = min(frame.height(), frame.width() / shape)
        return QRectF((frame.width() - wide) / 2, (frame.height() - high) / 2, wide, high)

    def _get_path(self) -> str:
        return self._path

    def _set_path(self, path: str) -> None:
        if path != self._path:
            self._path = path
            self._reopen()
            self._show(None)
            self._tend()
            if self._held.file is not None:
                self._look()
            self.changed.emit()

    def _get_radius(self) -> float:
        return self._radius

    def _set_radius(self, radius: float) -> None:
        self._radius = radius
        self.update()

    def _get_ground(self) -> QColor:
        return self._ground

    def _set_ground(self, ground: QColor) -> None:
        self._ground = ground
        self.update()

    def _get_around(self) -> QColor:
        return self._around

    def _set_around(self, around: QColor) -> None:
        self._around = around
        self.update()

    def _target(self) -> QPointF:
        """The middle of the code, in the item."""
        frame, aim = self._held.frame, self._held.aim
        if frame is None or not self.height():
            return QPointF()
        shown = self._cover(frame)
        zoom = self.height() / shown.height()
        return QPointF((aim.x * frame.width() - shown.x()) * zoom, (aim.y * frame.height() - shown.y()) * zoom)

    def _get_target_x(self) -> float:
        return self._target().x()

    def _get_target_y(self) -> float:
        return self._target().y()

    def _get_target_side(self) -> float:
        """0: no code is held up."""
        frame = self._held.frame
        if frame is None or not self.height():
            return 0.0
        return self._held.aim.side * frame.height() * self.height() / self._cover(frame).height()

    def _get_near(self) -> float:
        return self._held.aim.near

    def _get_advice(self) -> int:
        return self._held.aim.advice

    def _get_tone_hz(self) -> float:
        return tone_hz(self._held.aim.near)

    def _get_live(self) -> bool:
        return self._held.frame is not None

    path = Property(str, _get_path, _set_path, notify=changed)
    radius = Property(float, _get_radius, _set_radius, notify=changed)
    ground = Property(QColor, _get_ground, _set_ground, notify=changed)
    around = Property(QColor, _get_around, _set_around, notify=changed)
    live = Property(bool, _get_live, notify=changed)
    targetX = Property(float, _get_target_x, notify=aimChanged)
    targetY = Property(float, _get_target_y, notify=aimChanged)
    targetSide = Property(float, _get_target_side, notify=aimChanged)
    near = Property(float, _get_near, notify=aimChanged)
    advice = Property(int, _get_advice, notify=aimChanged)
    toneHz = Property(float, _get_tone_hz, notify=aimChanged)
