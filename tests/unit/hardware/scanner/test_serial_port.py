"""Against a scanner on a pty: the real driver, the real termios."""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.scanner.feed import ScanFeed
from hardware.scanner.serial_port import SerialScanner
from hardware.scanner.simulated.serial_scanner import SimulatedSerialScanner
from hardware.scanner.source import Read, ScannerBlockedError, ScannerMissingError, ScannerState
from hardware.scanner.url import SerialUrl


@pytest.fixture
def plugged(tmp_path: Path) -> Iterator[SimulatedSerialScanner]:
    scanner = SimulatedSerialScanner(tmp_path / "usb-scanner")
    scanner.plug_in()
    yield scanner
    scanner.unplug()


@pytest.fixture
def opened(tmp_path: Path, plugged: SimulatedSerialScanner) -> Iterator[Callable[..., SerialScanner]]:
    devices: list[SerialScanner] = []

    def open_(**options: object) -> SerialScanner:
        device = SerialScanner(SerialUrl(str(tmp_path / "usb-scanner"), **{"gap_s": 0.05, **options}))  # type: ignore[arg-type]
        device.open()
        devices.append(device)
        return device

    yield open_
    for device in devices:
        device.close()


Open = Callable[..., SerialScanner]


def reads(device: SerialScanner, count: int) -> list[Read]:
    """The next ones, and what else came with them."""
    got: list[Read] = []
    deadline_s = time.monotonic() + 5
    while len(got) < count:
        assert time.monotonic() < deadline_s, got
        got += device.read(0.1)
    return got


EVERY_BYTE = bytes(byte for byte in range(256) if byte not in b"\r\n")


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n"])
def test_every_byte_comes_as_it_was_encoded(opened: Open, plugged: SimulatedSerialScanner, suffix: bytes) -> None:
    device = opened()
    plugged.scan(EVERY_BYTE, suffix=suffix)
    assert reads(device, 1) == [Read(EVERY_BYTE)]


def test_the_identifier_says_the_symbology(opened: Open, plugged: SimulatedSerialScanner) -> None:
    device = opened()
    plugged.scan(b"0100614141123452\x1d21A", aim=b"]Q3")
    assert reads(device, 1) == [Read(b"0100614141123452\x1d21A", "qr", "]Q3")]


def test_without_the_option_nothing_is_taken_off(opened: Open, plugged: SimulatedSerialScanner) -> None:
    device = opened(aim=False)
    plugged.scan(b"]Q3A")
    assert reads(device, 1) == [Read(b"]Q3A")]


def test_two_codes_in_one_read_are_two(opened: Open, plugged: SimulatedSerialScanner) -> None:
    device = opened()
    plugged.send(b"]Q1A\r\n]C1B\r\n")
    assert reads(device, 2) == [Read(b"A", "qr", "]Q1"), Read(b"B", "code128", "]C1")]


def test_half_a_code_is_dropped_and_the_next_is_whole(opened: Open, plugged: SimulatedSerialScanner) -> None:
    device = opened()
    plugged.send(b"PK1:HALF")
    assert device.read(0.1) == []
    assert device.read(0.1) == []
    plugged.scan(b"PK1:WHOLE")
    assert reads(device, 1) == [Read(b"PK1:WHOLE")]


def test_a_code_may_come_in_pieces(opened: Open, plugged: SimulatedSerialScanner) -> None:
    device = opened(gap_s=2.0)
    plugged.send(b"PK1:")
    assert device.read(0.05) == []
    plugged.scan(b"REST")
    assert reads(device, 1) == [Read(b"PK1:REST")]


def test_a_silence_ends_a_code_where_there_is_no_suffix(opened: Open, plugged: SimulatedSerialScanner) -> None:
    device = opened(suffix="gap")
    plugged.send(b"A\rB")
    assert reads(device, 1) == [Read(b"A\rB")]


@pytest.mark.parametrize(("size", "fits"), [(512, True), (513, False), (4000, False)])
@pytest.mark.parametrize("aim", [True, False])
def test_what_is_too_long_is_refused_as_a_whole(
    opened: Open, plugged: SimulatedSerialScanner, size: int, fits: bool, aim: bool
) -> None:
    device = opened(aim=aim)
    threading.Thread(target=plugged.send, args=(b"x" * size + b"\rok\r",)).start()
    assert [read.payload for read in reads(device, 2)] == [b"x" * size if fits else b"", b"ok"]


def test_what_came_before_it_was_opened_is_thrown_away(opened: Open, plugged: SimulatedSerialScanner) -> None:
    plugged.scan(b"EARLIER")
    device = opened()
    plugged.scan(b"NOW")
    assert reads(device, 1) == [Read(b"NOW")]


def test_a_scanner_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ScannerMissingError, match="no such device"):
        SerialScanner(SerialUrl(str(tmp_path / "none"))).open()


def test_a_file_is_no_port(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ScannerMissingError, match="cannot be opened as a serial port"):
        SerialScanner(SerialUrl(str(tmp_path / "file"))).open()


def test_a_port_that_another_program_has(tmp_path: Path, plugged: SimulatedSerialScanner) -> None:
    path = tmp_path / "usb-scanner"
    other = os.open(path, os.O_RDWR | os.O_NOCTTY)
    fcntl.flock(other, fcntl.LOCK_EX)
    try:
        with pytest.raises(ScannerBlockedError, match="another program has it"):
            SerialScanner(SerialUrl(str(path))).open()
    finally:
        os.close(other)


def test_a_port_that_nobody_gave_a_right_to(
    tmp_path: Path, plugged: SimulatedSerialScanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr("serial.Serial", refuse)
    with pytest.raises(ScannerBlockedError, match="no right to use it"):
        SerialScanner(SerialUrl(str(tmp_path / "usb-scanner"))).open()


def refuse(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.allow_warnings
def test_unplugged_in_mid_code_it_comes_back_with_nothing_left_of_it(
    tmp_path: Path, plugged: SimulatedSerialScanner
) -> None:
    feed = ScanFeed(SerialScanner(SerialUrl(str(tmp_path / "usb-scanner"))), "serial:test", retry_s=(0.01, 0.02))
    feed.start()
    wait_for(lambda: state_of(feed) is ScannerState.OK)
    plugged.send(b"PK1:FIRST-HA")
    time.sleep(0.05)
    plugged.unplug()
    wait_for(lambda: state_of(feed) is ScannerState.MISSING)
    plugged.plug_in()
    wait_for(lambda: state_of(feed) is ScannerState.OK)
    plugged.scan(b"LF")
    wait_for(lambda: bool(feed._scans))
    assert [scan.payload for scan in feed.take()] == [b"LF"]
    assert feed.stop()


def state_of(feed: ScanFeed) -> ScannerState | None:
    known = feed.state()
    return known[0] if known else None


def wait_for(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.002)


def test_unplugged_at_any_moment_it_is_missing_and_no_bug(tmp_path: Path) -> None:
    scanner = SimulatedSerialScanner(tmp_path / "usb-scanner")
    for sent in (b"", b"A", b"A\r", b"A\rB"):
        for _ in range(10):
            scanner.plug_in()
            device = SerialScanner(SerialUrl(str(tmp_path / "usb-scanner")))
            device.open()
            scanner.send(sent)
            scanner.unplug()
            with pytest.raises(ScannerMissingError, match="unplugged"):
                reads(device, 10)
            device.close()
