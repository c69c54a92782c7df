"""The live preview: the reader's shared-memory frame as an item of the scene."""

import mmap
from pathlib import Path

from PySide6.QtCore import Property, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.messages import PREVIEW_BYTES, PREVIEW_HEADER, PREVIEW_HEIGHT, PREVIEW_MAGIC, PREVIEW_WIDTH

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

_LOOK_EVERY_MS = 66
"""Fifteen looks a second, the camera's own pace; a look that finds the old seq costs microseconds."""
_STALE_LOOKS = 30
"""Two seconds without a new frame: what is shown is no longer what is in front of the camera."""


class PreviewFile:
    """Reads whole frames under the sequence lock of `kiosk.messages`; never a half-written one."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._map: mmap.mmap | None = None
        self._seq = -1

    def close(self) -> None:
        if self._map is not None:
            self._map.close()
            self._map = None

    def take(self) -> QImage | None:
        """The frame, if there is a new one."""
        header = self._header()
        if header is None or header[1] == self._seq or header[1] % 2:
            return None
        _, seq, width, height, stride = header
        assert self._map is not None
        start = PREVIEW_HEADER.size
        pixels = self._map[start : start + stride * height]
        if self._header() != header:
            return None
        self._seq = seq
        return QImage(pixels, width, height, stride, QImage.Format.Format_RGB888).convertToFormat(
            QImage.Format.Format_RGB32
        )

    def _header(self) -> tuple[bytes, int, int, int, int] | None:
        if self._map is None and not self._open():
            return None
        assert self._map is not None
        magic, seq, width, height, stride = PREVIEW_HEADER.unpack_from(self._map)
        fits = width <= PREVIEW_WIDTH and height <= PREVIEW_HEIGHT and width * 3 <= stride <= PREVIEW_WIDTH * 3
        return (magic, seq, width, height, stride) if magic == PREVIEW_MAGIC and width and height and fits else None

    def _open(self) -> bool:
        try:
            with self._path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), PREVIEW_BYTES, prot=mmap.PROT_READ)
        except (OSError, ValueError):  # not there yet, or not its full length yet
            return False
        return True


class _Held:
    """What an item holds of the preview. Its own object, since PySide 6.11 never frees the Python side of an item that
    QML made: what hangs on that would stay for good, half a megabyte a screen.
    """

    def __init__(self) -> None:
        self.file: PreviewFile | None = None
        self.frame: QImage | None = None

    def release(self) -> None:
        """The item is gone."""
        if self.file is not None:
            self.file.close()
        self.file = self.frame = None


@QmlElement
class CameraPreview(QQuickPaintedItem):
    """Draws the newest frame, and only when there is a newer one. Corners are painted over: no shader, no clip."""

    changed = Signal()

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

    def _tend(self) -> None:
        if self.isVisible() and self._held.file is not None:
            self._timer.start()
        else:
            self._timer.stop()

    def _look(self) -> None:
        assert self._held.file is not None
        frame = self._held.file.take()
        if frame is not None:
            newly = self._held.frame is None
            self._held.frame, self._looks_without = frame, 0
            self.update()
            if newly:
                self.changed.emit()
            return
        self._looks_without += 1
        if self._held.frame is not None and self._looks_without > _STALE_LOOKS:
            self._held.frame = None
            self._reopen()  # a reader that was restarted may have made a new file
            self.update()
            self.changed.emit()

    def _reopen(self) -> None:
        if self._held.file is not None:
            self._held.file.close()
        self._held.file = PreviewFile(self._path) if self._path else None
        self._looks_without = 0

    def paint(self, painter: QPainter) -> None:
        whole = QRectF(0, 0, self.width(), self.height())
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
            self._held.frame = None
            self._reopen()
            self._tend()
            if self._held.file is not None:
                self._look()
            self.update()
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

    def _get_live(self) -> bool:
        return self._held.frame is not None

    path = Property(str, _get_path, _set_path, notify=changed)
    radius = Property(float, _get_radius, _set_radius, notify=changed)
    ground = Property(QColor, _get_ground, _set_ground, notify=changed)
    around = Property(QColor, _get_around, _set_around, notify=changed)
    live = Property(bool, _get_live, notify=changed)
