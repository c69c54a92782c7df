"""Codes that are typed by hand: eight symbols and a check symbol, or six digits beside a phone number.

The alphabet is Crockford's base 32: no I, L, O (read as 1, 1, 0) and no U. The check symbol is the hybrid system
of ISO/IEC 7064 (MOD M+1,M) with M = 32. It catches every single wrong symbol. Of swapped neighbours it misses
one pair of 496 in each state of the carry (0.2 %). Random text passes one time in 32: the check saves people from
typing errors, it protects nothing.
"""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 9
PIN_LENGTH: Final = 6
PHONE_DIGITS: Final = 4

_VALUES: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
_MODULUS: Final = len(ALPHABET)
_CONFUSED: Final = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None})


def check_symbol(symbols: str) -> str:
    """The symbol that completes `symbols`. Raises KeyError for a symbol outside the alphabet."""
    carry = _MODULUS
    for symbol in symbols:
        total = (carry + _VALUES[symbol]) % _MODULUS or _MODULUS
        carry = 2 * total % (_MODULUS + 1)
    return ALPHABET[(1 - carry) % _MODULUS]


def normalise(text: str) -> str:
    """What was meant by what was typed: upper case, look-alikes mapped, spaces and hyphens dropped."""
    return text.upper().translate(_CONFUSED)


def is_valid(code: str) -> bool:
    """Nine symbols of the alphabet (already normalised), the last of which is the check symbol of the others."""
    return len(code) == LENGTH and all(symbol in _VALUES for symbol in code) and check_symbol(code[:-1]) == code[-1]


def grouped(code: str) -> str:
    """A nine-symbol code as it is printed: `ABCD-EFGH-J`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def split_pin(code: str) -> tuple[str, str] | None:
    """(six digits, last four of the phone number) of a normalised text of ten digits, else None."""
    if len(code) != PIN_LENGTH + PHONE_DIGITS or not (code.isascii() and code.isdigit()):
        return None
    return code[:PIN_LENGTH], code[PIN_LENGTH:]
