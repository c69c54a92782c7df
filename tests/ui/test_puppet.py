"""The puppet taps the real window and tells what is on it."""

import json

import pytest
from PySide6.QtNetwork import QLocalSocket

from kiosk.messages import Intent
from ui.puppet import Puppet
from ui.window import StartError


@pytest.fixture
def ask(qtbot, tmp_path, window):
    puppet = Puppet(window, str(tmp_path / "puppet.sock"))
    line = QLocalSocket()
    line.connectToServer(str(tmp_path / "puppet.sock"))

    def ask(request):
        line.write((request if isinstance(request, bytes) else json.dumps(request).encode()) + b"\n")
        qtbot.waitUntil(line.canReadLine, timeout=2000)
        return json.loads(line.readLine().data())

    yield ask
    line.abort()
    puppet.close()


def test_a_tap_reaches_the_core(qtbot, core, served, ask):
    served("idle")
    assert ask({"tap": "action-type_code"}) == {"ok": True}
    qtbot.waitUntil(lambda: core.intents == [Intent("", "type_code")])


def test_a_tap_on_what_is_not_there_is_an_error(served, ask):
    served("idle")
    assert ask({"tap": "action-retry"}) == {"ok": False, "error": "no control action-retry on screen idle"}


def test_the_screen_is_told_with_its_words_and_controls(core, served, ask):
    served("door_open_next")
    told = ask({"screen": True})
    assert (told["screen"], told["seq"]) == ("door", core.view.seq)
    assert {"Luke 12", "Pakke 2 av 3", "Åpne igjen"} <= set(told["texts"])
    assert told["controls"] == ["action-rescue", "language-en", "action-reopen", "action-help"]


def test_keys_reasons_topics_and_pickups_have_predictable_names(served, ask):
    served("keypad")
    assert {"key-0", "key-Z", "action-submit"} <= set(ask({"screen": True})["controls"])
    served("help")
    assert "topic-wont_close" in ask({"screen": True})["controls"]
    served("service_block_reason")
    assert {"reason-other", "door-24"} <= set(ask({"screen": True})["controls"])


def test_a_grab_is_saved(tmp_path, served, ask):
    served("idle")
    assert ask({"grab": str(tmp_path / "shot.png")}) == {"ok": True}
    assert (tmp_path / "shot.png").read_bytes().startswith(b"\x89PNG")
    assert ask({"grab": str(tmp_path / "no" / "shot.png")})["ok"] is False


@pytest.mark.parametrize("request_", [b"nonsense", b'{"jump": true}', b"[]"])
def test_nonsense_is_answered_with_an_error(ask, request_):
    assert ask(request_)["ok"] is False


def test_a_place_where_no_socket_can_be_is_an_error(window, tmp_path):
    with pytest.raises(StartError, match="--puppet"):
        Puppet(window, str(tmp_path / "missing" / "puppet.sock"))
