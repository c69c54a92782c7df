"""Each control tells the core what it promises, by touch and by key."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kiosk.messages import Intent
from ui import scene


def tap(window, name: str) -> None:
    item = scene.controls(window.window)[name]
    QTest.mouseClick(
        window.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, scene.middle(item).toPoint()
    )


TAPS = [
    ("idle", "action-type_code", Intent("", "type_code")),
    ("idle", "action-help", Intent("", "help")),
    ("idle", "language-en", Intent("", "language", "en")),
    ("door_open_next", "action-reopen", Intent("s-1", "reopen")),
    ("door_open+ending", "action-more_time", Intent("s-1", "more_time")),
    ("door_next", "action-open_next", Intent("s-1", "open_next")),
    ("door_open_next", "action-help", Intent("s-1", "help")),
    ("door_fault_jammed", "action-retry", Intent("s-1", "retry")),
    ("door_fault_told", "action-skip", Intent("s-1", "skip")),
    ("done", "action-reopen", Intent("s-1", "reopen")),
    ("done", "action-home", Intent("s-1", "home")),
    ("refused_expired", "action-type_code", Intent("s-1", "type_code")),
    ("keypad", "key-7", Intent("s-1", "key", "7")),
    ("keypad", "key-Z", Intent("s-1", "key", "Z")),
    ("keypad", "action-erase", Intent("s-1", "erase")),
    ("keypad", "action-submit", Intent("s-1", "submit")),
    ("reference", "action-back", Intent("s-1", "back")),
    ("account", "pickup-PK7A2M5R", Intent("s-1", "toggle_pickup", "PK7A2M5R")),
    ("account", "action-collect", Intent("s-1", "collect")),
    ("account_everything", "action-papers", Intent("s-1", "papers")),
    ("papers", "paper-INV-30418", Intent("s-1", "paper", "INV-30418")),
    ("papers", "kind-delivery_notes", Intent("s-1", "paper_kind", "delivery_notes")),
    ("papers", "action-newer", Intent("s-1", "newer")),
    ("papers", "action-older", Intent("s-1", "older")),
    ("papers_away", "action-ask_again", Intent("s-1", "ask_again")),
    ("paper", "action-back", Intent("s-1", "back")),
    ("keypad", "action-home", Intent("s-1", "home")),
    ("reference", "key-Ø", Intent("s-1", "key", "Ø")),
    ("reference", "key--", Intent("s-1", "key", "-")),
    ("reference_optional", "action-skip", Intent("s-1", "skip")),
    ("pin", "key-0", Intent("s-1", "key", "0")),
    ("service", "door-12", Intent("s-1", "select_door", number=12)),
    ("service_door", "action-open_door", Intent("s-1", "open_door")),
    ("service_door", "action-block_door", Intent("s-1", "block_door")),
    ("service_blocked", "action-unblock_door", Intent("s-1", "unblock_door")),
    ("service_block_reason", "reason-dirty", Intent("s-1", "reason", "dirty")),
    ("service_suspect", "action-resolve_door", Intent("s-1", "resolve_door")),
    ("service_resolve_reason", "reason-missing", Intent("s-1", "reason", "missing")),
    ("service_load_reason", "reason-load", Intent("s-1", "reason", "load")),
    ("service_open_reason", "reason-remove_parcel", Intent("s-1", "reason", "remove_parcel")),
    ("service", "action-camera_page", Intent("s-1", "camera_page")),
    ("service", "bus-annex", Intent("s-1", "bus_page", "annex")),
    ("service", "action-commission", Intent("s-1", "commission")),
    ("service_bus", "bus-annex", Intent("s-1", "bus_page", "annex")),
    ("service_commission", "action-walk_confirm", Intent("s-1", "walk_confirm")),
    ("service_commission_which", "door-9", Intent("s-1", "select_door", number=9)),
    ("service_commission_which", "action-this_door", Intent("s-1", "select_door", number=12)),
    ("service_commission_which", "action-walk_none", Intent("s-1", "walk_none")),
    ("service_commission_which", "action-walk_several", Intent("s-1", "walk_several")),
    ("service_commission_close", "action-walk_skip", Intent("s-1", "walk_skip")),
    ("service_commission_ended", "action-commission", Intent("s-1", "commission")),
    ("service_camera", "action-doors_page", Intent("s-1", "doors_page")),
    ("service_camera", "action-log_out", Intent("s-1", "log_out")),
    ("checking", "action-rescue", Intent("s-1", "rescue")),
    ("door_open", "action-rescue", Intent("s-1", "rescue")),
    ("keypad+ending", "action-rescue", Intent("s-1", "rescue")),
    ("out_of_service_bank_down", "action-rescue", Intent("s-1", "rescue")),
    ("rescue_suspected", "action-rescue_door", Intent("s-1", "rescue_door", number=13)),
    ("rescue_suspected", "action-rescue", Intent("s-1", "rescue")),
    ("rescue_suspected_clear", "action-rescue_clear", Intent("s-1", "rescue_clear", number=13)),
    ("rescue_choose_many", "door-5", Intent("s-1", "rescue_door", number=5)),
    ("rescue_choose", "rescue-24", Intent("s-1", "rescue_door", number=24)),
    ("rescue_choose", "door-24", Intent("s-1", "rescue_door", number=24)),
    ("rescue_choose", "door-7", Intent("s-1", "rescue_door", number=7)),
    ("rescue_choose", "action-back", Intent("s-1", "back")),
    ("rescue_open", "action-rescue_clear", Intent("s-1", "rescue_clear", number=13)),
    ("rescue_failed", "action-rescue_door", Intent("s-1", "rescue_door", number=13)),
    ("help", "topic-damaged", Intent("s-1", "report", "damaged")),
    ("keypad+ending", "action-more_time", Intent("s-1", "more_time")),
    ("keypad+ending", "action-home", Intent("s-1", "home")),
]


@pytest.mark.parametrize("expected", TAPS, ids=[f"{screen}-{control}" for screen, control, _ in TAPS])
def test_a_tap_sends_its_intent(qtbot, core, served, window, expected):
    screen, control, intent = expected
    served(screen)
    tap(window, control)
    qtbot.waitUntil(lambda: bool(core.intents))
    assert core.intents == [intent]


def test_what_the_core_does_not_offer_is_not_drawn(served, window):
    served("service_door")
    assert "action-unblock_door" not in scene.controls(window.window)
    served("refused_too_many_attempts")
    assert "action-type_code" not in scene.controls(window.window)
    served("checking")
    assert set(scene.controls(window.window)) == {"action-rescue"}


def test_under_the_warning_nothing_else_can_be_touched_but_rescue(served, window):
    served("keypad+ending")
    assert set(scene.controls(window.window)) == {"action-more_time", "action-home", "action-rescue"}


def test_a_real_keyboard_types_erases_submits_and_goes_back(qtbot, core, served, window):
    served("reference")
    for key in (Qt.Key.Key_A, Qt.Key.Key_9, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        QTest.keyClick(window.window, key)
    qtbot.waitUntil(lambda: len(core.intents) == 5)
    assert [(intent.action, intent.value) for intent in core.intents] == [
        ("key", "A"),
        ("key", "9"),
        ("erase", ""),
        ("submit", ""),
        ("back", ""),
    ]


def test_every_control_can_be_reached_and_pressed_without_touching(qtbot, core, served, window):
    served("door_open_next")
    wanted = set(scene.controls(window.window))
    reached = set()
    for _ in range(len(wanted) + 2):
        QTest.keyClick(window.window, Qt.Key.Key_Tab)
        reached.add(window.window.activeFocusItem().objectName())
    assert wanted <= reached
    while window.window.activeFocusItem().objectName() != "action-reopen":
        QTest.keyClick(window.window, Qt.Key.Key_Down)
    QTest.keyClick(window.window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(core.intents))
    assert core.intents == [Intent("s-1", "reopen")]


def test_a_new_figure_on_the_same_screen_keeps_the_focus(served, window):
    served("account")
    QTest.keyClick(window.window, Qt.Key.Key_Tab)
    before = window.window.activeFocusItem()
    served("account")
    assert window.window.activeFocusItem() is before


def test_the_language_changes_on_the_screen_that_is_up(served, window):
    served("door_open")
    assert "Luke 12" in scene.texts(window.window)
    served("door_open", "en")
    assert "Door 12" in scene.texts(window.window)
    served("door_open")
    assert "Luke 12" in scene.texts(window.window)


def test_a_finger_that_slides_off_does_nothing(qtbot, core, served, window):
    served("done")
    button = scene.controls(window.window)["action-home"]
    place = scene.middle(button).toPoint()
    QTest.mousePress(window.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    away = place - QPoint(0, 600)
    QTest.mouseMove(window.window, away)
    QTest.mouseRelease(window.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, away)
    qtbot.wait(50)
    assert core.intents == []
