import pytest

from kiosk.domain.gtin import check_digit, gtin14


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("4006381333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        ("14006381333938", "14006381333938"),
        ("4006381333932", ""),
        ("400638133393", ""),
        ("DRILL-18V", ""),
        ("４006381333931", ""),
        ("", ""),
    ],
)
def test_a_number_has_one_form_or_is_none(printed: str, whole: str) -> None:
    assert gtin14(printed) == whole


def test_the_check_digit_of_a_number() -> None:
    assert check_digit("400638133393") == "1"
    assert check_digit("9638507") == "4"
