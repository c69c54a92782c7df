"""What has happened, line by line, the newest first."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Property, QObject, QTime
from PySide6.QtQml import QmlElement

from ui.viewmodels.rows import Rows

QML_IMPORT_NAME = "OpenLuke.Stage"
QML_IMPORT_MAJOR_VERSION = 1

KEPT: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """`glyph` is an icon's name; `alarm`: something is wrong."""

    at: str
    glyph: str
    text: str
    alarm: bool


@QmlElement
class StoryModel(QObject):
    """The log of the stage."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: deque[Line] = deque(maxlen=KEPT)
        self._lines = Rows(Line, self)

    @Property(QObject, constant=True)
    def lines(self) -> QObject:
        return self._lines

    def add(self, glyph: str, text: str, *, alarm: bool = False) -> None:
        """One more thing that happened, now."""
        self._kept.appendleft(Line(QTime.currentTime().toString("HH:mm:ss"), glyph, text, alarm))
        self._lines.assign(list(self._kept))
