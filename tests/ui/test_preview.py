"""Only whole, new frames are drawn, and the target lies where the code is."""

import math

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible

from kiosk.messages import ADVICE, PREVIEW_HEADER, PREVIEW_HEIGHT, PREVIEW_PIXELS, PREVIEW_WIDTH
from tests.ui.fixtures import site, view
from tests.ui.preview_file import CODE, aim_at, aim_at_code, header, write_preview
from ui import scene
from ui.languages import Languages
from ui.preview_file import NO_AIM, Aim, PreviewFile
from ui.window import KioskWindow


def stamp(path, seq, **more):
    with path.open("r+b") as file:
        file.write(header(seq, **more))


def test_a_frame_is_taken_once(tmp_path):
    path = write_preview(tmp_path / "preview", seq=2)
    file = PreviewFile(str(path))
    frame = file.take().image
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
    short.write_bytes(b"OLP2")
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
    before_pixels = header(6) + bytes(PREVIEW_PIXELS - PREVIEW_HEADER.size)
    path.write_bytes(before_pixels + bytes((10, 200, 30)) * (PREVIEW_WIDTH * PREVIEW_HEIGHT))
    qtbot.waitUntil(lambda: window.window.grabWindow().pixelColor(middle).getRgb()[:3] == (10, 200, 30), timeout=3000)
    assert before.getRgb()[:3] != (10, 200, 30)
    item.setVisible(False)
    assert not item._timer.isActive()
    item.setVisible(True)
    assert item._timer.isActive()


def test_one_picture_serves_every_screen_and_rests_where_there_is_none(qtbot, tmp_path, window):
    here = site(preview=str(write_preview(tmp_path / "preview")))
    window.show_view(view("idle"), here)
    item = preview_item(window)
    window.show_view(view("done"), here)
    qtbot.waitUntil(lambda: item.parentItem() is None, timeout=3000)
    assert (item.property("path"), item.property("live"), item._timer.isActive()) == ("", False, False)
    window.show_view(view("refused_unreadable"), here)
    assert preview_item(window) is item
    assert (item.property("path"), item.property("live"), item._timer.isActive()) == (here.preview_path, True, True)


def test_a_frame_that_stays_is_no_longer_shown_as_live(qtbot, tmp_path, window):
    window.show_view(view("idle"), site(preview=str(write_preview(tmp_path / "preview"))))
    item = preview_item(window)
    qtbot.waitUntil(lambda: item.property("live") is False, timeout=4000)


def test_the_aim_comes_with_its_picture(tmp_path):
    path = write_preview(tmp_path / "preview")
    file = PreviewFile(str(path))
    assert file.take().aim == NO_AIM
    aim_at(path, 0.25, 0.75, 0.5, 0.125, ADVICE.index("tilt"))
    assert file.take().aim == Aim(0.25, 0.75, 0.5, 0.125, ADVICE.index("tilt"))
    file.close()


@pytest.mark.parametrize(
    ("told", "drawn"),
    [
        ((math.nan, 0.5, 0.5, 0.5, 1), NO_AIM),
        ((0.5, 0.5, math.inf, 0.5, 1), NO_AIM),
        ((0.5, 0.5, 0.5, 0.5, len(ADVICE)), NO_AIM),
        ((-3.0, 7.0, 2.0, 9.0, 1), Aim(0.0, 1.0, 1.0, 1.0, 1)),
    ],
)
def test_an_aim_that_cannot_be_is_not_drawn(tmp_path, told, drawn):
    path = write_preview(tmp_path / "preview")
    aim_at(path, *told)
    file = PreviewFile(str(path))
    assert file.take().aim == drawn
    file.close()


def named(window, name):
    return [item for item in scene.visible_items(window.window) if item.objectName() == name]


def look(window, tmp_path, name="idle"):
    """A screen with a preview, and the file that it draws."""
    path = write_preview(tmp_path / "preview")
    window.show_view(view(name), site(preview=str(path)))
    return path


@pytest.fixture(params=[QSize(1080, 1920), QSize(1280, 800), QSize(1920, 1080)], ids=["portrait", "small", "wide"])
def moving_window(request, qapp):
    """A kiosk with motion."""
    kiosk = KioskWindow(Languages(qapp), request.param, motion=True)
    yield kiosk
    kiosk.close()


