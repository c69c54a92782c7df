"""Examples of the GS1 General Specifications (7.9 on check digits, 3 on element strings) and of Digital Link."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.gs1 import Label, gtin_of, gtin_spellings, read_label

GS = "\x1d"
"""What a scanner sends for FNC1 between two elements."""
SSCC = "106141412345678908"
GTIN = "00614141123452"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DIGITS = st.text("0123456789", min_size=13, max_size=17)
SERIALS = st.text("ABCXYZabcxyz0123456789-./+!%", min_size=1, max_size=20)


def with_check_digit(digits: str) -> str:
    """From the right, every other digit counts three times (General Specifications, 7.9.1)."""
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


@pytest.mark.parametrize(
    ("text", "aim", "label"),
    [
        ("00" + SSCC, "]C1", Label((("00", SSCC),), sscc=SSCC)),
        (f"00{SSCC}4200661{GS}10A", "]C1", Label((("00", SSCC), ("420", "0661"), ("10", "A")), sscc=SSCC)),
        (
            f"01{GTIN}21ABC{GS}10LOT1",
            "]d2",
            Label((("01", GTIN), ("21", "ABC"), ("10", "LOT1")), gtin=GTIN, serial="ABC"),
        ),
        (f"{GS}01{GTIN}", "]Q3", Label((("01", GTIN),), gtin=GTIN)),
        (f"01{GTIN}17261231", "]e0", Label((("01", GTIN), ("17", "261231")), gtin=GTIN)),
        (f"02{GTIN}3725", "]C1", Label((("02", GTIN), ("37", "25")))),
        ("7032069804988", "]E0", Label((("01", "07032069804988"),), gtin="07032069804988")),
        ("96385074", "]E4", Label((("01", "00000096385074"),), gtin="00000096385074")),
        ("15400141288763", "]I1", Label((("01", "15400141288763"),), gtin="15400141288763")),
        (f"(00){SSCC}", "", Label((("00", SSCC),), sscc=SSCC)),
        (f"(01){GTIN} (21)A-1", "", Label((("01", GTIN), ("21", "A-1")), gtin=GTIN, serial="A-1")),
        (f"https://id.gs1.org/00/{SSCC}", "", Label((("00", SSCC),), sscc=SSCC)),
        (
            f"https://example.no/x/01/{GTIN}/10/L%2F1/21/S1?17=261231&ref=1",
            "]Q1",
            Label((("01", GTIN), ("10", "L/1"), ("21", "S1"), ("17", "261231")), gtin=GTIN, serial="S1"),
        ),
        (f"HTTPS://ID.GS1.ORG/01/{GTIN}", "]Q1", Label((("01", GTIN),), gtin=GTIN)),
        ("https://id.gs1.org/01/614141123452", "", Label((("01", GTIN),), gtin=GTIN)),
    ],
)
def test_what_labels_say(text: str, aim: str, label: Label) -> None:
    assert read_label(text, aim) == label


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("00106141412345678907", "]C1"),  # check digit
        ("0100614141123453", "]d2"),
        ("7032069804989", "]E0"),
        (f"https://id.gs1.org/00/{SSCC[:-1]}9", ""),
        ("(00)106141412345678907", ""),
        ("4107080003151800", "]C1"),  # check digit of a location
        ("00" + SSCC[:-1], "]C1"),  # too short
        (f"01{GTIN}17261331", "]C1"),  # the thirteenth month
        (f"01{GTIN}9", "]C1"),
        (f"01{GTIN}{GS}0115400141288763", "]C1"),  # two articles
        ("", "]C1"),
        (GS, "]C1"),
        ("ABC", "]C1"),
        ("00" + SSCC, "]C0"),  # Code 128 without FNC1 is no GS1
        ("00" + SSCC, ""),
        ("7032069804988", ""),  # reads as AI 7032 too
        ("PK1:ABC", "]Q1"),
        ("https://example.no/", ""),
        ("https://[", ""),
        ("ftp://id.gs1.org/00/" + SSCC, ""),
        ("(00", ""),
        ("(00)", ""),
        ("00" + SSCC.translate(ARABIC), "]C1"),
        ("https://id.gs1.org/00/" + quote(SSCC.translate(ARABIC)), ""),
    ],
)
def test_what_is_no_label(text: str, aim: str) -> None:
    assert read_label(text, aim) is None


@given(DIGITS, st.sampled_from(["", "]C1", "]d2", "]Q3"]))
def test_an_sscc_is_the_same_in_every_spelling(digits: str, aim: str) -> None:
    sscc = with_check_digit(digits.zfill(17))
    spelled = {"": f"https://id.gs1.org/00/{sscc}"}.get(aim, f"00{sscc}")
    for text, identifier in ((spelled, aim), (f"(00){sscc}", "")):
        label = read_label(text, identifier)
        assert label is not None
        assert (label.sscc, label.names) == (sscc, "sscc")


@given(DIGITS, SERIALS, SERIALS)
def test_article_and_serial_come_out_as_they_went_in(digits: str, serial: str, lot: str) -> None:
    gtin = with_check_digit(digits[:13])
    label = read_label(f"01{gtin}10{lot}{GS}21{serial}", "]d2")
    assert label is not None
    assert (label.gtin, label.serial, label.names) == (gtin, serial, "gtin_serial")


@given(DIGITS, st.integers(0, 16), st.integers(1, 9))
def test_no_single_wrong_digit_passes(digits: str, at: int, off: int) -> None:
    sscc = with_check_digit(digits.zfill(17))
    wrong = sscc[:at] + str((int(sscc[at]) + off) % 10) + sscc[at + 1 :]
    assert read_label("00" + wrong, "]C1") is None


@given(st.text(max_size=60), st.sampled_from(["", "]C1", "]E0", "]d2", "]Q1"]))
def test_any_text_is_survived(text: str, aim: str) -> None:
    read_label(text, aim)


@given(st.text("0123456789()/:?=&%" + GS, max_size=60), st.sampled_from(["(", "https://x.no/01/", "00", "01", "8008"]))
def test_what_looks_like_a_label_is_survived(rest: str, start: str) -> None:
    for aim in ("", "]C1"):
        read_label(start + rest, aim)


def test_what_names_neither_unit_nor_article() -> None:
    label = read_label("10LOT1", "]C1")
    assert label is not None
    assert label.names == ""


@pytest.mark.parametrize(
    ("text", "aim", "gtin"),
    [
        (GTIN[1:], "]E0", GTIN),
        (GTIN[1:], "", GTIN),
        (GTIN[2:], "", GTIN),
        (f"01{GTIN}", "]C1", GTIN),
        (f"(01){GTIN}(21)7", "", GTIN),
        (f"https://id.gs1.org/01/{GTIN}", "]Q1", GTIN),
        (f"(00){SSCC}", "", ""),
        (GTIN[1:-1] + "9", "", ""),
        ("PK1:X", "]Q1", ""),
    ],
)
def test_whoever_shows_goods_shows_their_number(text: str, aim: str, gtin: str) -> None:
    assert gtin_of(text, aim) == gtin


def test_a_number_is_found_however_the_shop_writes_it() -> None:
    assert gtin_spellings("614141123452") == [GTIN, GTIN[1:], GTIN[2:]]
    assert gtin_spellings("00000096385074") == ["00000096385074", "0000096385074", "000096385074", "96385074"]
