import pytest

from kiosk.domain.decision import Reason, Refusal
from kiosk.domain.record import Kind
from kiosk.flows.collect import Done
from kiosk.flows.effects import Check, ClearDeadline
from kiosk.flows.events import Answered, CodeScanned, Deadline, DeadlinePassed, Pressed
from kiosk.flows.session import Checking, Help, Idle, Refused
from kiosk.flows.timing import WARNING_S
from kiosk.flows.typed_code import Phone, Typing
from tests.helpers.flow_script import Script

_REFUSED_AND_COUNTED = (Kind.CODE_REFUSED, Kind.ATTEMPT_FAILED)
UNKNOWN = Answered(Refusal(Reason.UNKNOWN))


def test_a_code_on_the_first_screen_is_checked() -> None:
    script = Script().play(CodeScanned(b"anything"))
    script.flow(Checking)
    assert Check("scanned", b"anything") in script.effects
    assert script.session.id


def test_a_card_is_checked_and_refused_as_what_it_is() -> None:
    script = Script().play(CodeScanned(b"04A1B2C3", "tapped"))
    assert Check("tapped", b"04A1B2C3") in script.effects
    script.play(UNKNOWN)
    refused, failed = (next(one for one in script.entries if one.kind is kind) for kind in _REFUSED_AND_COUNTED)
    assert refused.body["entry"] == failed.body["entry"] == "tapped"
    unreadable = Script().play(CodeScanned(b"", "tapped"))
    assert next(one for one in unreadable.entries if one.kind is Kind.CODE_REFUSED).body["entry"] == "tapped"


def test_an_unreadable_code_is_answered_without_a_check() -> None:
    script = Script().play(CodeScanned(b""))
    assert script.flow(Refused).refusal.reason is Reason.UNREADABLE
    assert not any(isinstance(effect, Check) for effect in script.effects)


def test_a_refusal_is_written_and_an_unknown_code_counts_as_an_attempt() -> None:
    script = Script().play(CodeScanned(b"x"), UNKNOWN)
    assert Kind.CODE_REFUSED in script.kinds
    assert Kind.ATTEMPT_FAILED in script.kinds
    assert all("x" not in str(entry.body) for entry in script.entries)


def test_a_true_refusal_of_a_token_is_no_attempt() -> None:
    script = Script().play(CodeScanned(b"x"), Answered(Refusal(Reason.EXPIRED)))
    assert Kind.ATTEMPT_FAILED not in script.kinds


def test_an_attempt_names_the_pickups_it_counts_against_and_the_screen_does_not() -> None:
    script = Script().play(CodeScanned(b"x"), Answered(Refusal(Reason.UNKNOWN, against=("PICKUP01",))))
    [failed] = [entry for entry in script.entries if entry.kind is Kind.ATTEMPT_FAILED]
    assert failed.body == {"entry": "scanned", "pickups": ["PICKUP01"]}
    assert script.flow(Refused).refusal.against == ()


def test_an_answer_that_is_none_is_a_bug() -> None:
    with pytest.raises(TypeError, match="not an answer: str"):
        Script().play(CodeScanned(b"x"), Answered("yes"))  # type: ignore[arg-type]


def test_nobody_who_leaves_ends_nothing() -> None:
    script = Script().play(Pressed("home"))
    script.flow(Idle)
    assert script.entries == []


def test_the_next_code_is_answered_on_the_refusal_screen() -> None:
    script = Script().play(CodeScanned(b"x"), UNKNOWN)
    first = script.session.id
    script.play(CodeScanned(b"y"))
    script.flow(Checking)
    assert script.session.id == first


def test_an_answer_that_comes_late_is_for_nobody() -> None:
    script = Script().play(CodeScanned(b"x"), DeadlinePassed(Deadline.ANSWER))
    assert script.flow(Refused).refusal.reason is Reason.CANNOT_CHECK
    script.play(UNKNOWN)
    assert script.flow(Refused).refusal.reason is Reason.CANNOT_CHECK


def test_help_lies_over_the_screen_and_gives_it_back() -> None:
    script = Script().play(Pressed("type_code"), Pressed("key", "7"), Pressed("help"))
    assert script.session.help == Help()
    script.play(Pressed("report", "other"))
    assert script.session.help == Help("other")
    assert script.kinds[-1] is Kind.REPORT_FILED
    script.play(Pressed("back"))
    assert script.session.help is None
    assert script.flow(Typing).entered == "7"


def test_a_warning_comes_first_and_can_be_put_off_ten_times() -> None:
    script = Script().play(Pressed("type_code"))
    for _ in range(10):
        script.play(DeadlinePassed(Deadline.IDLE))
        assert script.session.warned
        assert script.deadlines == {"warned": WARNING_S}
        assert WARNING_S >= 20
        script.play(Pressed("more_time"))
        assert not script.session.warned
        assert "idle" in script.deadlines
    script.play(DeadlinePassed(Deadline.IDLE), DeadlinePassed(Deadline.WARNED))
    script.flow(Idle)
    assert script.kinds[-1] is Kind.SESSION_ENDED


def test_a_warning_that_was_answered_ends_nothing() -> None:
    script = Script().play(Pressed("type_code"), DeadlinePassed(Deadline.IDLE), Pressed("key", "7"))
    script.play(DeadlinePassed(Deadline.WARNED))
    script.flow(Typing)


def test_language_lasts_as_long_as_the_session() -> None:
    script = Script().play(Pressed("language", "en"), Pressed("type_code"))
    assert script.session.language == "en"
    assert script.session.id
    script.play(Pressed("home"))
    assert script.session.language == "nb"
    assert script.session.id == ""


def test_an_unknown_language_changes_nothing() -> None:
    assert Script().play(Pressed("language", "xx")).session.language == "nb"


def test_an_untouched_session_on_the_first_screen_ends_quietly() -> None:
    script = Script().play(Pressed("language", "en"))
    assert "idle" in script.deadlines
    script.play(DeadlinePassed(Deadline.IDLE))
    assert script.session.id == ""


def test_thanks_of_one_person_never_belong_to_the_next() -> None:
    script = Script().play(CodeScanned(b"x"), UNKNOWN)
    first = script.session.id
    script.play(Pressed("home"), CodeScanned(b"y"))
    assert script.session.id not in {"", first}


@pytest.mark.parametrize("action", ["retry", "reopen", "collect", "open_door", "reason", "submit", "toggle_pickup"])
def test_actions_of_other_screens_do_nothing_on_the_first(action: str) -> None:
    script = Script()
    before = script.session
    script.play(Pressed(action, "x", 3))
    assert script.session == before
    assert script.intents == []


def test_back_from_the_phone_number_is_the_code() -> None:
    script = Script().play(Pressed("type_code"), *(Pressed("key", digit) for digit in "123456"), Pressed("submit"))
    script.flow(Phone)
    script.play(Pressed("back"))
    script.flow(Typing)
    assert not isinstance(script.session.flow, Done)


def test_the_end_of_a_session_leaves_no_wait_behind() -> None:
    script = Script().play(Pressed("type_code"), Pressed("home"))
    assert {effect.name for effect in script.effects if isinstance(effect, ClearDeadline)} == set(Deadline)


def test_back_from_the_code_is_the_first_screen() -> None:
    script = Script().play(Pressed("type_code"), Pressed("key", "7"), Pressed("back"))
    script.flow(Idle)
    assert script.session.id == ""
    assert script.entries[-1].body == {"reason": "back"}
