"""Every screen on every glass in every language: nothing clipped, nothing covered, everything large enough to hit."""

import pytest
from PySide6.QtCore import QEventLoop, QRectF, QTimer, QTranslator
from PySide6.QtGui import QAccessible

from tests.ui.fixtures import NAMES, site, view
from tests.ui.preview_file import write_preview
from tests.ui.render_screens import GLASSES, present
from ui import scene
from ui.languages import Languages
from ui.window import KioskWindow

LEAST_MM = {"portrait": 20, "wide": 20, "landscape": 12}
"""Targets; the 10.1" glass has letter keys of 12 mm, everything else there is 14 mm or more."""
CAPITAL_MM = {"portrait": 6.1, "wide": 6.1, "landscape": 4.8}
"""0.7 degrees at 500 mm, or at 400 mm on the small glass. Inter's capitals are 0.727 em."""
SERVICE = ("service", "service_camera")
BUTTON_ROLES = {QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.RadioButton}


class LongWords(QTranslator):
    """Every text of the UI a third longer, as a language with long words would be."""

    def translate(self, context, source, disambiguation=None, n=-1):
        if disambiguation and disambiguation.startswith("Qt "):
            return source
        return source + " " + "åq" * (len(source) // 6)

    def isEmpty(self):  # noqa: N802 - Qt's name
        return False


class LongLanguages(Languages):
    """Speaks LongWords whatever is asked for."""

    def speak(self, language):
        if self._installed is None:
            self._installed = LongWords(self._application)
            self._application.installTranslator(self._installed)
            return True
        return False


def settle(milliseconds: int = 12) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def box(item) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def faults(window, glass: str, name: str) -> list[str]:
    """What a careful eye would object to."""
    pixels, size_mm = GLASSES[glass]
    per_mm = pixels.width() / size_mm[0]
    whole = QRectF(-1, -1, pixels.width() + 2, pixels.height() + 2)
    controls = scene.controls(window.window)
    boxes = {key: box(item) for key, item in controls.items() if not in_list(item)}
    texts = [
        item for item in scene.visible_items(window.window) if item.inherits("QQuickText") and item.property("text")
    ]
    found = [fault for item in texts for fault in clipped(item)]
    for item in (item for item in texts if not in_list(item)):
        if not whole.contains(box(item)):
            found.append(f"{item.property('text')!r} leaves the glass")
        found += misplaced(item, {} if "+ending" in name else boxes)
    if not name.startswith(SERVICE):
        found += too_small(boxes, LEAST_MM[glass] * per_mm - 1)
        found += too_close(boxes, (2 if glass == "landscape" else 3) * per_mm - 1)
    return found


def clipped(item) -> list[str]:
    """A text that does not fit in its own item."""
    text = item.property("text")
    found = []
    if item.property("truncated"):
        found.append(f"{text!r} is elided")
    if item.property("contentWidth") > item.width() + 1:
        found.append(f"{text!r} is wider than its place")
    if item.property("contentHeight") > item.height() + 2:
        found.append(f"{text!r} is higher than its place")
    return found


def misplaced(item, boxes: dict[str, QRectF]) -> list[str]:
    """A text that leaves its button, or lies under one."""
    text, around, mine = item.property("text"), box(item), owner(item)
    if mine is not None:
        inside = box(mine).adjusted(-1, -1, 1, 1).contains(around)
        return [] if inside else [f"{text!r} leaves its button"]
    shrunk = around.adjusted(1, around.height() * 0.15, -1, -around.height() * 0.15)
    return [f"{text!r} is under {key}" for key, other in boxes.items() if other.intersects(shrunk)]


def low(item, glass: str, per_mm: float) -> bool:
    """Capitals that are too low to read. What stands on the small glass's wall is said in words beside it."""
    if glass == "landscape" and on_wall(item):
        return False
    return item.property("font").pixelSize() * 0.727 < CAPITAL_MM[glass] * per_mm - 1


def on_wall(item) -> bool:
    while item is not None and not item.metaObject().className().startswith("Wall_"):
        item = item.parentItem()
    return item is not None


def too_small(boxes: dict[str, QRectF], least: float) -> list[str]:
    return [
        f"{key} is {rect.width():.0f} × {rect.height():.0f} px, less than {least:.0f}"
        for key, rect in boxes.items()
        if min(rect.width(), rect.height()) < least
    ]


def owner(item):
    """The button a text belongs to."""
    while item is not None and not item.inherits("QQuickAbstractButton"):
        item = item.parentItem()
    return item


def in_list(item) -> bool:
    """A list scrolls: what is below its edge is meant to be."""
    while item is not None and not item.inherits("QQuickListView"):
        item = item.parentItem()
    return item is not None


def too_close(boxes: dict[str, QRectF], least: float) -> list[str]:
    """Doors of the drawn wall are neighbours as the real ones are."""
    names = sorted(name for name in boxes if not name.startswith("door-"))
    return [
        f"{one} and {other} are too close"
        for i, one in enumerate(names)
        for other in names[i + 1 :]
        if boxes[one]
        .adjusted(-least / 2, -least / 2, least / 2, least / 2)
        .intersects(boxes[other].adjusted(-least / 2, -least / 2, least / 2, least / 2))
    ]


def unreadable(window, glass: str) -> list[str]:
    """Texts a customer could not read from where they stand."""
    pixels, size_mm = GLASSES[glass]
    texts = [
        item for item in scene.visible_items(window.window) if item.inherits("QQuickText") and item.property("text")
    ]
    return [f"{item.property('text')!r} is too low" for item in texts if low(item, glass, pixels.width() / size_mm[0])]


def silent_controls(window) -> list[str]:
    """Controls without a name or the role of something to press."""
    found = []
    for key, item in scene.controls(window.window).items():
        spoken = QAccessible.queryAccessibleInterface(item)
        name = spoken.text(QAccessible.Text.Name)
        if not name or spoken.role() not in BUTTON_ROLES:
            found.append(f"{key}: role {spoken.role()}, name {name!r}")
    return found


@pytest.mark.parametrize(
    ("glass", "language"),
    [("portrait", "nb"), ("portrait", "en"), ("landscape", "nb"), ("landscape", "en"), ("wide", "nb")],
)
def test_every_screen_is_whole(qapp, tmp_path, glass, language):
    pixels, size_mm = GLASSES[glass]
    window = KioskWindow(Languages(qapp), pixels, motion=False)
    where = site(preview=str(write_preview(tmp_path / "preview")), size_mm=size_mm)
    found = []
    for name in NAMES:
        present(window, view(name, language), name, where)
        settle()
        found += [f"{name}: {fault}" for fault in faults(window, glass, name) + silent_controls(window)]
        if not name.startswith(SERVICE):
            found += [f"{name}: {fault}" for fault in unreadable(window, glass)]
    window.close()
    assert not found, "\n".join(found)


def test_a_language_with_words_a_third_longer_still_fits(qapp, tmp_path):
    pixels, size_mm = GLASSES["portrait"]
    where = site(preview=str(write_preview(tmp_path / "preview")), size_mm=size_mm)
    window = KioskWindow(LongLanguages(qapp), pixels, motion=False)
    found = []
    said = set()
    for name in (name for name in NAMES if not name.startswith(SERVICE)):
        present(window, view(name), name, where)
        settle()
        said.update(scene.texts(window.window))
        found += [f"{name}: {fault}" for fault in faults(window, "portrait", name)]
    window.close()
    assert "Hold the code up to the camera åqåqåqåqåq" in said
    assert any(text.startswith("Hold it a little further away") for text in said)
    assert not found, "\n".join(found)


def test_the_door_number_is_read_from_two_metres(qapp):
    """A capital of 0.7 degrees at 2 m is 24 mm high; Inter's capitals are 0.727 em."""
    pixels, size_mm = GLASSES["portrait"]
    window = KioskWindow(Languages(qapp), pixels, motion=False)
    window.show_view(view("door_open"), site())
    settle()
    number = next(i for i in scene.visible_items(window.window) if i.property("text") == "Luke 12")
    height_mm = number.property("font").pixelSize() * 0.727 / (pixels.width() / size_mm[0])
    window.close()
    assert height_mm >= 24
