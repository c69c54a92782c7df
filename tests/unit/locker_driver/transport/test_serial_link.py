"""Serial ports over pseudo-terminals."""

import errno
import fcntl
import os
import select
import struct
import termios
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import serial.rs485
import serial.serialposix
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from locker_driver.errors import LinkError
from locker_driver.transport import serial_link
from locker_driver.transport.adapters import Adapter
from locker_driver.transport.link import PortBlockedError
from locker_driver.transport.serial_link import SerialLink, list_adapters
from tests.unit.locker_driver.transport.far_ends import Terminal, terminal

TIOCSRS485 = 0x542F  # asm-generic/ioctls.h
ASYNC_LOW_LATENCY = 1 << 13  # linux/tty_flags.h


@pytest.fixture
def adapter() -> Iterator[Terminal]:
    with terminal() as here:
        yield here


def opened(device: Terminal) -> "closing[SerialLink]":
    return closing(SerialLink(device.name, 9600))


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def readable(link: SerialLink) -> bool:
    return bool(select.select([link], [], [], 5)[0])


def test_bytes_go_both_ways_as_they_are(adapter: Terminal) -> None:
    everything = bytes(range(256))
    with opened(adapter) as link:
        link.write(everything)
        assert adapter.read(256) == everything
        adapter.write(everything)
        data = b""
        while len(data) < 256:
            assert readable(link)
            data += link.read()
    assert data == everything


def test_a_read_does_not_wait(adapter: Terminal) -> None:
    with opened(adapter) as link:
        assert link.read() == b""


def test_what_came_before_is_dropped(adapter: Terminal) -> None:
    adapter.write(b"stale")
    with opened(adapter) as link:
        adapter.write(b"fresh")
        assert readable(link)
        assert link.read() == b"fresh"


def test_speed_and_frame_are_set(adapter: Terminal) -> None:
    with closing(SerialLink(adapter.name, 19200)) as link:
        attributes = termios.tcgetattr(link.fileno())
        assert attributes[4:6] == [termios.B19200, termios.B19200]
        cflag = attributes[2]
        assert cflag & termios.CSIZE == termios.CS8
        assert not cflag & (termios.PARENB | termios.CSTOPB | termios.CRTSCTS)


def test_a_port_has_one_owner_at_a_time(adapter: Terminal) -> None:
    with opened(adapter), pytest.raises(PortBlockedError, match=r"in use .*\(Resource temporarily unavailable\)"):
        SerialLink(adapter.name, 9600)
    with opened(adapter):
        pass


@pytest.mark.parametrize(
    ("number", "advice"),
    [(errno.EACCES, "group, usually dialout"), (errno.EPERM, "dialout"), (errno.EBUSY, "close it")],
)
def test_a_port_that_may_not_be_opened_says_what_to_do(
    adapter: Terminal, monkeypatch: pytest.MonkeyPatch, number: int, advice: str
) -> None:
    def refused(path: str, flags: int) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(PortBlockedError, match=advice) as caught:
        SerialLink(adapter.name, 9600)
    assert os.strerror(number) in str(caught.value)


def test_a_port_that_is_not_there_is_transient(tmp_path: Path) -> None:
    with pytest.raises(LinkError, match="No such file") as caught:
        SerialLink(str(tmp_path / "tty"), 9600)
    assert not isinstance(caught.value, PortBlockedError)


def test_a_file_is_no_port(tmp_path: Path) -> None:
    (tmp_path / "tty").touch()
    with pytest.raises(LinkError, match="Inappropriate ioctl"):
        SerialLink(str(tmp_path / "tty"), 9600)


def test_an_unplugged_adapter_fails_every_call(adapter: Terminal) -> None:
    with opened(adapter) as link:
        adapter.unplug()
        assert readable(link)
        with pytest.raises(LinkError, match="the adapter was unplugged"):
            link.read()
        with pytest.raises(LinkError, match="Input/output error"):
            link.write(b"x")
    link.close()


