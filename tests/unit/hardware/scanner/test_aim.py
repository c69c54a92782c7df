import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.scanner.aim import GS1, Identified, identify


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"]Q1PK1:6BF", Identified(b"PK1:6BF", "qr", "]Q1")),
        (b"]Q3010950600013435221X\x1d10A", Identified(b"010950600013435221X\x1d10A", "qr", "]Q3")),
        (b"]C100340123450000000000", Identified(b"00340123450000000000", "code128", "]C1")),
        (b"]C0ABC", Identified(b"ABC", "code128", "]C0")),
        (b"]d2010950600013435217250101", Identified(b"010950600013435217250101", "datamatrix", "]d2")),
        (b"]e00109506000134352", Identified(b"0109506000134352", "databar", "]e0")),
        (b"]E05901234123457", Identified(b"5901234123457", "ean13", "]E0")),
        (b"]E496385074", Identified(b"96385074", "ean8", "]E4")),
        (b"]I115400141288763", Identified(b"15400141288763", "itf", "]I1")),
        (b"]z0x", Identified(b"x", "aztec", "]z0")),
        (b"]Q1", Identified(b"", "qr", "]Q1")),
        (b"]Q", Identified(b"]Q")),
        (b"]!1x", Identified(b"]!1x")),
        (b"]W1x", Identified(b"]W1x")),
        (b"x]Q1", Identified(b"x]Q1")),
        (b"", Identified(b"")),
    ],
)
def test_identifiers_are_taken_off_and_named(data: bytes, expected: Identified) -> None:
    assert identify(data) == expected


def test_eci_escapes_are_undone_only_where_they_are_announced() -> None:
    assert identify(b"]Q2\\000026bl\xc3\xa5b\xc3\xa6r \\\\ 1").payload == b"bl\xc3\xa5b\xc3\xa6r \\ 1"
    assert identify(b"]Q1\\000026a\\\\b").payload == b"\\000026a\\\\b"
    assert identify(b"]Q2\\00026").payload == b"\\00026"


@given(st.sampled_from(sorted(GS1)), st.binary(max_size=40))
def test_data_of_gs1_pass_byte_for_byte(aim: str, data: bytes) -> None:
    found = identify(aim.encode() + data)
    assert (found.payload, found.aim) == (data, aim)
    assert found.symbology
