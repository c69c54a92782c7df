"""The window by mouse and keys. Any warning of Qt or QML fails these tests (qt_log_level_fail)."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from tests.ui.stage.test_wall import doors
from ui import scene
from ui.stage.window import place

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
CARD = "code-token:one-parcel"


def spot(glass, name: str) -> QPoint:
    """The middle of a control, as soon as it is there."""
    for _ in range(100):
        glass.window.grabWindow()  # what has just opened is laid out now
        found = scene.controls(glass.window)
        if name in found:
            return scene.middle(found[name]).toPoint()
        QTest.qWait(50)
    raise AssertionError(f"{name} is not among {sorted(found)}")


def click(glass, name: str, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseClick(glass.window, button, PLAIN, spot(glass, name))


def drag(glass, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(glass.window, LEFT, PLAIN, start)
    for step in range(1, 11):
        QTest.mouseMove(glass.window, start + (end - start) * (step / 10))
    QTest.mouseRelease(glass.window, LEFT, PLAIN, end)


def frame(glass) -> QPoint:
    """The middle of the camera's frame: the upper right of the window."""
    item = next(item for item in scene.visible_items(glass.window) if item.objectName() == "camera")
    return scene.middle(item).toPoint()


def test_a_code_is_dragged_in_moved_and_dragged_out(stage, glass):
    middle = frame(glass)
    drag(glass, spot(glass, CARD), middle)
    assert stage.camera.inSight
    assert stage.camera.title == "Én pakke"
    assert stage.camera.x == pytest.approx(0.5, abs=0.01)
    drag(glass, middle, middle - QPoint(100, 0))
    assert stage.camera.x < 0.4
    drag(glass, middle - QPoint(100, 0), spot(glass, CARD))
    assert stage.camera.picture == ""


def test_a_double_click_holds_up_and_escape_puts_away(stage, glass):
    QTest.mouseDClick(glass.window, LEFT, PLAIN, spot(glass, CARD))
    assert stage.camera.inSight
    QTest.keyClick(glass.window, Qt.Key.Key_Right)
    QTest.keyClick(glass.window, Qt.Key.Key_Up)
    assert stage.camera.angle == 5
    assert stage.camera.scale > 0.45
    QTest.keyClick(glass.window, Qt.Key.Key_Escape)
    assert not stage.camera.inSight


def test_an_open_door_is_closed_with_one_click(qtbot, stage, glass, bank):
    bank.ask("open", door=12)
    qtbot.waitUntil(lambda: doors(stage)[12].isOpen)
    click(glass, "door-12")
    qtbot.waitUntil(lambda: not doors(stage)[12].isOpen)


@pytest.mark.parametrize(
    ("deed", "field"), [("fault-cut_wire", "fault"), ("deed-hold", "isHeld"), ("deed-force", "isOpen")]
)
def test_the_menu_of_a_door(qtbot, stage, glass, deed, field):
    click(glass, "door-3")
    qtbot.waitUntil(lambda: deed in scene.controls(glass.window))
    click(glass, deed)
    qtbot.waitUntil(lambda: bool(getattr(doors(stage)[3], field)))


def test_a_right_click_on_an_open_door_asks_first(qtbot, stage, glass, bank):
    bank.ask("open", door=12)
    qtbot.waitUntil(lambda: doors(stage)[12].isOpen)
    click(glass, "door-12", Qt.MouseButton.RightButton)
    qtbot.waitUntil(lambda: "deed-take" in scene.controls(glass.window))
    assert doors(stage)[12].isOpen


def test_switches(qtbot, stage, glass, point):
    click(glass, "choice-silent")
    click(glass, "choice-unplugged")
    click(glass, "choice-away")
    click(glass, "choice-somebody")
    switches = stage.model.switches
    qtbot.waitUntil(lambda: switches.boardFault == "silent" and switches.somebodyCloses)
    qtbot.waitUntil(lambda: switches.lineFault == "unplugged" and not stage.model.point.backendUp)


@pytest.mark.parametrize(
    ("heap", "title"), [("badges", "Teknikerkort"), ("goods", "Drill 18 V"), ("typed", "Én pakke")]
)
def test_the_heaps(glass, heap, title):
    click(glass, f"choice-{heap}")
    assert title in scene.texts(glass.window)


def test_a_label_keeps_its_shape_in_front_of_the_camera(qtbot, stage, glass):
    click(glass, "choice-goods")
    QTest.mouseDClick(glass.window, LEFT, PLAIN, spot(glass, "code-goods:DRILL-18V"))
    frame = next(item for item in scene.visible_items(glass.window) if item.objectName() == "camera")

    def held():
        pictures = [item for item in frame.childItems()[2].childItems() if item.property("source")]
        return pictures[0] if pictures else None

    qtbot.waitUntil(lambda: held() is not None and held().implicitHeight() > 0)
    shown = held()
    assert shown.height() == pytest.approx(stage.camera.scale * frame.height())
    assert shown.width() / shown.height() == pytest.approx(678 / 348, rel=0.01)


@pytest.mark.parametrize("size", [(1280, 900), (1920, 1080), (1100, 720)])
def test_the_parts_do_not_overlap(qtbot, glass, size):
    glass.window.resize(*size)
    content = glass.window.contentItem()
    qtbot.waitUntil(lambda: (content.width(), content.height()) == size)
    whole = QRect(0, 0, *size)
    parts = {item.objectName(): item for item in scene.visible_items(glass.window) if item.objectName()}
    boxes = {
        name: parts[name].mapRectToScene(parts[name].boundingRect()).toRect()
        for name in ("wall", "switches", "story", "camera", "sheet")
    }
    for name, box in boxes.items():
        assert whole.contains(box), name
        assert box.height() > 150, name
        assert not any(box.intersects(other) for key, other in boxes.items() if key != name), name


def test_it_stands_on_the_right_and_fits_on_the_screen():
    assert place(QRect(0, 0, 1920, 1080)) == QRect(580, 40, 1340, 960)
    assert place(QRect(0, 30, 1280, 800)) == QRect(0, 70, 1280, 760)
