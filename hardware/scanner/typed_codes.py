"""The text that a keyboard wedge types, out of its keys. No I/O, no clock."""

from typing import Final

from hardware.scanner.evdev import EventsLost, KeyEvent
from hardware.scanner.lines import Lines
from hardware.scanner.us_keys import ALT, CONTROL_KEYS, CTRL, KEYPAD, PLAIN, SHIFT, SHIFTED

_MODIFIERS: Final = SHIFT | CTRL | ALT
_NUMBER_DIGITS: Final = 9


class TypedCodes:
    """Codes out of keys, as `Lines` out of bytes.

    Control characters come as Ctrl with a letter or sign (GS is Ctrl ]), or as Alt with the number on the keypad
    (Alt 0 2 9): the two ways that wedges have. A key that stands for no character spoils the code: it is told as b"",
    and not as a text that was never printed.
    """

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._held: set[int] = set()
        self._number = ""

    def feed(self, event: KeyEvent | EventsLost) -> list[bytes]:
        """Codes that have ended."""
        if isinstance(event, EventsLost):
            self._held.clear()
            self._number = ""
            return self._lines.spoil(event.at_s)
        if event.code in _MODIFIERS:
            return self._modifier(event)
        if not event.down:
            return []
        if self._held & ALT and event.code in KEYPAD and KEYPAD[event.code].isdigit():
            self._number = (self._number + KEYPAD[event.code])[:_NUMBER_DIGITS]
            return []
        return self._typed(self._sign(event.code), event.at_s)

    def _modifier(self, event: KeyEvent) -> list[bytes]:
        if event.down:
            self._held.add(event.code)
            return []
        self._held.discard(event.code)
        number, self._number = self._number, ""
        if not number:
            return []
        return self._typed(chr(int(number)) if int(number) < 256 else None, event.at_s)

    def _typed(self, sign: str | None, at_s: float) -> list[bytes]:
        return self._lines.spoil(at_s) if sign is None else self._lines.feed(sign.encode("latin-1"), at_s)

    def _sign(self, code: int) -> str | None:
        """None for a key that types nothing."""
        if self._held & ALT:
            return None
        sign = (SHIFTED if self._held & SHIFT else PLAIN).get(code) or KEYPAD.get(code)
        if not self._held & CTRL:
            return sign or CONTROL_KEYS.get(code)
        control = sign.upper() if sign else ""
        return chr(ord(control) & 0x1F) if "@" <= control <= "_" else None
