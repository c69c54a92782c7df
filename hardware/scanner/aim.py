"""AIM symbology identifiers: the three characters that a scanner may put before what it has read.

`]`, a letter for the symbology and a modifier (ISO/IEC 15424:2008, table 1; the modifiers are in the standard of each
symbology). An identifier belongs to the transmission and not to the code, so it is taken off.
"""

import re
from dataclasses import replace
from typing import Final

from hardware.scanner.source import MAX_PAYLOAD_BYTES, Read

_SYMBOLOGIES: Final = {
    "A": "code39",
    "B": "telepen",
    "C": "code128",
    "E": "ean13",
    "F": "codabar",
    "G": "code93",
    "H": "code11",
    "I": "itf",
    "J": "dotcode",
    "K": "code16k",
    "L": "pdf417",
    "M": "msi",
    "O": "codablock",
    "P": "plessey",
    "Q": "qr",
    "R": "2of5",
    "S": "2of5",
    "T": "code49",
    "U": "maxicode",
    "X": "other",
    "d": "datamatrix",
    "e": "databar",
    "h": "hanxin",
    "o": "ocr",
    "p": "posicode",
    "z": "aztec",
}
_EAN8: Final = "]E4"
_ECI: Final = frozenset({"]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6", "]z3", "]z4", "]z5"})
"""Those that announce ECI escapes: a doubled backslash, and a backslash before six digits that name a character set."""
_IDENTIFIER: Final = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
_ESCAPE: Final = re.compile(rb"\\(?:(\\)|\d{6})")


def identify(data: bytes) -> Read:
    """Takes an identifier of the table off; anything else stands as it came.

    The bytes behind an ECI escape stay as they are: which character set they are in does not change which code it is.
    """
    if not _IDENTIFIER.match(data):
        return Read(data)
    aim = data[:3].decode("ascii")
    symbology = _SYMBOLOGIES.get(aim[1])
    if symbology is None:
        return Read(data)
    payload = data[3:]
    if aim in _ECI:
        payload = _ESCAPE.sub(lambda match: match[1] or b"", payload)
    return Read(payload, "ean8" if aim == _EAN8 else symbology, aim)


def understood(line: bytes, *, aim: bool) -> Read:
    """What came as one code; `aim`: with an identifier before it, where there is one."""
    found = identify(line) if aim else Read(line)
    return found if len(found.payload) <= MAX_PAYLOAD_BYTES else replace(found, payload=b"")
