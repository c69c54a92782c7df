from kiosk.services.presentations import Presentations


def test_each_report_is_a_new_presentation() -> None:
    shown = Presentations()
    assert shown.is_new(b"A", "")
    assert shown.is_new(b"A", "S1")


def test_a_reader_that_came_back_tells_the_code_of_this_session_again() -> None:
    shown = Presentations()
    shown.is_new(b"A", "")
    shown.reader_came("S1")
    assert not shown.is_new(b"A", "S1")
    assert shown.is_new(b"A", "S1"), "only its first report may be an old one"


def test_another_code_another_session_and_nobody_are_new() -> None:
    for payload, session in ((b"B", "S1"), (b"A", "S2"), (b"A", "")):
        shown = Presentations()
        shown.is_new(b"A", "")
        shown.reader_came("" if not session else "S1")
        assert shown.is_new(payload, session)
