"""Which language the screen speaks; it follows `View.language`, line by line if need be."""

import logging
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

_log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "i18n"


class Languages:
    """Installs one catalogue at a time. A language without one is shown in the source language, English."""

    def __init__(self, application: QCoreApplication, folder: Path = FOLDER) -> None:
        self._application = application
        self._folder = folder
        self._installed: QTranslator | None = None
        self.current = ""

    def speak(self, language: str) -> bool:
        """True when that is a change."""
        if language == self.current:
            return False
        self.current = language
        QLocale.setDefault(QLocale(language))
        translator = QTranslator(self._application)
        if not translator.load(str(self._folder / f"openluke_{language}.qm")):
            _log.warning("no catalogue for language %s under %s: run `./run setup`", language, self._folder)
        self.remove()
        self._application.installTranslator(translator)
        self._installed = translator
        return True

    def remove(self) -> None:
        if self._installed is not None:
            self._application.removeTranslator(self._installed)
            self._installed.deleteLater()
            self._installed = None
