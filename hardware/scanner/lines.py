"""Where one code ends and the next begins in what a scanner sends. No I/O, no clock."""

from typing import Final

AIM_BYTES: Final = 3


class Lines:
    """Codes out of bytes. `suffixes`: what ends a code, the longer ones first; none: a silence of `gap_s` does.

    With a suffix, a silence means that the rest will not come (half a code: dropped, since nobody can know what it
    would have been). A code of more than `max_bytes` is dropped up to its end, and told as b"".
    """

    def __init__(self, suffixes: tuple[bytes, ...], gap_s: float, max_bytes: int) -> None:
        self._suffixes = suffixes
        self._gap_s = gap_s
        self._max_bytes = max_bytes
        self._held = b""
        self._spoiled = False
        self._last_s = 0.0

    def feed(self, data: bytes, now_s: float) -> list[bytes]:
        """What has come to its end with `data`; empty lines are none. `now_s` is monotonic."""
        ended = self.silent(now_s)
        self._last_s = now_s
        self._held += data
        while (cut := self._cut()) is not None:
            line, self._held = cut
            ended += self._ended(line)
        if len(self._held) > self._max_bytes:
            self._spoiled = True
            # The last byte may be the first of a suffix.
            self._held = self._held[-1:]
        return ended

    def silent(self, now_s: float) -> list[bytes]:
        """What a silence until now has ended."""
        if not self.waiting or now_s - self._last_s < self._gap_s:
            return []
        line, self._held = self._held, b""
        if self._suffixes:
            self._spoiled = False
            return []
        return self._ended(line)

    def spoil(self, now_s: float) -> list[bytes]:
        """A part of the code that is being sent was lost: it is told as b"" at its end. Returns as `feed`."""
        ended = self.silent(now_s)
        self._last_s = now_s
        self._spoiled = True
        return ended

    @property
    def waiting(self) -> bool:
        """Whether something has begun and not ended."""
        return bool(self._held) or self._spoiled

    def _cut(self) -> tuple[bytes, bytes] | None:
        """What stands before and behind the first suffix."""
        found = [(at, -len(suffix)) for suffix in self._suffixes if (at := self._held.find(suffix)) >= 0]
        if not found:
            return None
        at, length = min(found)
        return self._held[:at], self._held[at - length :]

    def _ended(self, line: bytes) -> list[bytes]:
        spoiled, self._spoiled = self._spoiled or len(line) > self._max_bytes, False
        if spoiled:
            return [b""]
        return [line] if line else []
