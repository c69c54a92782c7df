"""What `openluke scan` prints: one line a code, one about the camera, for people or as JSON."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

_ADVICE: Final = {
    "": "",
    "closer": "a code is too small to be read",
    "back": "a code is too near",
    "inside": "a code is cut off by the edge of the picture",
    "dark": "too dark",
    "bright": "too bright",
    "tilt": "a code reflects",
    "still": "a code is in view and not read",
}


@dataclass(frozen=True, slots=True)
class CodeRead:
    """A code that came into view. `to_read_s` counts from the first frame in which it was located, `decode_ms` is the
    frame's that was read. `x`, `y`: its centre in fractions of the picture. What is not known is None.
    """

    payload: bytes
    symbology: str
    to_read_s: float
    decode_ms: float
    side_px: float | None = None
    module_px: float | None = None
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class CameraSeen:
    """How the camera does. `advice` (`hardware.camera.aim`): what keeps a code in view from being read."""

    state: str
    detail: str
    width: int
    height: int
    fps: float
    decode_ms: float
    advice: str = ""


class Lines(Protocol):
    """Where the news goes."""

    def code(self, read: CodeRead) -> None: ...

    def camera(self, seen: CameraSeen) -> None: ...


class JsonLines:
    """One JSON object a line, in ASCII. `text` is a reading as UTF-8; the bytes are in `hex`."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def code(self, read: CodeRead) -> None:
        told = asdict(read)
        payload: bytes = told.pop("payload")
        self._tell("code", {**told, "text": payload.decode("utf-8", "replace"), "hex": payload.hex()})

    def camera(self, seen: CameraSeen) -> None:
        self._tell("camera", asdict(seen))

    def _tell(self, event: str, fields: dict[str, Any]) -> None:
        rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in fields.items()}
        self._say(json.dumps({"event": event, **rounded}))


class TextLines:
    """For people. What a code holds cannot command the terminal: whatever does not print is escaped."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    def code(self, read: CodeRead) -> None:
        figures = [f"{read.symbology}", f"{read.to_read_s:.2f} s", f"decoded in {read.decode_ms:.1f} ms"]
        if read.side_px is not None:
            figures.append(f"{read.side_px:.0f} px")
        if read.module_px is not None:
            figures.append(f"{read.module_px:.1f} px/module")
        if read.x is not None and read.y is not None:
            figures.append(f"at {100 * read.x:.0f} % {100 * read.y:.0f} %")
        self._say(f"code    {', '.join(figures)}: {printable(read.payload)}")

    def camera(self, seen: CameraSeen) -> None:
        figures = [seen.state, *([seen.detail] if seen.detail else [])]
        if seen.width:
            figures.append(f"{seen.width}x{seen.height}")
        if seen.fps:
            figures += [f"{seen.fps:.1f} fps", f"{seen.decode_ms:.1f} ms a frame"]
        figures += [_ADVICE[seen.advice]] if seen.advice else []
        self._say(f"camera  {', '.join(figures)}")


def printable(payload: bytes) -> str:
    """UTF-8 where it is that and prints; everything else as \\x…, \\u… or \\U…."""
    text = payload.decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
