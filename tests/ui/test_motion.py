"""Motion is short, ends where it should, and can be left out."""

from PySide6.QtCore import QSize

from tests.ui.fixtures import site, view
from ui import scene
from ui.languages import Languages
from ui.window import KioskWindow


def stage(window):
    return next(item for item in scene.visible_items(window.window) if item.objectName() == "stage")


def test_a_new_screen_slides_in_and_rests_and_the_lit_door_too(qtbot, qapp):
    window = KioskWindow(Languages(qapp), QSize(1080, 1920), motion=True)
    window.show_view(view("door_open"), site())
    assert stage(window).x() > 0
    qtbot.waitUntil(lambda: stage(window).x() == 0, timeout=1000)
    qtbot.wait(900)
    still = window.window.grabWindow()
    qtbot.wait(100)
    assert window.window.grabWindow() == still
    window.close()


def test_without_motion_it_is_there_at_once(window):
    window.show_view(view("door_open"), site())
    assert stage(window).x() == 0
