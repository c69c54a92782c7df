"""Where a webhook may lead: never into the network behind this backend, unless the operator allows it.

A name is looked up once, all it stands for is judged, and the connection goes to the address that was judged: a name
that means something else a moment later (DNS rebinding) gains nothing.
"""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

MAX_LENGTH: Final = 500

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class TargetError(ValueError):
    """The URL leads nowhere that may be told. The message is fit for whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Target:
    """An http or https URL in its parts; `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """What goes into the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


def parse(url: str) -> Target:
    """https to anywhere, http to this machine only. Raises TargetError."""
    if len(url) > MAX_LENGTH or not url.isascii() or not url.isprintable() or " " in url:
        raise TargetError(f"must be at most {MAX_LENGTH} printable ASCII characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise TargetError("is not a URL") from None
    if not host or parts.scheme not in {"http", "https"}:
        raise TargetError("must begin with https://")
    if parts.username is not None or parts.fragment:
        raise TargetError("must hold neither a user name nor a fragment")
    if parts.scheme == "http" and not _is_loopback(host):
        raise TargetError("must begin with https://; http is for this machine only")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), path)


def addresses(target: Target, *, private: bool) -> list[str]:
    """The addresses of its host. Raises TargetError if one of them is not public and `private` is not allowed, and
    OSError if there are none."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    unique = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not private and not all(is_public(address) for address in unique):
        raise TargetError("leads to an address that is not public")
    return unique


def is_public(address: str) -> bool:
    """Also behind the forms in which IPv6 carries an IPv4 address."""
    parsed: _Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = _within(parsed)
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified)


def _within(address: ipaddress.IPv6Address) -> _Address:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, address))[1]


def is_literal(host: str) -> bool:
    """Whether it is an address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (is_literal(host) and ipaddress.ip_address(host).is_loopback)
