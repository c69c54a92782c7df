"""One picture of each new screen, after it has come to rest."""

from tests.ui.fixtures import site, view
from ui.grab import SETTLE_MS, Grabber


def test_each_new_screen_is_saved_once(qtbot, tmp_path, window):
    folder = tmp_path / "shots"
    Grabber(window, folder)
    for name in ("idle", "idle", "door_opening", "door_open"):
        window.show_view(view(name), site())
        qtbot.wait(SETTLE_MS + 60)
    names = [path.name for path in sorted(folder.iterdir())]
    assert names == ["01-idle.png", "02-door.png", "03-door.png"]


def test_a_screen_that_is_gone_at_once_is_not_saved(qtbot, tmp_path, window):
    Grabber(window, tmp_path)
    window.show_view(view("checking"), site())
    window.show_view(view("door_open"), site())
    qtbot.wait(SETTLE_MS + 60)
    assert [path.name for path in tmp_path.iterdir()] == ["01-door.png"]
