"""The chain of hashes, walked: over events in the file, and over those that were moved into the archive.

`hash` of an event is SHA-256, in hex, over seven fields, each as a netstring (length in decimal, ":", bytes, ","):
hash of the event before (64 zeros for the first), seq in decimal, utc as IEEE 754 double (big-endian), and boot,
session, kind and body as UTF-8. Body is JSON with sorted keys, no spaces, ASCII only.
"""

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

GENESIS: Final = "0" * 64

Row = tuple[Any, ...]
"""seq, utc, boot, session, kind, body, hash as they stand; whoever forged one may have left anything there."""


@dataclass(frozen=True, slots=True)
class Link:
    """One event of the chain: a head, a checkpoint, or what somebody else remembers."""

    seq: int
    hash: str


BEGINNING: Final = Link(0, GENESIS)


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold, and what is wrong there, in English."""

    seq: int
    what: str


def walk(rows: Iterable[Row], after: Link, anchor: Link | None = None) -> Link | Break:
    """The last link of `rows`, which must follow `after` without a gap and go through `anchor`, if that lies there."""
    last = after
    for row in rows:
        seq, *fields, stored = row
        expected = last.seq + 1
        if seq != expected:
            return Break(expected, f"event {expected} is missing: {seq} stands in its place")
        if not _holds(last.hash, seq, fields, stored):
            return Break(seq, f"event {seq} was changed, or one before it was replaced")
        last = Link(seq, _text(stored))
        if anchor and anchor.seq == seq and anchor.hash != last.hash:
            return Break(seq, f"event {seq} is not the one that was anchored")
    return last


def chain_hash(previous: str | bytes, seq: int, utc: float, *texts: str | bytes) -> str:
    """See the top of this module; `texts` are boot, session, kind and body."""
    fields = [
        field.encode() if isinstance(field, str) else field
        for field in (previous, str(seq), struct.pack(">d", utc), *texts)
    ]
    return hashlib.sha256(b"".join([b"%d:%b," % (len(raw), raw) for raw in fields])).hexdigest()


def _holds(previous: str, seq: int, fields: list[Any], stored: object) -> bool:
    try:
        return chain_hash(previous, seq, *fields) == _text(stored)
    except (TypeError, UnicodeError, struct.error):
        return False  # not even of the right type


def _text(raw: object) -> str:
    return raw.decode() if isinstance(raw, bytes) else str(raw)
