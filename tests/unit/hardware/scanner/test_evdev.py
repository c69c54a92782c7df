import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.scanner.evdev import (
    EV_KEY,
    EV_SYN,
    INPUT_EVENT,
    SYN_DROPPED,
    SYN_REPORT,
    EventDevice,
    EventsLost,
    KeyEvent,
    find_keyboard,
    open_exclusively,
)
from hardware.scanner.source import ScannerBlockedError, ScannerMissingError

Pipe = tuple[EventDevice, int]


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    reading, writing = os.pipe()
    device = EventDevice(reading, "test")
    yield device, writing
    device.close()
    os.close(writing)


def event(kind: int, code: int, value: int) -> bytes:
    return INPUT_EVENT.pack(12, 500_000, kind, code, value)


def test_keys_come_with_their_times_and_nothing_else_does(pipe: Pipe) -> None:
    device, writing = pipe
    os.write(writing, event(4, 4, 458756) + event(EV_KEY, 30, 1) + event(EV_SYN, SYN_REPORT, 0))
    os.write(writing, event(EV_KEY, 30, 2) + event(EV_KEY, 30, 0) + event(EV_SYN, SYN_REPORT, 0))
    assert device.read(1) == [KeyEvent(30, True, 12.5), KeyEvent(30, False, 12.5)]
    assert device.read(0.01) == []


def test_an_event_may_come_in_two_pieces(pipe: Pipe) -> None:
    device, writing = pipe
    data = event(EV_KEY, 30, 1)
    os.write(writing, data[:10])
    assert device.read(1) == []
    os.write(writing, data[10:])
    assert device.read(1) == [KeyEvent(30, True, 12.5)]


def test_a_buffer_that_ran_over_is_told_and_its_rest_is_skipped(pipe: Pipe) -> None:
    device, writing = pipe
    os.write(writing, event(EV_SYN, SYN_DROPPED, 0) + event(EV_KEY, 30, 1) + event(EV_SYN, SYN_REPORT, 0))
    os.write(writing, event(EV_KEY, 31, 1))
    assert device.read(1) == [EventsLost(12.5), KeyEvent(31, True, 12.5)]


def test_an_unplugged_device_is_missing() -> None:
    reading, writing = os.pipe()
    device = EventDevice(reading, "test")
    os.close(writing)
    with pytest.raises(ScannerMissingError, match="test: unplugged"):
        device.read(1)
    device.close()


def test_a_device_that_is_not_there_or_none(tmp_path: Path) -> None:
    with pytest.raises(ScannerMissingError, match="no such device"):
        open_exclusively(str(tmp_path / "event7"))
    (tmp_path / "file").touch()
    with pytest.raises(ScannerBlockedError, match="is no input device"):
        open_exclusively(str(tmp_path / "file"))


def test_no_right_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ScannerBlockedError, match="no right to use it"):
        open_exclusively(str(tmp_path))


def test_a_device_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> int:
        raise OSError(16, "Device or resource busy")

    (tmp_path / "event7").touch()
    monkeypatch.setattr("fcntl.ioctl", busy)
    with pytest.raises(ScannerBlockedError, match="another program has it"):
        open_exclusively(str(tmp_path / "event7"))


KEYBOARD = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
BUTTONS = "10000000000000 0"


def plug(sysfs: Path, number: int, vendor: str, product: str, keys: str = KEYBOARD) -> None:
    device = sysfs / f"event{number}" / "device"
    (device / "id").mkdir(parents=True)
    (device / "capabilities").mkdir()
    (device / "id" / "vendor").write_text(vendor + "\n")
    (device / "id" / "product").write_text(product + "\n")
    (device / "capabilities" / "key").write_text(keys + "\n")


def test_only_a_device_of_that_vendor_and_product_is_found(tmp_path: Path) -> None:
    plug(tmp_path, 0, "046d", "c31c")  # the technician's
    plug(tmp_path, 1, "0c2e", "0b61", BUTTONS)  # an interface of the scanner that types nothing
    plug(tmp_path, 2, "0c2e", "0b61")
    (tmp_path / "event9" / "device").mkdir(parents=True)
    assert find_keyboard(0x0C2E, 0x0B61, tmp_path) == "/dev/input/event2"


def test_what_is_not_there_is_waited_for(tmp_path: Path) -> None:
    plug(tmp_path, 0, "046d", "c31c")
    with pytest.raises(ScannerMissingError, match="0c2e:0b61: no such device"):
        find_keyboard(0x0C2E, 0x0B61, tmp_path)


def test_of_two_alike_none_is_taken(tmp_path: Path) -> None:
    plug(tmp_path, 0, "0c2e", "0b61")
    plug(tmp_path, 1, "0c2e", "0b61")
    with pytest.raises(ScannerBlockedError, match="2 devices are like this"):
        find_keyboard(0x0C2E, 0x0B61, tmp_path)


def test_it_is_taken_away_from_everybody_else_before_a_key_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, object]] = []
    monkeypatch.setattr("fcntl.ioctl", lambda _, request, value: asked.append((request, value)))
    os.mkfifo(tmp_path / "event7")
    open_exclusively(str(tmp_path / "event7")).close()
    eviocgrab, eviocsclockid, monotonic = 0x40044590, 0x400445A0, b"\x01\0\0\0"  # as linux/input.h makes them
    assert asked == [(eviocgrab, 1), (eviocsclockid, monotonic)]
