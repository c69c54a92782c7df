"""Base45 (RFC 9285): bytes in the 45 characters that a QR code packs in its alphanumeric mode."""

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {symbol: value for value, symbol in enumerate(_ALPHABET)}


def encode(data: bytes) -> str:
    """Three characters for two bytes, least significant first; two for a last single byte (RFC 9285 §4)."""
    text = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            text.append(_ALPHABET[digit])
    return "".join(text)


def decode(text: str) -> bytes:
    """Raises ValueError for anything that `encode` cannot have written, so that one value has one spelling."""
    data = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        if len(group) == 1 or any(symbol not in _VALUES for symbol in group):
            raise ValueError("not base45")
        number = sum(_VALUES[symbol] * 45**place for place, symbol in enumerate(group))
        if number >= 256 ** (len(group) - 1):
            raise ValueError("base45 group out of range")
        data += number.to_bytes(len(group) - 1, "big")
    return bytes(data)
