"""Walking the scene of a window: what is visible, what it says, where it is."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF
from PySide6.QtQuick import QQuickItem, QQuickWindow


def visible_items(window: QQuickWindow) -> Iterator[QQuickItem]:
    """Every item somebody could see, parents before children, in drawing order."""
    pending = [window.contentItem()]
    while pending:
        item = pending.pop()
        if item.isVisible() and item.opacity() > 0:
            yield item
            pending.extend(reversed(item.childItems()))


def texts(window: QQuickWindow) -> list[str]:
    """All text on the glass, in drawing order."""
    found = (str(item.property("text")) for item in visible_items(window) if item.inherits("QQuickText"))
    return [text for text in found if text]


def controls(window: QQuickWindow) -> dict[str, QQuickItem]:
    """Controls that can be touched now, by objectName. Of two with one name the upper one."""
    buttons = (item for item in visible_items(window) if item.inherits("QQuickAbstractButton"))
    return {item.objectName(): item for item in buttons if item.objectName() and item.isEnabled()}


def middle(item: QQuickItem) -> QPointF:
    """The middle of an item in the window."""
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
