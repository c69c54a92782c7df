"""The story that a newcomer reads."""

import pytest
from PySide6.QtCore import Qt

from ui.stage.story import KEPT, StoryModel


def story(stage) -> list[str]:
    """Oldest first."""
    rows = stage.story.lines
    role = next(role for role, name in rows.roleNames().items() if name == b"text")
    return [rows.data(rows.index(row), role) for row in reversed(range(rows.rowCount()))]


def test_a_collection_from_code_to_backend(qtbot, stage, bank, point):
    stage.camera.holdUp("file:///code.png", "Én pakke")
    point.tell(event="answer", answer="opens", doors=[12], t_ms=31.4)
    qtbot.waitUntil(lambda: len(story(stage)) == 2)
    stage.boards.told.emit({"event": "unlock_frame", "board": 1, "channel": 12})
    stage.boards.told.emit({"event": "pulse", "door": 12})
    stage.boards.told.emit({"event": "opened", "door": 12})
    point.tell(event="door", answer="opened", doors=[12], pickup="P")
    qtbot.waitUntil(lambda: len(story(stage)) == 6)
    stage.boards.told.emit({"event": "closed", "door": 12})
    point.tell(event="backend", answer="parcel.collected", doors=[12], pickup="P")
    qtbot.waitUntil(lambda: len(story(stage)) == 8)
    assert story(stage) == [
        "Held up: Én pakke",
        "Kiosk: code accepted for door 12, after 31 ms",
        "On the line: unlock board 1, channel 12",
        "Door 12: the lock pulls",
        "Door 12 springs open",
        "Kiosk: door 12 is open, written to the journal",
        "Door 12 is closed",
        "Backend has heard: parcel collected, door 12",
    ]


def test_by_hand_and_by_its_lock_are_told_apart(qtbot, stage, bank):
    bank.ask("open", door=3)
    qtbot.waitUntil(lambda: story(stage) == ["Door 3 is opened by hand"])


def test_a_jammed_door_does_not_spring_open_later(qtbot, stage):
    stage.model.wall.setFault(9, "jam")
    qtbot.waitUntil(lambda: stage.boards.state.doors[9].fault == "jam")
    stage.boards.told.emit({"event": "pulse", "door": 9})
    stage.boards.told.emit({"event": "opened", "door": 9})
    assert story(stage) == ["Door 9: the lock pulls, the door is jammed", "Door 9 is opened by hand"]


@pytest.mark.parametrize(
    ("happening", "line"),
    [
        ({"event": "answer", "answer": "refused:expired"}, "Kiosk: code refused, its time is out"),
        ({"event": "answer", "answer": "refused:news"}, "Kiosk: code refused, news"),
        ({"event": "answer", "answer": "opens", "doors": [5, 8]}, "Kiosk: code accepted for doors 5, 8"),
        ({"event": "answer", "answer": "account"}, "Kiosk: a company's badge"),
        ({"event": "answer", "answer": "technician"}, "Kiosk: a technician"),
        ({"event": "door", "answer": "jammed", "doors": [5]}, "Kiosk: door 5 did not open"),
        ({"event": "backend", "answer": "report.filed"}, "Backend has heard: a customer reports something"),
    ],
)
def test_what_the_kiosk_says(stage, happening, line):
    stage.model.point.happened.emit(happening)
    assert story(stage) == [line]


def test_what_nobody_needs_to_know_is_left_out(stage):
    for event in ("ready", "list", "camera", "idle", "door", "backend", "news"):
        stage.model.point.happened.emit({"event": event, "answer": "news"})
    assert story(stage) == []


def test_switches_tell_too(qtbot, stage):
    stage.model.point.setBackend(False)
    qtbot.waitUntil(lambda: len(story(stage)) == 1)
    stage.model.switches.setBoardFault("silent")
    assert story(stage)[0].startswith("The backend is away")
    assert story(stage)[1] == "The board has fallen silent"


def test_the_log_is_bounded(qapp):
    log = StoryModel()
    for number in range(KEPT + 5):
        log.add("check", str(number))
    rows = log.lines
    assert rows.rowCount() == KEPT
    assert rows.data(rows.index(0), Qt.ItemDataRole.UserRole + 3) == str(KEPT + 4)
