"""The decoders that one can install, as anybody would call them, and our pipeline."""

from collections.abc import Callable
from functools import partial
from typing import Final

import cv2

from hardware.camera.bench.live import Watching
from hardware.camera.decode import Code, Symbology, ZbarQr, Zxing
from hardware.camera.ladder import STILL_BUDGET_S, standard_ladder
from hardware.camera.live import live_look
from hardware.camera.source import Frame, Image

Read = Callable[[Image], list[bytes]]
OURS: Final = "openluke"
FIRST: Final = "zxing"
"""The one that ours is compared with: it looks at every frame, so what it reads costs us nothing more."""


def decoders(names: tuple[str, ...]) -> dict[str, Read]:
    """By name, ours last. Raises KeyError for a name that is not in `PEERS`."""
    return {name: PEERS[name]() for name in names} | {OURS: _ours()}


def watchers(names: tuple[str, ...]) -> dict[str, Callable[[], Watching]]:
    """As `decoders`, for frames as they come."""
    peers: dict[str, Callable[[], Watching]] = {name: partial(_always, name) for name in names}
    return peers | {OURS: Ours}


def _always(name: str) -> Watching:
    return Always(PEERS[name]())


def _ours() -> Read:
    ladder = standard_ladder((Symbology.QR,), budget_s=STILL_BUDGET_S)

    def read(gray: Image) -> list[bytes]:
        ladder.begin()
        return _payloads(ladder.read(gray, search=True))

    return read


def _zxing() -> Read:
    decoder = Zxing([Symbology.QR])
    return lambda gray: _payloads(decoder.read(gray))


def _zbar() -> Read:
    decoder = ZbarQr()
    return lambda gray: _payloads(decoder.read(gray))


def _opencv() -> Read:
    detector = cv2.QRCodeDetector()

    def read(gray: Image) -> list[bytes]:
        try:
            found, texts, _, _ = detector.detectAndDecodeMulti(gray)
        except (cv2.error, UnicodeDecodeError):  # both on codes that are valid
            return []
        return [text.encode() for text in texts if text] if found else []

    return read


class Always:
    """A decoder that looks at every frame, as most kiosks do."""

    exposure = 1.0

    def __init__(self, read: Read) -> None:
        self._read = read

    def look(self, gray: Image, at_s: float, exposure: float) -> list[bytes]:  # noqa: ARG002 - as `live.Watching`
        return self._read(gray)


class Ours:
    """As the reader process looks."""

    def __init__(self) -> None:
        self._live = live_look((Symbology.QR,))

    @property
    def exposure(self) -> float:
        return self._live.exposure

    def look(self, gray: Image, at_s: float, exposure: float) -> list[bytes]:
        return _payloads(self._live.look(Frame(gray, at_s, exposure)).codes)


def _payloads(codes: list[Code]) -> list[bytes]:
    return [code.payload for code in codes]


PEERS: Final[dict[str, Callable[[], Read]]] = {FIRST: _zxing, "pyzbar": _zbar, "opencv": _opencv}
