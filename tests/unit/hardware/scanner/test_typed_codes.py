import pytest

from hardware.scanner.evdev import EventsLost, KeyEvent
from hardware.scanner.lines import Lines
from hardware.scanner.typed_codes import TypedCodes

SHIFT, CTRL, ALT, ENTER, TAB, F5 = 42, 29, 56, 28, 15, 63
A, X, MINUS, RIGHT_BRACE, KP0, KP2, KP9 = 30, 45, 12, 27, 82, 80, 73


class Keyboard:
    def __init__(self, suffixes: tuple[bytes, ...] = (b"\r",)) -> None:
        self.lines = Lines(suffixes, 0.3, 20)
        self.codes = TypedCodes(self.lines)
        self.now_s = 100.0
        self.got: list[bytes] = []

    def down(self, code: int) -> "Keyboard":
        return self._event(KeyEvent(code, True, self.now_s))

    def up(self, code: int) -> "Keyboard":
        return self._event(KeyEvent(code, False, self.now_s))

    def press(self, *codes: int) -> "Keyboard":
        for code in codes:
            self.down(code).up(code)
        return self

    def lose(self) -> "Keyboard":
        return self._event(EventsLost(self.now_s))

    def pause(self, pause_s: float) -> "Keyboard":
        self.now_s += pause_s
        return self

    def _event(self, event: KeyEvent | EventsLost) -> "Keyboard":
        self.got += self.codes.feed(event)
        self.now_s += 0.002
        return self


def test_plain_and_shifted_keys() -> None:
    keyboard = Keyboard().press(A).down(SHIFT).press(A, MINUS).up(SHIFT).press(MINUS, ENTER)
    assert keyboard.got == [b"aA_-"]


def test_either_shift_counts_and_one_let_go_does_not_end_the_other() -> None:
    keyboard = Keyboard().down(42).down(54).up(42).press(A).up(54).press(A, ENTER)
    assert keyboard.got == [b"Aa"]


def test_control_characters_in_both_ways_that_wedges_have() -> None:
    keyboard = Keyboard().press(A).down(CTRL).press(RIGHT_BRACE).up(CTRL).press(X, ENTER)
    keyboard.press(A).down(ALT).press(KP0, KP2, KP9).up(ALT).press(X, ENTER)
    assert keyboard.got == [b"a\x1dx", b"a\x1dx"]


@pytest.mark.parametrize("key", [F5, 58, 105])
def test_a_key_that_types_nothing_spoils_the_code_and_not_the_next(key: int) -> None:
    assert Keyboard().press(A, key, A, ENTER, X, ENTER).got == [b"", b"x"]


@pytest.mark.parametrize(("modifier", "key"), [(ALT, A), (CTRL, MINUS), (CTRL, F5)])
def test_a_chord_that_types_nothing_spoils_the_code(modifier: int, key: int) -> None:
    assert Keyboard().press(A).down(modifier).press(key).up(modifier).press(ENTER).got == [b""]


def test_a_number_that_is_no_byte_spoils_the_code() -> None:
    assert Keyboard().down(ALT).press(KP9, KP9, KP9).up(ALT).press(ENTER).got == [b""]


def test_a_number_without_end_takes_no_room() -> None:
    keyboard = Keyboard().down(ALT)
    for _ in range(1000):
        keyboard.press(KP0)
    assert len(keyboard.codes._number) < 10
    assert keyboard.up(ALT).press(ENTER).got == [b"\x00"]


def test_lost_events_spoil_the_code_and_let_go_of_all_keys() -> None:
    assert Keyboard().down(SHIFT).press(A).lose().press(A, ENTER, A, ENTER).got == [b"", b"a"]


def test_half_a_code_is_dropped_after_a_pause() -> None:
    assert Keyboard().press(A, A).pause(0.4).press(X, ENTER).got == [b"x"]


def test_tab_is_a_sign_or_the_end() -> None:
    assert Keyboard().press(A, TAB, A, ENTER).got == [b"a\ta"]
    assert Keyboard((b"\t",)).press(A, TAB, A, ENTER, TAB).got == [b"a", b"a\r"]


def test_a_code_that_is_too_long_is_refused() -> None:
    assert Keyboard().press(*[A] * 21, ENTER, A, ENTER).got == [b"", b"a"]


def test_enter_alone_is_no_code() -> None:
    assert Keyboard().press(ENTER, ENTER).got == []