@pytest.mark.parametrize("at_once", [True, False], ids=["from the first picture on", "later"])
def test_the_target_lies_on_the_code(qtbot, moving_window, tmp_path, at_once):
    path = write_preview(tmp_path / "preview")
    if at_once:
        aim_at_code(path, "closer")
    moving_window.show_view(view("idle"), site(preview=str(path)))
    if not at_once:
        aim_at_code(path, "closer")
    item = preview_item(moving_window)
    qtbot.waitUntil(lambda: item.property("targetSide") > 0, timeout=3000)
    left, top, side = CODE
    zoom = max(item.width() / PREVIEW_WIDTH, item.height() / PREVIEW_HEIGHT)
    (target,) = named(moving_window, "target")
    assert target.x() + target.width() / 2 == pytest.approx(
        item.width() / 2 + (left + side / 2 - PREVIEW_WIDTH / 2) * zoom, abs=2
    )
    assert target.y() + target.height() / 2 == pytest.approx(
        item.height() / 2 + (top + side / 2 - PREVIEW_HEIGHT / 2) * zoom, abs=2
    )
    assert side * zoom < target.width() < 1.3 * side * zoom


def test_the_words_hide_no_corner(qtbot, tmp_path, window):
    path = look(window, tmp_path)
    aim_at(path, 0.5, 0.8, 0.5, 0.2, ADVICE.index("back"))
    qtbot.waitUntil(lambda: "Hold den litt lenger unna" in scene.texts(window.window), timeout=3000)
    (target,), (said,) = named(window, "target"), named(window, "aimAdvice")
    bar = said.parentItem()
    assert target.y() + target.height() < bar.y()


def test_where_motion_is_unwanted_the_target_rests_and_the_words_are_there(qtbot, tmp_path, window):
    path = look(window, tmp_path)
    (target,) = named(window, "target")
    before = target.x(), target.y(), target.width(), target.height()
    aim_at_code(path, "closer")
    qtbot.waitUntil(lambda: "Hold den litt nærmere" in scene.texts(window.window), timeout=3000)
    assert (target.x(), target.y(), target.width(), target.height()) == before


@pytest.mark.parametrize("name", ["idle", "refused_unknown", "service_camera"])
def test_advice_is_said_in_words_in_the_language_of_the_screen_and_goes(qtbot, tmp_path, window, name):
    path = look(window, tmp_path, name)
    aim_at_code(path, "tilt")
    qtbot.waitUntil(lambda: "Det blir gjenskinn. Vipp den litt" in scene.texts(window.window), timeout=3000)
    window.show_view(view(name, "en"), site(preview=str(path)))
    assert "It reflects. Tilt it a little" in scene.texts(window.window)
    aim_at(path, 0.5, 0.5, 0, 0, 0)
    qtbot.waitUntil(lambda: "It reflects. Tilt it a little" not in scene.texts(window.window), timeout=3000)


def test_advice_is_told_to_who_listens(qtbot, tmp_path, window):
    path = look(window, tmp_path)
    aim_at_code(path, "dark")
    qtbot.waitUntil(lambda: bool(named(window, "aimAdvice")), timeout=3000)
    (said,) = named(window, "aimAdvice")
    heard = QAccessible.queryAccessibleInterface(said)
    assert heard.role() == QAccessible.Role.AlertMessage
    assert heard.text(QAccessible.Text.Name) == "For mørkt. Gi den mer lys"


def test_the_tone_rises_with_nearness_and_is_silent_without_a_code(qtbot, tmp_path, window):
    path = look(window, tmp_path)
    item = preview_item(window)
    assert item.property("toneHz") == 0
    heights = []
    for near in (0.1, 0.5, 1.0):
        aim_at_code(path, "", near)
        qtbot.waitUntil(lambda wanted=near: item.property("near") == pytest.approx(wanted), timeout=3000)
        heights.append(item.property("toneHz"))
    assert heights == sorted(heights)
    assert 220 < heights[0] < heights[-1] == pytest.approx(880)


def test_a_preview_that_stops_takes_target_and_words_with_it(qtbot, tmp_path, window):
    path = look(window, tmp_path)
    aim_at_code(path, "still")
    item = preview_item(window)
    qtbot.waitUntil(lambda: item.property("targetSide") > 0, timeout=3000)
    qtbot.waitUntil(lambda: item.property("live") is False, timeout=4000)
    assert item.property("targetSide") == 0
    assert not named(window, "aimAdvice")


def test_another_size_of_the_picture_is_another_place_of_the_target(qtbot, tmp_path, window):
    look(window, tmp_path)
    item = preview_item(window)
    with qtbot.waitSignal(item.aimChanged, timeout=1000):
        item.setWidth(item.width() * 0.7)
    with qtbot.waitSignal(item.aimChanged, timeout=1000):
        item.setHeight(item.height() * 0.7)
