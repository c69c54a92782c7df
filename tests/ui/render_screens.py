"""`python -m tests.ui.render_screens`: every screen as a PNG, to be looked at by people."""

import argparse
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtGui import QGuiApplication

from kiosk.messages import Site, View
from tests.ui.fixtures import ADVICE, AIM, NAMES, site, view
from tests.ui.preview_file import aim_at, aim_at_code, write_preview
from ui.app import choose_renderer
from ui.languages import Languages
from ui.window import KioskWindow

GLASSES = {
    "portrait": (QSize(1080, 1920), (268.0, 476.0)),
    "landscape": (QSize(1280, 800), (217.0, 136.0)),
    "wide": (QSize(1920, 1080), (476.0, 268.0)),
}


def settle(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def present(window: KioskWindow, shown: View, name: str, where: Site) -> None:
    """Puts a view of the fixtures on the glass, and on top of it what a person has asked for without a core."""
    window.kiosk.act("back")
    if where.preview_path:
        _aim(Path(where.preview_path), name)
    window.show_view(shown, where)
    if name == ADVICE:
        window.kiosk.rescue()


def _aim(preview: Path, name: str) -> None:
    if name.endswith(AIM):
        aim_at_code(preview, "back")  # the longest
    else:
        aim_at(preview, 0.5, 0.5, 0, 0, 0)


def render(out: Path, glasses: list[str], languages: list[str], only: str, *, night: list[bool], motion: bool) -> int:
    """Number of pictures written as OUT/GLASS-LANGUAGE[-night]/SCREEN.png."""
    choose_renderer()
    application = QGuiApplication(["render_screens", "-platform", "offscreen"])
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        preview = write_preview(Path(folder) / "preview")
        for glass in glasses:
            pixels, size_mm = GLASSES[glass]
            window = KioskWindow(Languages(application), pixels, motion=motion)
            where = site(preview=str(preview), size_mm=size_mm)
            for language in languages:
                for dark in night:
                    target = out / f"{glass}-{language}{'-night' if dark else ''}"
                    target.mkdir(parents=True, exist_ok=True)
                    for name in (name for name in NAMES if only in name):
                        present(window, view(name, language, night=dark), name, where)
                        settle(400 if motion else 80)
                        window.window.grabWindow().save(str(target / f"{name}.png"))
                        count += 1
            window.close()
            settle(1)
    return count


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.ui.render_screens", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("screens"))
    parser.add_argument("--glass", choices=list(GLASSES), action="append", help="default: all three")
    parser.add_argument("--language", choices=["nb", "en"], action="append", help="default: both")
    parser.add_argument("--only", default="", help="screens whose name holds this")
    parser.add_argument("--day", action="store_true", help="leave out the night pictures")
    parser.add_argument("--motion", action="store_true", help="as for people who have not asked for rest")
    wanted = parser.parse_args()
    count = render(
        wanted.out,
        wanted.glass or list(GLASSES),
        wanted.language or ["nb", "en"],
        wanted.only,
        night=[False] if wanted.day else [False, True],
        motion=wanted.motion,
    )
    sys.stdout.write(f"{count} pictures under {wanted.out}/\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
