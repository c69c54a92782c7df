"""The text of an NDEF message: what a shop has written onto a tag (NFC Forum: NDEF 1.0, RTD Text 1.0, RTD URI 1.0)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SHORT: Final = 0x10
_HAS_ID: Final = 0x08
_CHUNKED: Final = 0x20
_LAST: Final = 0x40
_WELL_KNOWN: Final = 1
_UTF16: Final = 0x80
_LANGUAGE_LENGTH: Final = 0x3F
_URI_PREFIXES: Final = (
    *("", "http://www.", "https://www.", "http://", "https://", "tel:", "mailto:"),
    *("ftp://anonymous:anonymous@", "ftp://ftp.", "ftps://", "sftp://", "smb://", "nfs://", "ftp://", "dav://"),
    *("news:", "telnet://", "imap:", "rtsp://", "urn:", "pop:", "sip:", "sips:", "tftp:", "btspp://", "btl2cap://"),
    *("btgoep://", "tcpobex://", "irdaobex://", "file://", "urn:epc:id:", "urn:epc:tag:", "urn:epc:pat:"),
    *("urn:epc:raw:", "urn:epc:", "urn:nfc:"),
)
"""RTD URI, table 3."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `kind` is "" for any that is not of a well-known type."""

    kind: bytes
    payload: bytes


def first_text(message: bytes) -> bytes | None:
    """The first text or URI of the message, in UTF-8; None when there is none, or when the message is broken."""
    try:
        for record in _records(message):
            if record.kind == b"T":
                return _text(record.payload)
            if record.kind == b"U":
                return _uri(record.payload)
    except (IndexError, struct.error, UnicodeDecodeError):
        return None
    return None


def _records(message: bytes) -> Iterator[Record]:
    at, last = 0, False
    while not last:
        flags, kind_length = message[at], message[at + 1]
        if flags & _CHUNKED:
            return  # nobody chunks what fits on a tag
        length_format = ">B" if flags & _SHORT else ">I"
        (length,) = struct.unpack_from(length_format, message, at + 2)
        at += 2 + struct.calcsize(length_format)
        id_length = message[at] if flags & _HAS_ID else 0
        at += 1 if flags & _HAS_ID else 0
        kind, at = message[at : at + kind_length], at + kind_length + id_length
        if at + length > len(message):
            return
        yield Record(kind if flags & 7 == _WELL_KNOWN else b"", message[at : at + length])
        at, last = at + length, bool(flags & _LAST)


def _text(payload: bytes) -> bytes:
    status = payload[0]
    text = payload[1 + (status & _LANGUAGE_LENGTH) :]
    if not status & _UTF16:
        return text
    marked = text[:2] in {b"\xff\xfe", b"\xfe\xff"}
    return text.decode("utf-16" if marked else "utf-16-be").encode()


def _uri(payload: bytes) -> bytes:
    return _URI_PREFIXES[payload[0]].encode() + payload[1:]
