"""The UI follows the core: reconnects, repaints, and says so when nobody is there."""

import pytest
from PySide6.QtCore import QElapsedTimer

from kiosk.messages import Alive, Hello, Intent
from tests.ui.fixtures import view
from ui.viewmodels.kiosk import tag_of


def shown(window) -> str:
    return tag_of(window.view)


def test_the_first_view_is_drawn_and_reported_as_painted(qtbot, core, link, window):
    assert shown(window) == "out_of_service"
    core.start()
    link.start()
    qtbot.waitUntil(lambda: core.painted == [1])
    assert shown(window) == "idle"
    assert core.heard[0] == Hello(1, "ui", "test")


def test_every_view_is_painted_even_when_nothing_on_it_changes(qtbot, core, served):
    served("idle")
    served("idle")
    assert core.painted[-2:] == [2, 3]


def test_an_intent_names_the_session_that_was_on_the_screen(qtbot, core, served, window):
    served("door_open_next")
    window.kiosk.screen.act("reopen")
    qtbot.waitUntil(lambda: bool(core.intents))
    assert core.intents == [Intent("s-1", "reopen")]


def test_without_a_core_the_ui_says_so_within_a_second(qtbot, link, window):
    clock = QElapsedTimer()
    clock.start()
    link.start()
    qtbot.waitUntil(lambda: window.view.screen.reason == "no_core", timeout=3000)
    assert 500 < clock.elapsed() < 1500


def test_a_killed_core_is_noticed_and_a_restarted_one_brings_its_screen_back(qtbot, core, served, window):
    served("door_open")
    core.kill()
    qtbot.waitUntil(lambda: shown(window) == "out_of_service", timeout=3000)
    assert window.view.session == ""
    core.view = view("door_open_next", seq=40)
    core.start()
    qtbot.waitUntil(lambda: 40 in core.painted, timeout=3000)
    assert shown(window) == "door"


def test_a_core_that_hangs_is_given_up_and_asked_again(qtbot, core, served, window):
    core.beats.stop()
    qtbot.waitUntil(lambda: shown(window) == "out_of_service", timeout=3000)
    qtbot.waitUntil(lambda: core.greetings == 2, timeout=3000)
    qtbot.waitUntil(lambda: shown(window) == "idle", timeout=3000)


def test_beats_alone_keep_the_screen(qtbot, core, served, window):
    qtbot.wait(1200)
    assert shown(window) == "idle"
    assert core.greetings == 1


@pytest.mark.allow_warnings
@pytest.mark.parametrize(
    "raw", [b"not json\n", b'{"type":"view"}\n', b'{"type":"hello","protocol":9,"role":"core","version":""}\n']
)
def test_a_line_that_does_not_decode_ends_the_connection(qtbot, core, served, raw):
    core.send_raw(raw)
    qtbot.waitUntil(lambda: core.greetings == 2, timeout=3000)


@pytest.mark.allow_warnings
def test_another_protocol_is_never_drawn(qtbot, core, link, window):
    core.protocol = 2
    core.start()
    link.start()
    qtbot.waitUntil(lambda: core.greetings >= 2, timeout=3000)
    assert shown(window) == "out_of_service"


@pytest.mark.allow_warnings
def test_who_does_not_say_hello_first_is_not_believed(qtbot, core, link, window):
    core.polite = False
    core.start()
    link.start()
    qtbot.waitUntil(lambda: core.greetings >= 2, timeout=3000)
    assert shown(window) == "out_of_service"


@pytest.mark.allow_warnings
def test_an_endless_line_ends_the_connection(qtbot, core, served):
    core.send_raw(b"x" * 300_000)
    qtbot.waitUntil(lambda: core.greetings == 2, timeout=3000)


def test_taps_while_nobody_is_there_are_lost_not_kept(qtbot, core, served, window):
    core.kill()
    qtbot.waitUntil(lambda: shown(window) == "out_of_service", timeout=3000)
    core.heard.clear()
    window._intend("type_code", "", 0)
    core.start()
    qtbot.waitUntil(lambda: bool(core.painted), timeout=3000)
    assert core.intents == []


def test_a_loop_that_turns_says_so_every_second_with_a_core_or_without(qtbot, core, served, link):
    with qtbot.waitSignals([link.turned, link.turned], timeout=3000):
        pass
    assert Alive() in core.heard
    core.kill()
    with qtbot.waitSignals([link.turned, link.turned], timeout=3000):
        pass


def test_stopping_is_quiet(qtbot, core, served, link):
    link.stop()
    greetings = core.greetings
    with qtbot.assertNotEmitted(link.turned, wait=1200):
        pass
    assert core.greetings == greetings
