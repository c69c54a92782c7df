from kiosk.domain.typed_code import check_symbol
from kiosk.flows.effects import Check
from kiosk.flows.events import Pressed
from kiosk.flows.session import Checking
from kiosk.flows.typed_code import Phone, Typing
from tests.helpers.flow_script import Script

CODE = "7K3M9QX2" + check_symbol("7K3M9QX2")


def typing(text: str) -> Script:
    return Script().play(Pressed("type_code"), *(Pressed("key", symbol) for symbol in text))


def test_the_ninth_symbol_submits() -> None:
    script = typing(CODE)
    assert script.flow(Checking).entry == "typed"
    assert Check("typed", CODE.encode()) in script.effects


def test_lower_case_and_look_alikes_mean_the_same() -> None:
    assert Check("typed", CODE.encode()) in typing(CODE.lower()).effects


def test_a_slip_of_the_finger_is_told_and_asks_nobody() -> None:
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    script = typing(wrong)
    assert script.flow(Typing).error == "bad_check"
    assert not any(isinstance(effect, Check) for effect in script.effects)
    script.play(Pressed("erase"))
    assert script.flow(Typing) == Typing(wrong[:-1])


def test_six_digits_need_the_phone() -> None:
    script = typing("482913").play(Pressed("submit"))
    assert script.flow(Phone).digits == "482913"
    script.play(*(Pressed("key", digit) for digit in "4417"))
    assert Check("typed", b"482913", phone_last4="4417") in script.effects


def test_too_few_symbols_are_told() -> None:
    assert typing("48").play(Pressed("submit")).flow(Typing).error == "too_short"
    phone = typing("482913").play(Pressed("submit"), Pressed("key", "4"), Pressed("submit"))
    assert phone.flow(Phone).error == "too_short"


def test_keys_that_are_no_symbols_are_ignored() -> None:
    assert typing("U!7ab").flow(Typing).entered == "7AB"
    assert typing("482913").play(Pressed("submit"), Pressed("key", "A")).flow(Phone).entered == ""
