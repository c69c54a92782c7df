"""Motion is short, ends where it should, and can be left out."""

from PySide6.QtCore import QSize

from tests.ui.fixtures import site, view
from ui import scene
from ui.languages import Languages
from ui.window import KioskWindow

AT_LEAST = 10
"""Pictures to be taken before two like ones mean rest: the first may be taken before anything has moved."""


def stage(window):
    return next(item for item in scene.visible_items(window.window) if item.objectName() == "stage")


def test_a_new_screen_slides_in_and_rests_and_the_lit_door_too(qtbot, qapp):
    window = KioskWindow(Languages(qapp), QSize(1080, 1920), motion=True)
    window.show_view(view("door_open"), site())
    assert stage(window).x() > 0
    qtbot.waitUntil(lambda: stage(window).x() == 0, timeout=1000)
    pictures = [window.window.grabWindow()]

    def rests() -> bool:
        pictures.append(window.window.grabWindow())
        return pictures[-2] == pictures[-1] and len(pictures) > AT_LEAST

    qtbot.waitUntil(rests, timeout=5000)
    window.close()


def test_without_motion_it_is_there_at_once(window):
    window.show_view(view("door_open"), site())
    assert stage(window).x() == 0
