"""Camera URLs: `kind:path?option=value&…`, checked completely before anything is opened. Imports no OpenCV.

A camera on the network is named by its own URL, whose query is the camera's and not ours. Only `shown` may be told.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit


class CameraUrlError(ValueError):
    """The operator's camera URL is wrong. The text names the URL and the reason."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = redacted(url)
        super().__init__(f"camera {self.url!r}: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Sensor:
    """The normal settings of a V4L2 camera. None leaves the driver's own choice, or automatic control.

    `exposure_us` and `focus` None mean automatic; `power_line` is the mains' frequency in Hz, against
    flicker, 0 for off.
    """

    exposure_us: int | None = None
    focus: int | None = None
    gain: int | None = None
    power_line: int | None = None


@dataclass(frozen=True, slots=True)
class CameraUrl:
    """A checked URL. Options that its kind does not have keep their default and mean nothing."""

    text: str = field(repr=False)
    kind: str
    path: Path
    size: tuple[int, int] = (1280, 720)
    fps: float = 15.0
    hold_s: float = 1.5
    gap_s: float = 0.4
    loop: bool = False
    light: float = 1.0
    sensor: Sensor = Sensor()
    port: int = 0

    @property
    def shown(self) -> str:
        """For logs and screens: without the name, password and query of a camera on the network."""
        return redacted(self.text)

    @property
    def on_network(self) -> bool:
        """Whether its frames come over the network."""
        return self.kind in NETWORK_PORTS

    @property
    def live(self) -> bool:
        """Whether a sensor delivers its frames, and not a file."""
        return self.on_network or self.kind == "v4l2"


def redacted(url: str) -> str:
    """`url` without what may be a secret. Only paths of this machine stay whole: a mistyped kind hides nothing."""
    kind, colon, rest = url.partition(":")
    if not colon or (kind in _KINDS and kind not in NETWORK_PORTS) or "//" not in rest:
        return url
    address, question, _ = rest.partition("?")
    host, slash, path = address.lstrip("/").rpartition("@")[2].partition("/")
    if not re.fullmatch(r"[\w./-]*", path, re.ASCII):
        path = "…"  # there are cameras that are told the password there
    return f"{kind}://{host}{slash}{path}{'?…' if question else ''}"


def parse_url(url: str) -> CameraUrl:
    """Raises CameraUrlError for an unknown kind, option or value, and for a file or folder that is not there.

    A `v4l2` device that is not there is no error: cameras come and go, and the grabber waits for them.
    """
    kind, colon, rest = url.partition(":")
    if not colon or kind not in _KINDS:
        raise CameraUrlError(url, f"unknown kind {kind!r}; known: {', '.join(_KINDS)}")
    path_text, _, query = rest.partition("?")
    if kind in NETWORK_PORTS:
        return _network(url, kind)
    if not path_text:
        raise CameraUrlError(url, f"no path after '{kind}:'")
    defaults, exists = _KINDS[kind]
    path = Path(path_text)
    if not exists(path):
        raise CameraUrlError(url, f"no such {'file' if exists is Path.is_file else 'folder'}: {path}")
    options = _options(url, query, _OPTIONS[kind])
    sensor = Sensor(**{_SENSOR[name]: options.pop(name) for name in _SENSOR if name in options})
    return replace(CameraUrl(url, kind, path, sensor=sensor), **(defaults | options))


def _network(url: str, kind: str) -> CameraUrl:
    """Its host is looked up when it is opened."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or any(character.isspace() or not character.isprintable() for character in url):
        raise CameraUrlError(url, f"must be {kind}://HOST/PATH, with :PORT and user:password@ where needed")
    return CameraUrl(url, kind, Path(), port=port or NETWORK_PORTS[kind])


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


def _whole(low: int, high: int, *words: str) -> Callable[[str], int | None]:
    """A whole number, or one of `words`, which all mean None."""

    def convert(value: str) -> int | None:
        if value in words:
            return None
        if not re.fullmatch(r"-?\d{1,7}", value, re.ASCII) or not low <= int(value) <= high:
            raise ValueError(f"must be {''.join(f'{word} or ' for word in words)}a whole number from {low} to {high}")
        return int(value)

    return convert


def _power_line(value: str) -> int:
    if value not in {"50", "60", "off"}:
        raise ValueError("must be 50, 60 or off")
    return 0 if value == "off" else int(value)


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


NETWORK_PORTS: Final = {"rtsp": 554, "http": 80, "https": 443}
"""Kinds that come over the network, and the TCP port where none is named."""

_KINDS: Final[dict[str, tuple[dict[str, Any], Callable[[Path], bool]]]] = {
    "v4l2": ({}, _anything),
    "file": ({"loop": True}, Path.is_file),
    "dir": ({}, Path.is_dir),
    "still": ({}, Path.is_file),
    "stage": ({}, Path.is_dir),
    **{kind: ({}, _anything) for kind in NETWORK_PORTS},
}
"""Kind → what differs from CameraUrl's defaults, and what its path must be."""

_OPTIONS: Final = {
    "v4l2": frozenset({"size", "fps", "exposure", "focus", "gain", "power_line"}),
    "file": frozenset({"loop"}),
    "dir": frozenset({"hold_s", "gap_s", "loop"}),
    "still": frozenset({"fps", "light"}),
    "stage": frozenset({"fps"}),
}

_CONVERT: Final[dict[str, Callable[[str], Any]]] = {
    "size": _size,
    "fps": _number(1, 240),
    "hold_s": _number(0.01, 3600),
    "gap_s": _number(0, 3600),
    "loop": _flag,
    "light": _number(0.05, 16),
    "exposure": _whole(1, 1_000_000, "auto"),
    "focus": _whole(0, 10_000, "auto"),
    "gain": _whole(0, 10_000),
    "power_line": _power_line,
}

_SENSOR: Final = {"exposure": "exposure_us", "focus": "focus", "gain": "gain", "power_line": "power_line"}
"""Options that are settings of the sensor, and their fields."""
