"""What reader and scanners say to the core."""

from typing import Final, Literal

from msgspec import Struct

from kiosk.messages.service import CameraState, CameraView, ScannerLine

MAX_CODE_BYTES: Final = 512


class CodeSeen(Struct, frozen=True, tag="code_seen"):
    """A code that came into view. Sent once while it stays. `seen_s` is CLOCK_MONOTONIC of its frame's delivery.

    `aim`: the AIM identifier that a scanner sent with it. "tapped": it is the number of a card, which proves nothing.
    """

    payload: bytes
    symbology: str
    seen_s: float
    decoded_s: float
    aim: str = ""
    entry: Literal["scanned", "tapped"] = "scanned"


class ReaderStatus(Struct, frozen=True, tag="reader_status"):
    """Once a second and on every change of state.

    `view`: what is wrong with the picture of a camera that works. `unconfined`: parts of the reader's sandbox that are
    not in force.
    """

    state: CameraState
    source: str
    width: int
    height: int
    fps: float
    decode_ms: float
    codes_seen: int
    detail: str = ""
    view: CameraView = ""
    unconfined: tuple[str, ...] = ()


class ScannersStatus(Struct, frozen=True, tag="scanners_status"):
    """All scanners, once a second and on every change of state."""

    scanners: tuple[ScannerLine, ...]
