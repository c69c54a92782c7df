"""A kiosk shows screen after screen for months: what a screen was made of is gone when the next one is there."""

import gc
from collections import Counter

from PySide6.QtCore import QEventLoop

from tests.ui.fixtures import SCREENS, site, view
from tests.ui.preview_file import write_preview


def held() -> Counter[str]:
    """Objects of ours and of Qt's. The rest of the process belongs to the tests as well."""
    gc.collect()
    kinds = (str(type(thing)) for thing in gc.get_objects())
    return Counter(kind for kind in kinds if kind.startswith(("<class 'ui.", "<class 'kiosk.", "<class 'PySide6.")))


def test_no_screen_leaves_anything_behind(window, tmp_path):
    here = site(preview=str(write_preview(tmp_path / "preview")))
    loop = QEventLoop()  # no polling: only a loop that runs destroys what was deleted later
    window.painted.connect(lambda _: loop.quit())

    def show_all():
        for name in (*SCREENS, "idle"):
            window.show_view(view(name), here)
            loop.exec()

    show_all()
    before = held()
    show_all()
    assert held() - before == Counter()
