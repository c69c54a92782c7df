"""`--grab DIR`: one PNG of every screen somebody saw."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from kiosk.messages import View
from ui.viewmodels.kiosk import tag_of
from ui.window import KioskWindow

SETTLE_MS = 250
"""Longer than the slide of a new screen."""
_TELLING = ("state", "reason", "compartment", "purpose", "reported", "asking", "error")


def picture_key(view: View) -> tuple[object, ...]:
    """What makes a screen another picture: its tag, its kind and the door it speaks of."""
    telling = tuple(getattr(view.screen, name, None) for name in _TELLING)
    return (tag_of(view), *telling, view.ends_in_s is not None, view.language)


class Grabber(QObject):
    """Saves `NN-tag.png` once a new screen has come to rest. One that is gone before that is not saved."""

    def __init__(self, window: KioskWindow, folder: Path) -> None:
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._count = 0
        self._key: tuple[object, ...] = ()
        self._rest = QTimer(self, interval=SETTLE_MS, singleShot=True)
        self._rest.timeout.connect(self._save)
        window.shown.connect(self._shown)

    def _shown(self, view: View) -> None:
        if picture_key(view) != self._key:
            self._key = picture_key(view)
            self._rest.start()

    def _save(self) -> None:
        self._count += 1
        path = self._folder / f"{self._count:02d}-{tag_of(self._window.view)}.png"
        self._window.window.grabWindow().save(str(path))
