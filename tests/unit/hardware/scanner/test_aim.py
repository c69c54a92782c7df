import pytest
from biip.symbology import GS1Symbology, ISOSymbology
from hypothesis import given
from hypothesis import strategies as st

from hardware.scanner.aim import _SYMBOLOGIES, identify
from hardware.scanner.source import Read


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"]Q1PK1:6BF", Read(b"PK1:6BF", "qr", "]Q1")),
        (b"]Q3010950600013435221X\x1d10A", Read(b"010950600013435221X\x1d10A", "qr", "]Q3")),
        (b"]C100340123450000000000", Read(b"00340123450000000000", "code128", "]C1")),
        (b"]C0ABC", Read(b"ABC", "code128", "]C0")),
        (b"]d2010950600013435217250101", Read(b"010950600013435217250101", "datamatrix", "]d2")),
        (b"]e00109506000134352", Read(b"0109506000134352", "databar", "]e0")),
        (b"]E05901234123457", Read(b"5901234123457", "ean13", "]E0")),
        (b"]E496385074", Read(b"96385074", "ean8", "]E4")),
        (b"]I115400141288763", Read(b"15400141288763", "itf", "]I1")),
        (b"]z0x", Read(b"x", "aztec", "]z0")),
        (b"]Q1", Read(b"", "qr", "]Q1")),
        (b"]Q", Read(b"]Q")),
        (b"]!1x", Read(b"]!1x")),
        (b"]W1x", Read(b"]W1x")),
        (b"x]Q1", Read(b"x]Q1")),
        (b"", Read(b"")),
    ],
)
def test_identifiers_are_taken_off_and_named(data: bytes, expected: Read) -> None:
    assert identify(data) == expected


def test_eci_escapes_are_undone_only_where_they_are_announced() -> None:
    assert identify(b"]Q2\\000026bl\xc3\xa5b\xc3\xa6r \\\\ 1").payload == b"bl\xc3\xa5b\xc3\xa6r \\ 1"
    assert identify(b"]Q1\\000026a\\\\b").payload == b"\\000026a\\\\b"
    assert identify(b"]Q2\\00026").payload == b"\\00026"


GS1 = [f"]{symbology.value}" for symbology in GS1Symbology]


@given(st.sampled_from(GS1), st.binary(max_size=40))
def test_data_of_gs1_pass_byte_for_byte(aim: str, data: bytes) -> None:
    found = identify(aim.encode() + data)
    assert (found.payload, found.aim) == (data, aim)
    assert found.symbology


def test_the_table_says_what_another_reading_of_the_standard_says() -> None:
    later, otherwise_called = (
        {"J", "h"},
        {"E", "R", "S", "X", "e"},
    )  # DotCode and Han Xin came after the edition of 2008
    theirs = {symbology.value: core_of(symbology.name.lower()) for symbology in ISOSymbology}
    ours = {letter: core_of(name) for letter, name in _SYMBOLOGIES.items() if letter not in later}
    assert ours.keys() <= theirs.keys()
    assert {letter for letter in ours if ours[letter] != theirs[letter]} == otherwise_called


def core_of(name: str) -> str:
    return name.replace("_", "").replace("code", "")
