"""Checks a whole journal from outside, and reads it out. Never writes; a kiosk may go on meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

from kiosk.journal import archive, events
from kiosk.journal.chain import BEGINNING, Break, Link, Row, walk
from kiosk.journal.database import reading


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found. `first` is the oldest event that could be checked: older ones are in an archive elsewhere."""

    first: int
    head: Link
    broken: Break | None = None

    @property
    def events(self) -> int:
        """How many were checked."""
        return max(self.head.seq - self.first + 1, 0)


def audit(journal: Path, anchor: Link | None = None) -> Audit:
    """The file itself, then the chain from the first event in the archive to the last in the journal.

    `anchor` is an event that somebody else remembers: with it a cut-off tail is found. Raises JournalError for a file
    that cannot be read at all.
    """
    with reading(journal) as connection:
        checkpoint = events.checkpoint(connection)
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if answer != "ok":
            return Audit(checkpoint.seq + 1, checkpoint, Break(0, f"the file is damaged: {answer}"))
        first, broken = _archived(archive.archive_of(journal), checkpoint, anchor)
        if broken:
            return Audit(first, checkpoint, broken)
        end = walk(events.rows_after(connection, checkpoint.seq), checkpoint, anchor)
        head = Link(*events.head(connection))
        if isinstance(end, Break):
            return Audit(first, head, end)
        return Audit(first, head, _cut_off(head, first, anchor))


def rows(journal: Path, first: int) -> Iterator[Row]:
    """Every event from `first` on, the archived ones too if the archive is here."""
    with reading(journal) as connection:
        checkpoint = events.checkpoint(connection)
        file = archive.archive_of(journal)
        if first <= checkpoint.seq and file.exists():
            yield from dropwhile(lambda row: row[0] < first, archive.read(file, checkpoint.seq))
        yield from events.rows_after(connection, max(checkpoint.seq, first - 1))


def _archived(file: Path, checkpoint: Link, anchor: Link | None) -> tuple[int, Break | None]:
    if checkpoint == BEGINNING:
        return 1, None
    if not file.exists():
        return checkpoint.seq + 1, None
    try:
        end = walk(archive.read(file, checkpoint.seq), BEGINNING, anchor)
    except (OSError, EOFError) as error:
        return 1, Break(0, f"{file}: damaged: {error}")
    if isinstance(end, Break):
        return 1, Break(end.seq, f"{file}: {end.what}")
    if end != checkpoint:
        return 1, Break(end.seq, f"{file}: ends with event {end.seq}, and the journal goes on from {checkpoint.seq}")
    return 1, None


def _cut_off(head: Link, first: int, anchor: Link | None) -> Break | None:
    if anchor is None or first <= anchor.seq <= head.seq:
        return None
    if anchor.seq > head.seq:
        return Break(head.seq + 1, f"event {head.seq + 1} is missing: the journal ends, and event {anchor.seq} existed")
    return Break(anchor.seq, f"event {anchor.seq} is in an archive that is not here")
