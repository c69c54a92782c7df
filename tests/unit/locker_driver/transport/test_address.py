"""How ports are named."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locker_driver.errors import ConfigError
from locker_driver.transport.address import DevicePath, TcpAddress, UsbMatch, check_port, parse_port


@pytest.mark.parametrize(
    ("port", "address"),
    [
        ("/dev/ttyUSB0", DevicePath("/dev/ttyUSB0")),
        ("/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0",) * 2,
        ("usb:1a86:7523", UsbMatch(0x1A86, 0x7523)),
        ("USB:1A86:7523", UsbMatch(0x1A86, 0x7523)),
        ("usb:0403:6001:A50285BI", UsbMatch(0x403, 0x6001, "A50285BI")),
        ("usb:0403:6001:12:34", UsbMatch(0x403, 0x6001, "12:34")),
        ("usb:1a86:7523@1-1.2", UsbMatch(0x1A86, 0x7523, None, "1-1.2")),
        ("usb:10c4:ea70:0001@3-2:1.1", UsbMatch(0x10C4, 0xEA70, "0001", "3-2:1.1")),
        ("socket://10.0.0.7:4001", TcpAddress("10.0.0.7", 4001)),
        ("tcp://boards.example:23/", TcpAddress("boards.example", 23)),
        ("tcp://[fe80::1]:502", TcpAddress("fe80::1", 502)),
        ("rfc2217://10.0.0.7:2217", TcpAddress("10.0.0.7", 2217, com_port=True)),
    ],
)
def test_ports(port: str, address: object) -> None:
    assert parse_port(port) == (DevicePath(port) if address == port else address)


@pytest.mark.parametrize(
    ("port", "complaint"),
    [
        ("ttyUSB0", "full path"),
        ("COM3", "full path"),
        ("", "full path"),
        ("/dev/tty\0", "full path"),
        ("sim:", "full path"),
        ("usb:", "usb:VID:PID"),
        ("usb:1a86", "usb:VID:PID"),
        ("usb:1a86:75233", "usb:VID:PID"),
        ("usb:1a86:xyzw", "usb:VID:PID"),
        ("usb:1a86:7523:", "usb:VID:PID"),
        ("usb:1a86:7523@", "usb:VID:PID"),
        ("usb:1a86:7523@port3", "usb:VID:PID"),
        ("usb://1a86:7523", "usb:// is not known"),
        ("http://10.0.0.7:80", "http:// is not known"),
        ("tcp://10.0.0.7", "HOST:PORT"),
        ("tcp://10.0.0.7:0", "HOST:PORT"),
        ("tcp://10.0.0.7:65536", "HOST:PORT"),
        ("tcp://10.0.0.7:fast", "HOST:PORT"),
        ("tcp://:4001", "HOST:PORT"),
        ("tcp://10.0.0.7:4001/boards", "HOST:PORT"),
        ("tcp://10.0.0.7:4001?timeout=3", "HOST:PORT"),
        ("tcp://me:secret@10.0.0.7:4001", "HOST:PORT"),
        ("tcp://[fe80::1:502", "HOST:PORT"),
        ("tcp://ten seven:4001", "HOST:PORT"),
    ],
)
def test_what_names_no_port_is_refused(port: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as caught:
        check_port(port, "bus main: port")
    assert caught.value.where == "bus main: port"


def test_a_password_in_an_address_is_not_told() -> None:
    with pytest.raises(ConfigError) as caught:
        check_port("tcp://me:secret@10.0.0.7:4001")
    assert "secret" not in str(caught.value)


@given(st.sampled_from(["", "usb:", "tcp://", "/"]), st.text())
def test_any_text_is_an_address_or_a_clear_error(prefix: str, text: str) -> None:
    with suppress(ConfigError):
        parse_port(prefix + text)


def test_a_match_reads_as_it_is_written() -> None:
    for port in ("usb:1a86:7523", "usb:0403:6001:A5@1-1.2:1.0"):
        assert str(parse_port(port)) == port
