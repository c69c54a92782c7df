import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import base45


@pytest.mark.parametrize(
    ("data", "text"),
    [  # RFC 9285 §4.3 and §4.4
        (b"AB", "BB8"),
        (b"Hello!!", "%69 VD92EX0"),
        (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"),
        (b"", ""),
        (b"\xff\xff", "FGW"),
        (b"\xff", "U5"),
    ],
)
def test_vectors_of_the_standard(data: bytes, text: str) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("text", ["GGW", ":::", "A", "BB8A", "bb8", "BB_", "::", "V5"])
def test_what_no_encoder_writes_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base45"):
        base45.decode(text)


@given(st.binary(max_size=200))
def test_round_trip(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=12))
def test_one_value_has_one_spelling(text: str) -> None:
    try:
        data = base45.decode(text)
    except ValueError:
        return
    assert base45.encode(data) == text
