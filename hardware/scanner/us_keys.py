"""What the keys of a US keyboard type. Fixed, whatever layout the machine has: scanners are set to US when they leave
the factory, and a layout of the machine's would turn the - and / of codes into other signs.

Key codes are those of linux/input-event-codes.h.
"""

from typing import Final

_ROWS: Final = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (86, "\\", "|"),
)
"""First key code, what the keys type, and what they type with shift."""
PLAIN: Final = {first + at: sign for first, plain, _ in _ROWS for at, sign in enumerate(plain)}
SHIFTED: Final = {first + at: sign for first, _, shifted in _ROWS for at, sign in enumerate(shifted)}

KEYPAD: Final = {71: "7", 72: "8", 73: "9", 75: "4", 76: "5", 77: "6", 79: "1", 80: "2", 81: "3", 82: "0"} | {
    55: "*",
    74: "-",
    78: "+",
    83: ".",
    98: "/",
}
CONTROL_KEYS: Final = {1: "\x1b", 14: "\b", 15: "\t", 28: "\r", 96: "\r"}
"""Escape, backspace, tab, and both Enters."""

SHIFT: Final = frozenset({42, 54})
CTRL: Final = frozenset({29, 97})
ALT: Final = frozenset({56, 100})
