import hashlib
import hmac

from kiosk.domain import digest

KEY = bytes(range(32))


def test_canonical_forms() -> None:
    assert digest.scanned("SHOP-1 å") == "code:SHOP-1 å"
    assert digest.typed("00000000G") == "typed:00000000G"
    assert digest.six_digits("481620", "4417") == "pin6:481620:4417"
    assert digest.badge("BADGE-X") == "badge:BADGE-X"
    assert digest.technician_pin("E1", "4207") == "pin:E1:4207"


def test_digest_is_keyed() -> None:
    expected = hmac.new(KEY, "code:ø".encode(), hashlib.sha256).hexdigest()
    assert digest.digest(KEY, digest.scanned("ø")) == expected
    assert digest.digest(bytes(32), digest.scanned("ø")) != expected
    assert digest.digest(KEY, digest.badge("ø")) != expected
