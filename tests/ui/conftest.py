"""The UI's tests draw without a display, with catalogues as fresh as their sources."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("QSG_RENDER_LOOP", "basic")

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from tests.ui.fake_core import FakeCore
from tests.ui.fixtures import site, view
from ui.core_link import CoreLink
from ui.languages import FOLDER, Languages
from ui.window import KioskWindow

PORTRAIT = QSize(1080, 1920)


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """Compiled as `./run setup` does it, when a source is newer."""
    for source in FOLDER.glob("*.ts"):
        compiled = source.with_suffix(".qm")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            lrelease = Path(sys.executable).with_name("pyside6-lrelease")
            subprocess.run([lrelease, "-silent", source, "-qm", compiled], check=True, timeout=60)


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Qt objects in reference cycles go between tests, not while another test's QML is being loaded."""
    yield
    gc.collect()


@pytest.fixture
def window(qapp: QApplication) -> Iterator[KioskWindow]:
    """A portrait kiosk without a core and without motion."""
    kiosk = KioskWindow(Languages(qapp), PORTRAIT, motion=False)
    yield kiosk
    kiosk.close()


@pytest.fixture
def core(tmp_path: Path, qapp: QApplication) -> Iterator[FakeCore]:
    """Not started; its first view is the idle screen."""
    fake = FakeCore(str(tmp_path / "core.sock"), site(), view("idle"))
    yield fake
    fake.kill()


@pytest.fixture
def link(window: KioskWindow, core: FakeCore) -> Iterator[CoreLink]:
    """The window's line to `core`, wired as ui.app does it; not started."""
    line = CoreLink(core.path, "test")
    line.viewed.connect(window.show_view)
    line.lost.connect(window.show_no_core)
    window.intended.connect(line.intend)
    window.painted.connect(line.painted)
    yield line
    line.stop()


@pytest.fixture
def served(qtbot, core: FakeCore, link: CoreLink, window: KioskWindow) -> Callable[[str], None]:  # type: ignore[no-untyped-def]
    """Calling it puts a screen of the fixtures on the glass."""
    core.start()
    link.start()
    qtbot.waitUntil(lambda: bool(core.painted), timeout=3000)

    def show(name: str, language: str = "nb") -> None:
        core.say(view(name, language, seq=core.view.seq + 1))
        qtbot.waitUntil(lambda: core.view.seq in core.painted, timeout=3000)

    return show
