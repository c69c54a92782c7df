"""Puts the UI together and runs Qt's main loop. No asyncio here."""

import logging
import os
import signal
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QSize, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication

from ui.core_link import CoreLink
from ui.grab import Grabber
from ui.languages import Languages
from ui.notify import Notifier
from ui.puppet import Puppet
from ui.window import KioskWindow

_log = logging.getLogger("qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class Options:
    """The command line of the UI process."""

    socket: str
    size: QSize
    fullscreen: bool = False
    motion: bool = True
    grab: Path | None = None
    puppet: str | None = None


def run(options: Options) -> int:
    """Returns the exit code when the window is closed. Raises StartError when it cannot be shown."""
    choose_renderer()
    qInstallMessageHandler(_to_log)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own handler never runs inside Qt's loop
    application = QGuiApplication(["openluke"])
    languages = Languages(application)
    window = KioskWindow(languages, fitting(options.size), motion=options.motion, fullscreen=options.fullscreen)
    link = CoreLink(options.socket, version("openluke"), window)
    link.viewed.connect(window.show_view)
    link.lost.connect(window.show_no_core)
    window.intended.connect(link.intend)
    window.painted.connect(link.painted)
    notifier = Notifier.from_environment()
    window.window.frameSwapped.connect(notifier.ready, Qt.ConnectionType.SingleShotConnection)
    link.turned.connect(notifier.alive)
    if options.grab is not None:
        Grabber(window, options.grab)
    puppet = Puppet(window, options.puppet, window) if options.puppet else None
    link.start()
    code = application.exec()
    if puppet is not None:
        puppet.close()
    window.close()
    notifier.close()
    return code


def fitting(size: QSize) -> QSize:
    """`size`, or the largest of its shape that the screen can show; off screen there is no such limit."""
    screen = QGuiApplication.primaryScreen().availableSize()
    if QGuiApplication.platformName() == "offscreen" or size.boundedTo(screen) == size:
        return size
    return size.scaled(screen, Qt.AspectRatioMode.KeepAspectRatio)


def choose_renderer() -> None:
    """Software rendering on one thread: the same picture on every machine, no GPU driver to crash. An operator's
    own choice in the environment wins."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QSG_RENDER_LOOP", "basic")


def _to_log(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    place = f" ({context.file}:{context.line})" if context.file else ""
    _log.log(_LEVELS.get(kind, logging.WARNING), "%s%s", message, place)
