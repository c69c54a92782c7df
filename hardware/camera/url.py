"""Camera URLs: `kind:path?option=value&…`, checked completely before anything is opened. Imports no OpenCV."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl


class CameraUrlError(ValueError):
    """The operator's camera URL is wrong. The text names the URL and the reason."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"camera {url!r}: {reason}")
        self.url = url
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CameraUrl:
    """A checked URL. Options that its kind does not have keep their default and mean nothing."""

    text: str
    kind: str
    path: Path
    size: tuple[int, int] = (1280, 720)
    fps: float = 15.0
    hold_s: float = 1.5
    gap_s: float = 0.4
    loop: bool = False


def parse_url(url: str) -> CameraUrl:
    """Raises CameraUrlError for an unknown kind, option or value, and for a file or folder that is not there.

    A `v4l2` device that is not there is no error: cameras come and go, and the grabber waits for them.
    """
    kind, colon, rest = url.partition(":")
    if not colon or kind not in _KINDS:
        raise CameraUrlError(url, f"unknown kind {kind!r}; known: {', '.join(_KINDS)}")
    path_text, _, query = rest.partition("?")
    if not path_text:
        raise CameraUrlError(url, f"no path after '{kind}:'")
    defaults, exists = _KINDS[kind]
    path = Path(path_text)
    if not exists(path):
        raise CameraUrlError(url, f"no such {'file' if exists is Path.is_file else 'folder'}: {path}")
    return replace(CameraUrl(url, kind, path), **(defaults | _options(url, query, _OPTIONS[kind])))


def _options(url: str, query: str, known: frozenset[str]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in known:
            raise CameraUrlError(url, f"unknown option {name!r}; known: {', '.join(sorted(known))}")
        if name in options:
            raise CameraUrlError(url, f"option {name!r} is given twice")
        try:
            options[name] = _CONVERT[name](value)
        except ValueError as error:
            raise CameraUrlError(url, f"option {name}={value!r}: {error}") from None
    return options


def _number(low: float, high: float) -> Callable[[str], float]:
    def convert(value: str) -> float:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not low <= number <= high:
            raise ValueError(f"must be a number from {low:g} to {high:g}")
        return number

    return convert


def _flag(value: str) -> bool:
    if value not in {"0", "1"}:
        raise ValueError("must be 0 or 1")
    return value == "1"


def _size(value: str) -> tuple[int, int]:
    if not re.fullmatch(r"[1-9]\d{1,3}x[1-9]\d{1,3}", value, re.ASCII):
        raise ValueError("must be WIDTHxHEIGHT in pixels, as 1280x720")
    width, height = value.split("x")
    return int(width), int(height)


def _anything(_path: Path) -> bool:
    return True


_KINDS: Final[dict[str, tuple[dict[str, Any], Callable[[Path], bool]]]] = {
    "v4l2": ({}, _anything),
    "file": ({"loop": True}, Path.is_file),
    "dir": ({}, Path.is_dir),
    "still": ({}, Path.is_file),
    "stage": ({}, Path.is_dir),
}
"""Kind → what differs from CameraUrl's defaults, and what its path must be."""

_OPTIONS: Final = {
    "v4l2": frozenset({"size", "fps"}),
    "file": frozenset({"loop"}),
    "dir": frozenset({"hold_s", "gap_s", "loop"}),
    "still": frozenset({"fps"}),
    "stage": frozenset({"fps"}),
}

_CONVERT: Final[dict[str, Callable[[str], Any]]] = {
    "size": _size,
    "fps": _number(1, 240),
    "hold_s": _number(0.01, 3600),
    "gap_s": _number(0, 3600),
    "loop": _flag,
}
