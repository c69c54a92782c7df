"""Only whole, new frames are drawn."""

from kiosk.messages import PREVIEW_HEADER, PREVIEW_HEIGHT, PREVIEW_MAGIC, PREVIEW_WIDTH
from tests.ui.fixtures import site, view
from tests.ui.preview_file import write_preview
from ui import scene
from ui.preview import PreviewFile


def stamp(path, seq, *, magic=PREVIEW_MAGIC, width=PREVIEW_WIDTH):
    with path.open("r+b") as file:
        file.write(PREVIEW_HEADER.pack(magic, seq, width, PREVIEW_HEIGHT, PREVIEW_WIDTH * 3))


def test_a_frame_is_taken_once(tmp_path):
    path = write_preview(tmp_path / "preview", seq=2)
    file = PreviewFile(str(path))
    frame = file.take()
    assert (frame.width(), frame.height()) == (PREVIEW_WIDTH, PREVIEW_HEIGHT)
    assert file.take() is None
    stamp(path, 4)
    assert file.take() is not None
    file.close()


def test_a_frame_being_written_is_left_alone(tmp_path):
    path = write_preview(tmp_path / "preview", seq=3)
    file = PreviewFile(str(path))
    assert file.take() is None
    stamp(path, 4)
    assert file.take() is not None
    file.close()


def test_what_is_not_a_preview_is_not_drawn(tmp_path):
    missing = PreviewFile(str(tmp_path / "none"))
    assert missing.take() is None
    short = tmp_path / "short"
    short.write_bytes(b"OLP1")
    assert PreviewFile(str(short)).take() is None
    path = write_preview(tmp_path / "preview")
    stamp(path, 2, magic=b"XXXX")
    assert PreviewFile(str(path)).take() is None
    stamp(path, 2, width=60_000)
    assert PreviewFile(str(path)).take() is None


def test_a_file_that_comes_later_is_found(tmp_path):
    file = PreviewFile(str(tmp_path / "preview"))
    assert file.take() is None
    write_preview(tmp_path / "preview")
    assert file.take() is not None
    file.close()


def preview_item(window):
    return next(item for item in scene.visible_items(window.window) if item.inherits("QQuickPaintedItem"))


def test_the_item_shows_new_frames_and_rests_while_it_is_hidden(qtbot, tmp_path, window):
    path = write_preview(tmp_path / "preview")
    window.show_view(view("idle"), site(preview=str(path)))
    item = preview_item(window)
    assert item.property("live") is True
    middle = item.mapToScene(item.boundingRect().center()).toPoint()
    before = window.window.grabWindow().pixelColor(middle)
    header = PREVIEW_HEADER.pack(PREVIEW_MAGIC, 6, PREVIEW_WIDTH, PREVIEW_HEIGHT, PREVIEW_WIDTH * 3)
    path.write_bytes(header + bytes((10, 200, 30)) * (PREVIEW_WIDTH * PREVIEW_HEIGHT))
    qtbot.waitUntil(lambda: window.window.grabWindow().pixelColor(middle).getRgb()[:3] == (10, 200, 30), timeout=3000)
    assert before.getRgb()[:3] != (10, 200, 30)
    item.setVisible(False)
    assert not item._timer.isActive()
    item.setVisible(True)
    assert item._timer.isActive()


def test_a_frame_that_stays_is_no_longer_shown_as_live(qtbot, tmp_path, window):
    window.show_view(view("idle"), site(preview=str(write_preview(tmp_path / "preview"))))
    item = preview_item(window)
    qtbot.waitUntil(lambda: item.property("live") is False, timeout=4000)
