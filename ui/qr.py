"""QR codes for the screen: `image://qr/TEXT`."""

from urllib.parse import unquote

import segno
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickImageProvider

_QUIET = 2
"""Modules of quiet zone drawn here; the white card around gives the rest of the four of ISO/IEC 18004."""


class QrProvider(QQuickImageProvider):
    """Black on white, whole pixels a module, so that it stays sharp."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002 - Qt's names
        modules = [bytes(row) for row in segno.make(unquote(id), micro=False, error="m").matrix]
        side = len(modules) + 2 * _QUIET
        scale = max(1, requestedSize.width() // side)
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        for y, row in enumerate(modules):
            for x, dark in enumerate(row):
                if dark:
                    image.setPixel(x + _QUIET, y + _QUIET, 0xFF000000)
        return image.scaled(side * scale, side * scale)
