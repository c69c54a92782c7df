"""Numbers of articles (GTIN): their check digit, and their one form with 14 digits. Pure."""

from typing import Final

_LENGTHS: Final = frozenset({8, 12, 13, 14})
_DIGITS: Final = frozenset("0123456789")


def check_digit(digits: str) -> str:
    """Of a number without one. GS1 General Specifications, 7.9.1: it makes the weighted sum a multiple of ten."""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def gtin14(text: str) -> str:
    """The number with 14 digits, or "" where `text` is none: other symbols, another length, a wrong check digit."""
    if len(text) not in _LENGTHS or not _DIGITS.issuperset(text) or check_digit(text[:-1]) != text[-1]:
        return ""
    return text.zfill(14)
