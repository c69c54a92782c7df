"""Amounts on the staff page."""

import pytest

from kiosk.backend.staff.money import money


@pytest.mark.parametrize(
    ("minor", "currency", "norwegian", "english"),
    [
        (149_900, "NOK", "kr_1_499,00", "NOK_1,499.00"),
        (0, "NOK", "kr_0,00", "NOK_0.00"),
        (-5, "NOK", "−kr_0,05", "−NOK_0.05"),
        (1_234_567_890_12, "EUR", "EUR_1_234_567_890,12", "EUR_1,234,567,890.12"),
        (1_500, "JPY", "JPY_1_500", "JPY_1,500"),
        (1_235, "KWD", "KWD_1,235", "KWD_1.235"),
        (99, "", "0,99", "0.99"),
        (2**53 - 1, "NOK", "kr_90_071_992_547_409,91", "NOK_90,071,992,547,409.91"),
    ],
)
def test_amounts_are_written_as_each_language_writes_them(
    minor: int, currency: str, norwegian: str, english: str
) -> None:
    """`_` is a space that no line breaks at."""
    assert money("nb", minor, currency).replace("\u00a0", "_") == norwegian
    assert money("en", minor, currency).replace("\u00a0", "_") == english
