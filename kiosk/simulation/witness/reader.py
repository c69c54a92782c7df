"""Reads what is on the disk, in SQL of its own, and recomputes the chain of hashes from its published definition."""

import hashlib
import json
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final

from kiosk.simulation.disk import Disk
from kiosk.simulation.facts import Durable, Fact
from kiosk.simulation.witness.check import Broken, Violation

_NEW: Final = "SELECT seq, utc, boot, session, kind, body, hash FROM events WHERE seq > ? ORDER BY seq"
_WAITING: Final = "SELECT seq FROM outbox WHERE seq > ?"


class DiskReader:
    """Tells of every event as soon as no power cut can take it away. `waiting`: what was ever put into the outbox."""

    def __init__(self, disk: Disk, tell: Callable[[Fact], None], now_s: Callable[[], float], broken: Broken) -> None:
        self._disk = disk
        self._tell = tell
        self._now_s = now_s
        self._broken = broken
        self.head = (0, "0" * 64)
        self._trusts = False
        self.waiting: dict[int, float] = {}

    def restarted(self) -> None:
        """The next reading begins with a look at whether all is still there."""
        self._trusts = False

    def restored(self, head: tuple[int, str], waiting: Mapping[int, float]) -> None:
        """An older disk, maybe of another past: what was written after `head` is gone, and nobody has to send it."""
        self.head = head
        self.waiting = dict(waiting)
        self._trusts = False

    def read(self, raw: Any) -> None:
        """After each commit."""
        if self._disk.pending():
            return
        if not self._trusts:
            self._look_back(raw)
        now_s, before = self._now_s(), self.head[0]
        for seq, utc, boot, session, kind, body, digest in raw.execute(_NEW, (self.head[0],)).fetchall():
            if seq != self.head[0] + 1:
                self._fail("E1", "sequence numbers have no gap", f"event {seq} follows {self.head[0]}")
            if digest != _chained(self.head[1], seq, utc, boot, session, kind, body):
                self._fail("E5", "the chain of hashes verifies", f"event {seq} ({kind}) does not chain")
            self.head = (seq, digest)
            self._tell(Durable(now_s, seq, utc, session, kind, json.loads(body)))
        if self.head[0] != before:
            for (seq,) in raw.execute(_WAITING, (before,)).fetchall():
                self.waiting[seq] = now_s

    def outbox(self, raw: Any) -> tuple[set[int], set[int]]:
        """What waits now, and what was set aside."""
        waits, aside = (raw.execute(f"SELECT seq FROM {name}").fetchall() for name in ("outbox", "set_aside"))  # noqa: S608
        return {seq for (seq,) in waits}, {seq for (seq,) in aside}

    def custody(self, raw: Any) -> dict[str, tuple[str, int | None]]:
        """By parcel: account and compartment of the ledger as it stands."""
        rows = raw.execute("SELECT parcel, account, compartment FROM custody").fetchall()
        return {parcel: (account, compartment) for parcel, account, compartment in rows}

    def epoch(self, raw: Any) -> str:
        """Of the list by which the kiosk decides."""
        rows = raw.execute("SELECT epoch FROM sync_cursor").fetchall()
        return rows[0][0] if rows else ""

    def _look_back(self, raw: Any) -> None:
        seq, digest = self.head
        self._trusts = True
        if seq and raw.execute("SELECT hash FROM events WHERE seq = ?", (seq,)).fetchall() != [(digest,)]:
            self._fail(
                "E1", "what was durable is still there after a power cut", f"event {seq} is gone, or another one"
            )

    def _fail(self, name: str, says: str, what: str) -> None:
        self._broken(Violation(name, says, what, self._now_s()))


def _chained(previous: str, seq: int, utc: float, *texts: str) -> str:
    """As the top of `kiosk/journal/events.py` defines it."""
    told = b""
    for field in (previous.encode(), b"%d" % seq, struct.pack(">d", utc), *map(str.encode, texts)):
        told += b"%d:%b," % (len(field), field)
    return hashlib.sha256(told).hexdigest()