@pytest.mark.parametrize("call", ["tcsetattr", "tcflush"])
def test_an_adapter_that_goes_while_it_is_set_up_leaves_nothing_open(
    adapter: Terminal, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def gone(*_: object) -> None:
        raise termios.error(errno.EIO, "Input/output error")

    before = open_files()
    monkeypatch.setattr(termios, call, gone)
    with pytest.raises(LinkError, match="Input/output error"):
        SerialLink(adapter.name, 9600)
    assert open_files() == before


def test_a_port_that_takes_no_bytes_does_not_hold_the_thread(
    adapter: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serial_link, "WRITE_TIMEOUT_S", 0.05)
    with opened(adapter) as link:
        begun_s = time.monotonic()
        with pytest.raises(LinkError, match="Write timeout"):
            link.write(bytes(200_000))
        assert time.monotonic() - begun_s < 4


def test_a_port_whose_driver_knows_no_rs485_says_so(adapter: Terminal) -> None:
    before = open_files()
    with pytest.raises(LinkError, match="RS-485") as caught:
        SerialLink(adapter.name, 9600, "kernel")
    assert open_files() == before
    assert caught.tb is not None  # holds what was not closed


class Uart:
    """Stands for the driver of a real UART: a pseudo-terminal knows neither of these requests."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rs485: list[int] = []
        self.serial_struct: list[int] = []
        self._ioctl = fcntl.ioctl
        monkeypatch.setattr(fcntl, "ioctl", self.ioctl)

    def ioctl(self, fd: int, request: int, argument: Any = 0, *more: Any) -> Any:
        if request == TIOCSRS485:
            self.rs485.append(struct.unpack("8i", bytes(argument))[0])
        elif request == termios.TIOCSSERIAL:
            self.serial_struct.append(argument[4])  # int flags, the fifth of struct serial_struct
        elif request not in {serial.serialposix.TIOCGRS485, termios.TIOCGSERIAL}:
            return self._ioctl(fd, request, argument, *more)
        return 0


def test_the_kernel_is_told_to_switch_the_direction(adapter: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    uart = Uart(monkeypatch)
    with closing(SerialLink(adapter.name, 9600, "kernel")):
        pass
    # SER_RS485_ENABLED and _RTS_ON_SEND, not _RTS_AFTER_SEND nor _RX_DURING_TX (linux/serial.h)
    assert {flags & 0b10111 for flags in uart.rs485} == {0b00011}


def test_an_adapter_that_switches_itself_is_left_alone(adapter: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    uart = Uart(monkeypatch)
    with opened(adapter):
        pass
    assert uart.rs485 == []


def test_an_adapter_is_asked_not_to_collect_input(adapter: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    uart = Uart(monkeypatch)
    with opened(adapter):
        pass
    assert uart.serial_struct == [ASYNC_LOW_LATENCY]


def test_adapters_are_usb_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    usb, bare, built_in = (ListPortInfo(f"/dev/tty{n}") for n in ("USB0", "USB1", "S0"))
    usb.vid, usb.pid, usb.serial_number, usb.location = 0x403, 0x6001, "A5", "1-1.2"
    bare.vid, bare.pid, bare.serial_number, bare.location = 0x1A86, 0x7523, "", None
    monkeypatch.setattr(list_ports, "comports", lambda: [usb, bare, built_in])
    assert list_adapters() == [
        Adapter("/dev/ttyUSB0", 0x403, 0x6001, "A5", "1-1.2"),
        Adapter("/dev/ttyUSB1", 0x1A86, 0x7523, None, ""),
    ]


def test_an_adapter_pulled_while_they_are_listed_is_transient(monkeypatch: pytest.MonkeyPatch) -> None:
    def torn() -> list[ListPortInfo]:
        return [ListPortInfo(str(int(None, 16)))]

    monkeypatch.setattr(list_ports, "comports", torn)
    with pytest.raises(LinkError, match="changed"):
        list_adapters()


def test_the_real_list_can_be_made() -> None:
    assert all(adapter.vid for adapter in list_adapters())
