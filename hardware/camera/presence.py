"""A code is presented once: from the moment it comes into view until it has been away for a while."""

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
_MAX_PER_FRAME: Final = 8
_MAX_IN_VIEW: Final = 32


@dataclass(frozen=True, slots=True)
class Sighting:
    """A code that came into view. `payload` is b"" when it was refused."""

    payload: bytes
    symbology: Symbology


@dataclass(slots=True)
class _InView:
    since_s: float
    read_s: float
    area_px: float
    reported: bool = False
    away_since_s: float | None = None
    missed: int = 0


class Presence:
    """What is in view, by payload.

    One code at a time: of several in a picture the largest is the one presented, and while it is in view another one
    has to be clearly larger (1.3 times its area) to be presented too. A code that has been in view for 10 s is part
    of the furniture (a poster, a slip left lying) and holds nobody up.
    """

    def __init__(self, max_payload_bytes: int = MAX_PAYLOAD_BYTES) -> None:
        self._max_payload_bytes = max_payload_bytes
        self._in_view: dict[bytes, _InView] = {}

    def observe(self, codes: list[Code], now_s: float, *, searched: bool = True) -> Sighting | None:
        """One frame's codes (the largest few count); at most one sighting. `now_s` is the frame's monotonic time.

        A frame that was not searched thoroughly is no evidence that a code is away, only that one is there.
        """
        codes = sorted(codes, key=lambda code: code.area_px)[-_MAX_PER_FRAME:]
        self._note_read(codes, now_s)
        if searched:
            self._note_missed({code.payload for code in codes}, now_s)
        chosen = codes[-1] if codes else None
        if chosen is None or self._in_view[chosen.payload].reported or self._has_rival(chosen, now_s):
            return None
        self._in_view[chosen.payload].reported = True
        payload = chosen.payload if is_acceptable(chosen.payload, self._max_payload_bytes) else b""
        return Sighting(payload, chosen.symbology)

    def _note_read(self, codes: list[Code], now_s: float) -> None:
        for code in codes:
            seen = self._in_view.setdefault(code.payload, _InView(now_s, now_s, code.area_px))
            seen.read_s = now_s
            seen.area_px = code.area_px
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

    def _has_rival(self, chosen: Code, now_s: float) -> bool:
        return any(
            seen.reported
            and payload != chosen.payload
            and now_s - seen.read_s < RIVAL_S
            and now_s - seen.since_s < FIXTURE_S
            and chosen.area_px < RIVAL_RATIO * seen.area_px
            for payload, seen in self._in_view.items()
        )


def is_acceptable(payload: bytes, max_bytes: int = MAX_PAYLOAD_BYTES) -> bool:
    """1 to `max_bytes` bytes of UTF-8 whose characters all print; no control characters, GS (0x1D) included."""
    if not 0 < len(payload) <= max_bytes:
        return False
    try:
        return payload.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False
