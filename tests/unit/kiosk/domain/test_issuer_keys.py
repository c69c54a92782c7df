import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.issuer_keys import KeyFault, issuer_keys

KEY = bytes(range(32))


def jwk(kid: str = "1", key: bytes = KEY, **changes: Any) -> dict[str, Any]:
    x = base64.urlsafe_b64encode(key).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": kid, "x": x} | changes


def without(name: str) -> dict[str, Any]:
    return {field: value for field, value in jwk().items() if field != name}


def test_keys_by_their_id() -> None:
    other = bytes(32)
    assert issuer_keys([jwk("0"), jwk("255", other), without("use") | {"kid": "7"}]) == {0: KEY, 255: other, 7: KEY}


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ([], "keys"),
        ({}, "keys"),
        ("keys", "keys"),
        ([jwk(str(number % 256)) for number in range(257)], "keys"),
        ([jwk(), 7], "keys[1]"),
        ([jwk(kty="RSA")], "keys[0].kty"),
        ([jwk("1"), jwk("2", crv="X25519")], "keys[1].crv"),
        ([without("kty")], "keys[0].kty"),
        ([jwk(use="enc")], "keys[0].use"),
        ([jwk(kid=1)], "keys[0].kid"),
        ([jwk("256")], "keys[0].kid"),
        ([jwk("-1")], "keys[0].kid"),
        ([jwk("01")], "keys[0].kid"),
        ([jwk("١")], "keys[0].kid"),
        ([jwk("1\n")], "keys[0].kid"),
        ([without("kid")], "keys[0].kid"),
        ([jwk("1"), jwk("1", bytes(32))], "keys[1].kid"),
        ([jwk(key=bytes(31))], "keys[0].x"),
        ([jwk(key=bytes(33))], "keys[0].x"),
        ([jwk(x=jwk()["x"] + "=")], "keys[0].x"),
        ([jwk(x=jwk()["x"][:-1] + "9")], "keys[0].x"),
        ([jwk(x="+" * 43)], "keys[0].x"),
        ([jwk(x=None)], "keys[0].x"),
    ],
)
def test_one_bad_key_refuses_all_and_is_named(stated: Any, field: str) -> None:
    fault = issuer_keys(stated)
    assert isinstance(fault, KeyFault)
    assert fault.field == field


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["kty", "crv", "kid", "x", "use"]), inner),
)


@given(_JSON)
def test_whatever_is_said_is_keys_or_a_fault(stated: Any) -> None:
    found = issuer_keys(stated)
    assert isinstance(found, KeyFault) or (found and all(len(key) == 32 for key in found.values()))
