"""Amounts as they are read in the language of the page."""

from typing import Final

from kiosk.backend.staff.words import BOKMAL
from kiosk.commerce.price import major

NO_BREAK: Final = "\u00a0"
_SYMBOLS: Final = {(BOKMAL, "NOK"): "kr"}
"""Any other currency is called by its code, since every kr is written kr. `ui/viewmodels/money.py` says it so too."""


def money(language: str, minor: int, currency: str) -> str:
    """149900 of NOK as `kr 1 499,00` or `NOK 1,499.00`. Never broken over two lines."""
    number = f"{major(abs(minor), currency):,f}"
    if language == BOKMAL:
        number = number.translate({ord(","): NO_BREAK, ord("."): ","})
    sign = "−" if minor < 0 else ""
    return sign + NO_BREAK.join(filter(None, (_SYMBOLS.get((language, currency), currency), number)))
