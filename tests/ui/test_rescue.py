"""Somebody may be inside a compartment: the way to help is on every screen, with a core and without."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from kiosk import messages as m
from tests.ui.fixtures import ADVICE, FAR, NAMES, site, view
from tests.ui.render_screens import GLASSES
from tests.ui.test_glass import box, settle
from tests.ui.test_touch import tap
from ui import scene
from ui.languages import Languages
from ui.viewmodels.kiosk import ADVICE_MS
from ui.viewmodels.rescue import MOST_BUTTONS, RescueViewModel
from ui.window import KioskWindow

LEAST_MM = {"portrait": 20, "wide": 20, "landscape": 14}


@pytest.mark.parametrize("glass", GLASSES)
def test_it_is_on_every_screen_large_enough_and_says_what_it_is(qapp, glass):
    pixels, size_mm = GLASSES[glass]
    window = KioskWindow(Languages(qapp), pixels, motion=False)
    missing = []
    for name in (name for name in NAMES if not name.startswith("rescue") and name != ADVICE):
        window.show_view(view(name), site(size_mm=size_mm))
        settle(2)
        control = scene.controls(window.window).get("action-rescue")
        if control is None:
            missing.append(name)
            continue
        spoken = QAccessible.queryAccessibleInterface(control)
        assert spoken.text(QAccessible.Text.Name) == "Noen er fanget i en luke"
        assert spoken.role() == QAccessible.Role.Button
        area = box(control)
        assert min(area.width(), area.height()) >= LEAST_MM[glass] * pixels.width() / size_mm[0] - 1, name
    window.close()
    assert missing == []


def test_it_is_reached_and_pressed_with_keys(qtbot, core, served, window):
    served("keypad")
    for _ in range(60):
        QTest.keyClick(window.window, Qt.Key.Key_Tab)
        if window.window.activeFocusItem().objectName() == "action-rescue":
            break
    QTest.keyClick(window.window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(core.intents))
    assert core.intents == [m.Intent("s-1", "rescue")]


def no_core(window):
    window.show_view(view("idle"), site())
    window.show_no_core()


def test_without_a_core_it_says_whom_to_call_and_goes_away_again(window):
    told = []
    window.intended.connect(told.append)
    no_core(window)
    tap(window, "action-rescue")
    said = " ".join(scene.texts(window.window))
    assert "22 00 11 22" in said
    assert "112" in said
    assert "113" in said
    assert set(scene.controls(window.window)) == {"action-leave_advice"}
    tap(window, "action-leave_advice")
    assert "action-leave_advice" not in scene.controls(window.window)
    assert told == []


def test_before_any_core_was_heard_the_emergency_number_is_still_there(window):
    tap(window, "action-rescue")
    assert any("112" in text for text in scene.texts(window.window))


def test_escape_leaves_the_advice(window):
    no_core(window)
    tap(window, "action-rescue")
    QTest.keyClick(window.window, Qt.Key.Key_Escape)
    assert "action-rescue" in scene.controls(window.window)


def test_a_core_that_is_back_is_asked_with_one_more_touch_not_by_an_old_one(window):
    told = []
    window.intended.connect(told.append)
    no_core(window)
    tap(window, "action-rescue")
    window.show_view(view("idle"), site())
    settle()
    assert told == []
    tap(window, "action-rescue")
    assert told == [m.Intent("", "rescue")]
    assert "action-leave_advice" not in scene.controls(window.window)


def test_the_advice_stands_over_the_warning_that_the_session_ends(window):
    window.show_view(view("idle"), site())
    ending = view("keypad+ending")
    window.show_view(m.View(2, "s-1", "nb", ending.screen, ("home", "more_time"), ends_in_s=20), site())
    tap(window, "action-rescue")
    assert set(scene.controls(window.window)) == {"action-leave_advice"}


def test_advice_that_nobody_touches_does_not_stay_for_ever(qtbot, window):
    assert ADVICE_MS >= 60_000
    window.kiosk._advice_ends.setInterval(50)
    no_core(window)
    tap(window, "action-rescue")
    assert window.kiosk.property("advising")
    qtbot.waitUntil(lambda: not window.kiosk.property("advising"), timeout=2000)


def said(state, asked=13, doors=(13, 24), occupied=(), reference="4F7KM2Q8XA"):
    model = RescueViewModel()
    choice = [m.RescueDoor(number, FAR, number not in occupied) for number in (*doors, *occupied)]
    model.show(m.RescueScreen(state, tuple(choice), asked, reference), site())
    return model


@pytest.mark.parametrize(
    ("state", "asked", "headline"),
    [
        ("suspected", 13, "Is somebody inside door\u00a013?"),
        ("choose", None, "Which door?"),
        ("opening", 13, "Door\u00a013 is opening"),
        ("open", 13, "Door\u00a013 is open"),
        ("failed", 13, "Door\u00a013 did not open"),
    ],
)
def test_each_state_says_one_thing_and_always_whom_to_call(qapp, state, asked, headline):
    model = said(state, asked)
    assert model.property("headline") == headline
    assert model.property("hint")
    assert model.property("phone") == "22 00 11 22"
    assert model.property("placeAndNumber") == "Say “Sentrum 4” and number 4F7KM 2Q8XA"


@pytest.mark.parametrize("state", ["choose", "failed", "suspected", "opening"])
def test_a_door_with_a_parcel_is_for_staff_whatever_the_state(qapp, state):
    model = said(state, 19, occupied=(7, 19))
    assert model.property("headline") == "Staff have been told"
    assert "19" in model.property("hint")
    assert "Call" in model.property("hint")
    assert model.property("opens") is False


@pytest.mark.parametrize(
    ("state", "opens"), [("suspected", True), ("failed", True), ("open", False), ("opening", False)]
)
def test_one_button_opens_the_door_in_question_and_none_when_it_is_open(qapp, state, opens):
    assert said(state).property("opens") == opens
    assert said(state).property("asked") == 13


def test_few_doors_have_buttons_many_are_chosen_on_the_wall(qapp):
    few, many = range(1, MOST_BUTTONS + 1), range(1, MOST_BUTTONS + 2)
    assert len(said("choose", None, few, occupied=(20,)).property("doors")) == MOST_BUTTONS
    assert len(said("choose", None, many).property("doors")) == 0


def test_only_doors_somebody_fits_in_can_be_touched(served, window):
    served("rescue_choose")
    doors = {name for name in scene.controls(window.window) if name.startswith("door-")}
    assert doors == {"door-7", "door-13", "door-19", "door-24"}


def test_with_no_door_to_open_the_screen_says_so(qapp):
    model = said("choose", None, ())
    assert model.property("headline") == "Call for help now"
    assert "can't open doors" in model.property("hint")
