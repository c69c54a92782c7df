"""Scanner URLs: `kind:what?option=value&…`, checked completely before anything is opened."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import parse_qsl


class ScannerUrlError(ValueError):
    """The operator's scanner URL is wrong. The text names the URL and the reason."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"scanner {url!r}: {reason}")
        self.url = url
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SerialUrl:
    """A serial or USB-COM scanner. `suffix`: what ends a code; "any" is CR, LF or both, "gap" a silence.

    `aim`: AIM identifiers are looked for. `gap_s`: a silence that ends a code, or shows that half of it was lost.
    """

    path: str
    baud: int = 9600
    bits: int = 8
    parity: Literal["none", "even", "odd"] = "none"
    stop: int = 1
    flow: Literal["none", "rtscts", "xonxoff"] = "none"
    suffix: Literal["any", "cr", "lf", "crlf", "gap"] = "any"
    gap_s: float = 0.3
    aim: bool = True


@dataclass(frozen=True, slots=True)
class HidUrl:
    """A keyboard wedge, by its link of /dev/input/by-id/ or by (vendor, product). No other device is ever touched."""

    path: str = ""
    usb: tuple[int, int] | None = None
    suffix: Literal["enter", "tab", "gap"] = "enter"
    gap_s: float = 0.3
    aim: bool = True


@dataclass(frozen=True, slots=True)
class PcscUrl:
    """A card reader by a part of its PC/SC name; "" for the only one. `read`: the card's number or its NDEF record."""

    reader: str = ""
    read: Literal["uid", "ndef"] = "uid"


ScannerUrl = SerialUrl | HidUrl | PcscUrl
_Convert = Callable[[str], Any]


def parse_scanner_url(url: str) -> ScannerUrl:
    """Raises ScannerUrlError. A device that is not there is no error: scanners come and go, and are waited for."""
    kind, colon, rest = url.partition(":")
    if not colon or kind not in _KINDS:
        raise ScannerUrlError(url, f"unknown kind {kind!r}; known: {', '.join(_KINDS)}")
    what, _, query = rest.partition("?")
    build, known = _KINDS[kind]
    options = _options(url, query, known)
    try:
        return build(what, options)
    except ValueError as error:
        raise ScannerUrlError(url, str(error)) from None


def _options(url: str, query: str, known: Mapping[str, _Convert]) -> dict[str, Any]:
    options: dict[str, Any] = {}
    given: set[str] = set()
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in known:
            raise ScannerUrlError(url, f"unknown option {name!r}; known: {', '.join(sorted(known))}")
        if name in given:
            raise ScannerUrlError(url, f"option {name!r} is given twice")
        given.add(name)
        try:
            options[name.removesuffix("_ms") + "_s" if name.endswith("_ms") else name] = known[name](value)
        except ValueError as error:
            raise ScannerUrlError(url, f"option {name}={value!r}: {error}") from None
    return options


def _one_of(*words: str) -> _Convert:
    def convert(value: str) -> str:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return convert


def _number_of(*numbers: int) -> _Convert:
    word = _one_of(*map(str, numbers))
    return lambda value: int(word(value))


def _flag(value: str) -> bool:
    return bool(_number_of(0, 1)(value))


def _milliseconds(value: str) -> float:
    """In seconds."""
    if not (value.isascii() and value.isdigit() and 10 <= int(value) <= 2000):
        raise ValueError("must be a number of milliseconds from 10 to 2000")
    return int(value) / 1000


def _serial(what: str, options: dict[str, Any]) -> SerialUrl:
    if not what.startswith("/"):
        raise ValueError("must name a device by its full path, such as serial:/dev/serial/by-id/usb-…")
    return SerialUrl(what, **options)


_BY_ID: Final = "/dev/input/by-id/"
_USB: Final = re.compile(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})")


def _hid(what: str, options: dict[str, Any]) -> HidUrl:
    """By nothing that may mean another device tomorrow: whatever is named here is taken away from everybody else."""
    if what.startswith(_BY_ID) and len(what) > len(_BY_ID) and "/" not in what[len(_BY_ID) :]:
        return HidUrl(path=what, **options)
    if match := _USB.fullmatch(what):
        return HidUrl(usb=(int(match[1], 16), int(match[2], 16)), **options)
    raise ValueError(f"must name the scanner by a link in {_BY_ID} or as VENDOR:PRODUCT, such as hid:0c2e:0b61")


def _pcsc(what: str, options: dict[str, Any]) -> PcscUrl:
    if not what.isprintable():
        raise ValueError("the reader's name must be printable")
    return PcscUrl(what, **options)


_KINDS: Final[Mapping[str, tuple[Callable[[str, dict[str, Any]], ScannerUrl], Mapping[str, _Convert]]]] = {
    "serial": (
        _serial,
        {
            "baud": _number_of(1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200),
            "bits": _number_of(7, 8),
            "parity": _one_of("none", "even", "odd"),
            "stop": _number_of(1, 2),
            "flow": _one_of("none", "rtscts", "xonxoff"),
            "suffix": _one_of("any", "cr", "lf", "crlf", "gap"),
            "gap_ms": _milliseconds,
            "aim": _flag,
        },
    ),
    "hid": (_hid, {"suffix": _one_of("enter", "tab", "gap"), "gap_ms": _milliseconds, "aim": _flag}),
    "pcsc": (_pcsc, {"read": _one_of("uid", "ndef")}),
}
