"""Amounts as they are read in the language of the screen."""

from typing import Final

from PySide6.QtCore import QLocale

_WHOLE: Final = frozenset({"CLP", "ISK", "JPY", "KRW", "VND"})
"""ISO 4217: currencies without a minor unit, of those somebody may meet here."""
_BEFORE: Final = frozenset({"nb", "nn", "en"})
"""CLDR: languages that put the currency before the number."""
_SYMBOLS: Final = {
    ("nb", "NOK"): "kr",
    ("nn", "NOK"): "kr",
    ("se", "NOK"): "kr",
    ("sv", "SEK"): "kr",
    ("da", "DKK"): "kr.",
    ("pl", "PLN"): "zł",
    ("de", "EUR"): "€",
}
"""The language's own currency is called as people call it; any other by its code, since every kr is written kr."""


def money(minor: int, currency: str) -> str:
    """149900 of NOK as `kr 1 499,00`, `NOK 1,499.00` or `1.499,00 NOK`. Never broken over two lines.

    Qt's own puts debts in brackets, and no space between a code and its number.
    """
    locale = QLocale()
    language = QLocale.languageToCode(locale.language())
    decimals = 0 if currency in _WHOLE else 2
    number = str(locale.toString(abs(minor) / 10**decimals, "f", decimals))
    symbol = _SYMBOLS.get((language, currency), currency)
    sign = "−" if minor < 0 else ""
    pair = (symbol, number) if language in _BEFORE else (number, symbol)
    return sign + "\u00a0".join(pair).replace(" ", "\u00a0")
