import os
import time
from collections.abc import Callable, Iterator

import pytest

from hardware.scanner.evdev import EventDevice
from hardware.scanner.feed import ScanFeed
from hardware.scanner.simulated.wedge import UINPUT, SimulatedWedge, UinputWedge
from hardware.scanner.source import Read, ScannerState
from hardware.scanner.url import HidUrl
from hardware.scanner.wedge import WedgeScanner

BY_ID = "/dev/input/by-id/usb-Scanner-event-kbd"


class Socket:
    """Where a wedge is plugged in. What is opened is the real reading of `input_event`s, from a pipe."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.wedge: SimulatedWedge

    def open(self, path: str) -> EventDevice:
        reading, writing = os.pipe()
        self.opened.append(path)
        self.wedge = SimulatedWedge(writing)
        return EventDevice(reading, path)


@pytest.fixture
def socket() -> Socket:
    return Socket()


@pytest.fixture
def open_(socket: Socket) -> Iterator[Callable[[HidUrl], WedgeScanner]]:
    scanners: list[WedgeScanner] = []

    def open_scanner(url: HidUrl) -> WedgeScanner:
        scanners.append(WedgeScanner(url, socket.open))
        scanners[-1].open()
        return scanners[-1]

    yield open_scanner
    for scanner in scanners:
        scanner.close()
        socket.wedge.unplug()


Open = Callable[[HidUrl], WedgeScanner]

PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))


def reads(device: WedgeScanner, count: int) -> list[Read]:
    got: list[Read] = []
    deadline_s = time.monotonic() + 5
    while len(got) < count:
        assert time.monotonic() < deadline_s, got
        got += device.read(0.1)
    return got


def test_every_printable_sign_comes_as_it_was_encoded(open_: Open, socket: Socket) -> None:
    device = open_(HidUrl(BY_ID))
    assert socket.opened == [BY_ID]
    socket.wedge.scan(PRINTABLE)
    assert reads(device, 1) == [Read(PRINTABLE.encode())]


def test_gs_and_the_identifier(open_: Open, socket: Socket) -> None:
    device = open_(HidUrl(BY_ID))
    socket.wedge.scan("]C110ABC\x1d21X")
    assert reads(device, 1) == [Read(b"10ABC\x1d21X", "code128", "]C1")]


def test_half_a_code_is_dropped_and_the_next_is_whole(open_: Open, socket: Socket) -> None:
    device = open_(HidUrl(BY_ID, gap_s=0.05))
    socket.wedge.scan("HALF", suffix=None)
    assert device.read(0.1) == []
    time.sleep(0.06)
    assert device.read(0.1) == []
    socket.wedge.scan("WHOLE")
    assert reads(device, 1) == [Read(b"WHOLE")]


def test_a_pause_ends_a_code_where_there_is_no_suffix(open_: Open, socket: Socket) -> None:
    device = open_(HidUrl(BY_ID, suffix="gap", gap_s=0.05))
    socket.wedge.scan("A B", suffix=None)
    assert reads(device, 1) == [Read(b"A B")]


@pytest.mark.allow_warnings
def test_unplugged_in_mid_code_it_comes_back_with_nothing_left_of_it(socket: Socket) -> None:
    feed = ScanFeed(WedgeScanner(HidUrl(BY_ID), socket.open), "hid:test", retry_s=(0.01, 0.02))
    feed.start()
    wait_for(lambda: feed.state() == (ScannerState.OK, ""))
    socket.wedge.scan("FIRST-HA", suffix=None)
    socket.wedge.unplug()
    wait_for(lambda: len(socket.opened) == 2 and feed.state() == (ScannerState.OK, ""))
    socket.wedge.scan("LF")
    wait_for(lambda: bool(feed._scans))
    assert [scan.payload for scan in feed.take()] == [b"LF"]
    assert feed.stop()
    socket.wedge.unplug()


@pytest.mark.skipif(not os.access(UINPUT, os.W_OK), reason="no right to make input devices (/dev/uinput)")
def test_through_the_kernel_a_wedge_is_found_and_taken_exclusively() -> None:
    wedge = UinputWedge(0x1209, 0x0001)
    device = WedgeScanner(HidUrl(usb=(0x1209, 0x0001)))
    time.sleep(0.5)  # udev makes its node
    try:
        device.open()
        wedge.scan("PK1:" + PRINTABLE)
        assert reads(device, 1) == [Read(b"PK1:" + PRINTABLE.encode())]
    finally:
        device.close()
        wedge.unplug()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.002)
