import hashlib
import hmac

from kiosk.domain import digest

KEY = bytes(range(32))


def test_canonical_forms() -> None:
    assert digest.scanned("SHOP-1 å") == "code:SHOP-1 å"
    assert digest.typed("00000000G") == "typed:00000000G"
    assert digest.six_digits("481620", "4417") == "pin6:481620:4417"
    assert digest.badge("BADGE-X") == "badge:BADGE-X"
    assert digest.phone("7788") == "phone:7788"
    assert digest.technician_pin("E1", "4207") == "pin:E1:4207"


def test_digest_is_keyed() -> None:
    expected = hmac.new(KEY, "code:ø".encode(), hashlib.sha256).hexdigest()
    assert digest.digest(KEY, digest.scanned("ø")) == expected
    assert digest.digest(bytes(32), digest.scanned("ø")) != expected
    assert digest.digest(KEY, digest.badge("ø")) != expected


def test_a_code_as_it_came() -> None:
    assert digest.unsigned("abc-1", "scanned") == "code:abc-1"
    assert digest.unsigned("oooo-oooo-s", "typed") == "typed:00000000S"
    assert digest.unsigned("481 620 4417", "typed") == "pin6:481620:4417"
    assert digest.unsigned("nonsense", "typed") == "typed:N0NSENSE"
