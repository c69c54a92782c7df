"""The line to a process of the demo."""

import pytest

from tests.ui.stage.fake_point import FakePoint
from ui.stage.link import Link


@pytest.fixture
def link(qtbot, point: FakePoint, tmp_path):
    line = Link(str(tmp_path / "point.sock"))
    line.start()
    qtbot.waitUntil(lambda: point.visited)
    yield line
    line.stop()


def test_answers_come_in_order_and_events_are_nobodys_answer(qtbot, point, link):
    answers, events = [], []
    link.told.connect(events.append)
    link.ask({"do": "first"}, lambda answer: answers.append(("first", answer)))
    link.ask({"do": "second"}, lambda answer: answers.append(("second", answer)))
    point.tell(event="ready")
    qtbot.waitUntil(lambda: len(answers) == 2 and bool(events))
    assert answers == [("first", {"ok": True}), ("second", {"ok": True})]
    assert events == [{"event": "ready"}]


def test_it_comes_back_and_an_old_request_gets_no_answer(qtbot, point, link):
    answered = []
    point.mute = True
    link.ask({"do": "unanswered"}, lambda _: answered.append("unanswered"))
    qtbot.waitUntil(lambda: bool(point.requests))
    point.mute = False
    with qtbot.waitSignal(link.lost):
        point.hang_up()
    link.ask({"do": "unheard"}, lambda _: answered.append("unheard"))
    qtbot.waitUntil(lambda: point.visited)
    link.ask({"do": "kept"}, lambda _: answered.append("kept"))
    qtbot.waitUntil(lambda: bool(answered))
    assert [request["do"] for request in point.requests] == ["unanswered", "kept"]
    assert answered == ["kept"]


@pytest.mark.allow_warnings
@pytest.mark.parametrize("raw", [b"no json\n", b"[1]\n", b"x" * (1 << 20) + b"y"], ids=["text", "list", "endless"])
def test_nonsense_ends_the_connection(qtbot, point, link, raw):
    with qtbot.waitSignal(link.lost):
        point.say(raw)
