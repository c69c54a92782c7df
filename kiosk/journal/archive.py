"""Events that left the journal: `<name>.archive.jsonl.gz` beside it, one JSON object a line, only ever appended to.

Each append is a gzip member of its own, so that `zcat` reads the whole. How many bytes are valid stands in the
journal's checkpoint: what lies beyond was cut short by a power cut, and is written over.
"""

import gzip
import io
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kiosk.journal.backup import sync
from kiosk.journal.chain import Row

FIELDS: Final = ("seq", "utc", "boot", "session", "kind", "body", "hash")


def archive_of(journal: Path) -> Path:
    """Where the archive of this journal is."""
    return journal.with_name(f"{journal.name}.archive.jsonl.gz")


def append(path: Path, valid_bytes: int, rows: Iterable[Row]) -> int:
    """Add `rows` behind the first `valid_bytes`; the new length, durable. Raises OSError."""
    member = gzip.compress("".join(f"{line(row)}\n" for row in rows).encode(), compresslevel=6, mtime=0)
    new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with io.FileIO(handle, "r+") as file:
        if file.seek(0, io.SEEK_END) < valid_bytes:
            raise OSError(f"{path}: shorter than the journal says; put the whole archive back")
        file.truncate(valid_bytes)
        file.seek(valid_bytes)
        rest = memoryview(member)
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(handle)
    if new:
        sync(path.parent)
    return valid_bytes + len(member)


def read(path: Path, last_seq: int) -> Iterator[Row]:
    """Rows for `chain.walk`, up to the one that the checkpoint names. Raises OSError or EOFError for a damaged file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for text in lines:
            try:
                found = json.loads(text)
                row = tuple(found[name] for name in FIELDS)
            except (ValueError, KeyError, TypeError) as error:
                raise OSError(f"{path}: a line is no event: {error}") from error
            yield row
            if row[0] == last_seq:
                return


def line(row: Row) -> str:
    """One event as JSON. `body` stays the text that the hash is over."""
    texts = [value.decode() if isinstance(value, bytes) else value for value in row]
    return json.dumps(dict(zip(FIELDS, texts, strict=True)), separators=(",", ":"))
