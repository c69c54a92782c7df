"""A code is presented once: from the moment it comes into view until it has been away for a while."""

import math
from dataclasses import dataclass
from typing import Final

from hardware.camera.decode import Code, Symbology

MAX_PAYLOAD_BYTES: Final = 512
"""What is longer is no code of ours: refused as a whole, never cut."""

AWAY_S: Final = 1.0
AWAY_FRAMES: Final = 3
RIVAL_S: Final = 0.3
RIVAL_RATIO: Final = 1.3
FIXTURE_S: Final = 10.0
_STILL: Final = 0.02
"""Of a code's side: corners of one that lies still are found within a pixel, a hand moves it by more."""
_OWN: Final = 4.0
_MAX_PER_FRAME: Final = 8
_MAX_IN_VIEW: Final = 32


@dataclass(frozen=True, slots=True)
class Sighting:
    """A code that came into view. `payload` is b"" when it was refused."""

    payload: bytes
    symbology: Symbology
    aim: str = ""


@dataclass(slots=True)
class _InView:
    moved_s: float
    """Since when it has been where it is."""
    read_s: float
    weight: float
    at: tuple[float, float] | None
    reported: bool = False
    away_since_s: float | None = None
    missed: int = 0


class Presence:
    """What is in view, by payload.

    One code at a time: of several in a picture the one presented is the largest and nearest to the middle, one that
    begins as our own do before others; while it is in view another one has to be clearly more so (1.3 times) to be
    presented too. A code that has lain still for 10 s, which no hand can, is part of the furniture (a poster, a slip
    left lying): it holds nobody up, and is not presented again before it has been away.
    """

    def __init__(self, max_payload_bytes: int = MAX_PAYLOAD_BYTES, *, own_prefix: bytes = b"") -> None:
        self._max_payload_bytes = max_payload_bytes
        self._own_prefix = own_prefix
        self._in_view: dict[bytes, _InView] = {}

    def look_again(self, now_s: float) -> None:
        """What somebody holds up is presented anew; what has only been left lying is not."""
        self._in_view = {payload: seen for payload, seen in self._in_view.items() if _is_furniture(seen, now_s)}

    def observe(
        self, codes: list[Code], now_s: float, *, searched: bool = True, size: tuple[int, int] | None = None
    ) -> Sighting | None:
        """One frame's codes (the weightiest few count); at most one sighting. `now_s` is the frame's monotonic time,
        `size` its width and height, without which the middle is not known and does not count.

        A frame that was not searched thoroughly is no evidence that a code is away, only that one is there.
        """
        weights = {id(code): self._weight(code, size) for code in codes}
        codes = sorted(codes, key=lambda code: weights[id(code)])[-_MAX_PER_FRAME:]
        self._note_read([(code, weights[id(code)]) for code in codes], now_s)
        if searched:
            self._note_missed({code.payload for code in codes}, now_s)
        chosen = codes[-1] if codes else None
        if chosen is None:
            return None
        seen = self._in_view[chosen.payload]
        if seen.reported or _is_furniture(seen, now_s) or self._has_rival(chosen.payload, now_s):
            return None
        seen.reported = True
        payload = chosen.payload if is_acceptable(chosen.payload, self._max_payload_bytes) else b""
        return Sighting(payload, chosen.symbology, chosen.aim)

    def _weight(self, code: Code, size: tuple[int, int] | None) -> float:
        weight = code.area_px * (_OWN if self._own_prefix and code.payload.startswith(self._own_prefix) else 1)
        at = _middle(code)
        if size is None or at is None:
            return weight
        off = math.hypot(at[0] / size[0] - 0.5, at[1] / size[1] - 0.5)
        return weight * (1 - min(off, 0.5))

    def _note_read(self, codes: list[tuple[Code, float]], now_s: float) -> None:
        for code, weight in codes:
            at = _middle(code)
            seen = self._in_view.setdefault(code.payload, _InView(now_s, now_s, weight, at))
            seen.read_s = now_s
            seen.weight = weight
            if at and seen.at and math.dist(at, seen.at) > _STILL * math.sqrt(code.area_px):
                seen.at, seen.moved_s = at, now_s
            seen.away_since_s = None
            seen.missed = 0
        excess = len(self._in_view) - _MAX_IN_VIEW
        for payload in sorted(self._in_view, key=lambda p: self._in_view[p].read_s)[: max(0, excess)]:
            del self._in_view[payload]

    def _note_missed(self, read: set[bytes], now_s: float) -> None:
        for payload in self._in_view.keys() - read:
            seen = self._in_view[payload]
            if seen.away_since_s is None:
                seen.away_since_s = now_s
            seen.missed += 1
            if seen.missed >= AWAY_FRAMES and now_s - seen.away_since_s >= AWAY_S:
                del self._in_view[payload]

    def _has_rival(self, chosen: bytes, now_s: float) -> bool:
        weight = self._in_view[chosen].weight
        return any(
            seen.reported
            and payload != chosen
            and now_s - seen.read_s < RIVAL_S
            and not _is_furniture(seen, now_s)
            and weight < RIVAL_RATIO * seen.weight
            for payload, seen in self._in_view.items()
        )


def _is_furniture(seen: _InView, now_s: float) -> bool:
    return now_s - seen.moved_s >= FIXTURE_S


def _middle(code: Code) -> tuple[float, float] | None:
    if not code.corners:
        return None
    xs, ys = zip(*code.corners, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def is_acceptable(payload: bytes, max_bytes: int = MAX_PAYLOAD_BYTES) -> bool:
    """1 to `max_bytes` bytes of UTF-8 whose characters all print; no control characters, GS (0x1D) included."""
    if not 0 < len(payload) <= max_bytes:
        return False
    try:
        return payload.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False
