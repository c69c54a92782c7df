"""Where webhooks may lead."""

import socket

import pytest

from kiosk.backend.webhooks import target
from kiosk.backend.webhooks.target import Target, TargetError


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://shop.example/hook?a=b", Target("https", "shop.example", 443, "/hook?a=b")),
        ("https://shop.example:8443", Target("https", "shop.example", 8443, "/")),
        ("http://127.0.0.1:9000/x", Target("http", "127.0.0.1", 9000, "/x")),
        ("http://localhost/x", Target("http", "localhost", 80, "/x")),
        ("http://[::1]:9000/", Target("http", "::1", 9000, "/")),
    ],
)
def test_https_leads_anywhere_and_http_to_this_machine(url: str, expected: Target) -> None:
    assert target.parse(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "ftp://shop.example/",
        "https://",
        "https:///hook",
        "https://user:word@shop.example/",
        "https://shop.example/#part",
        "https://shop.example:70000/",
        "https://[::1/",
        "https://shop.example/a b",
        "https://shop.example/\n",
        "https://b\u00fccher.example/",
        "javascript:alert(1)",
        "",
        "https://shop.example/" + "x" * 500,
    ],
)
def test_what_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(TargetError):
        target.parse(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:7f00:1::", "192.0.2.1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not target.is_public(address)


@pytest.mark.parametrize("address", ["193.212.1.10", "2a02:20c8::1", "::ffff:193.212.1.10", "64:ff9b::c1d4:10a"])
def test_public_addresses(address: str) -> None:
    assert target.is_public(address)


def test_one_private_address_of_a_name_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", ("193.212.1.10", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    name = target.parse("https://shop.example/")
    with pytest.raises(TargetError, match="not public"):
        target.addresses(name, private=False)
    assert target.addresses(name, private=True) == ["193.212.1.10", "10.0.0.1"]


def test_the_host_header_names_the_port_where_it_is_not_the_usual_one() -> None:
    assert target.parse("https://shop.example/").authority == "shop.example"
    assert target.parse("https://shop.example:8443/").authority == "shop.example:8443"
    assert target.parse("http://[::1]:9000/").authority == "[::1]:9000"
