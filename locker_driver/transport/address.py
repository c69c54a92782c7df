"""How a port is named in the settings. Pure; whether the port exists is asked when it is opened."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from locker_driver.errors import ConfigError

_USB: Final = re.compile(
    r"usb:(?P<vid>[0-9a-f]{4}):(?P<pid>[0-9a-f]{4})(?::(?P<serial>.+?))?(?:@(?P<location>\d+-\d+(\.\d+)*(:\d+\.\d+)?))?",
    re.IGNORECASE,
)
_USB_FORM: Final = "must be usb:VID:PID[:SERIAL][@LOCATION], such as usb:1a86:7523@1-1.2"


@dataclass(frozen=True, slots=True)
class DevicePath:
    """A device, or a symbolic link to one."""

    path: str


@dataclass(frozen=True, slots=True)
class UsbMatch:
    """The one USB adapter that is like this. `location` as the kernel names USB ports: "1-1.2", or with an interface
    "1-1.2:1.0".
    """

    vid: int
    pid: int
    serial: str | None = None
    location: str | None = None

    def __str__(self) -> str:
        serial = f":{self.serial}" if self.serial is not None else ""
        location = f"@{self.location}" if self.location is not None else ""
        return f"usb:{self.vid:04x}:{self.pid:04x}{serial}{location}"


@dataclass(frozen=True, slots=True)
class TcpAddress:
    """A serial server. `com_port`: it speaks RFC 2217, and lets us set the speed; else the bytes are bare."""

    host: str
    port: int
    com_port: bool = False


Address = DevicePath | UsbMatch | TcpAddress


def check_port(port: str, where: str = "port") -> None:
    """Raises ConfigError at `where` when `port` could name no port."""
    parse_port(port, where)


def parse_port(port: str, where: str = "port") -> Address:
    """Read BusConfig.port. Raises ConfigError at `where`."""
    scheme, separator, _ = port.partition("://")
    if separator:
        return _parse_url(port, scheme, where)
    if port.lower().startswith("usb:"):
        return _parse_usb(port, where)
    if not port.startswith("/") or "\0" in port:
        known = "socket://, tcp://, rfc2217:// or usb:"
        raise ConfigError(where, f"{port!r} is neither the full path of a device nor begins with {known}")
    return DevicePath(port)


def _parse_usb(port: str, where: str) -> UsbMatch:
    match = _USB.fullmatch(port)
    if match is None:
        raise ConfigError(where, f"{port!r} {_USB_FORM}")
    return UsbMatch(int(match["vid"], 16), int(match["pid"], 16), match["serial"], match["location"])


def _parse_url(url: str, scheme: str, where: str) -> TcpAddress:
    if scheme not in {"socket", "tcp", "rfc2217"}:
        raise ConfigError(where, f"{scheme}:// is not known; known: socket://, tcp://, rfc2217://")
    problem = f"must be {scheme}://HOST:PORT and no more"  # without the text, which may hold a password
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ConfigError(where, problem) from error
    more = parts.path.rstrip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if not host or not port or more or any(letter.isspace() for letter in host):
        raise ConfigError(where, problem)
    return TcpAddress(host, port, com_port=scheme == "rfc2217")
