"""From the port in the settings to an open link."""

import logging
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from locker_driver.config import BusConfig
from locker_driver.errors import ConfigError, LinkError
from locker_driver.jobs import BusEvent
from locker_driver.models import AlarmKind, BankAlarm
from locker_driver.transport import open_link
from locker_driver.transport.adapters import Adapter
from locker_driver.transport.com_port_link import ComPortLink
from locker_driver.transport.link import Link
from locker_driver.transport.open_bus import open_bus
from locker_driver.transport.open_link import link_opener
from locker_driver.transport.tcp_link import TcpLink
from tests.unit.locker_driver.transport.far_ends import Terminal, listener, receive, terminal, wait_for

CONFIG = BusConfig("main", "/dev/none", (1,))


class UsbPorts:
    """What is plugged in, as pyserial would list it."""

    def __init__(self, *present: Adapter) -> None:
        self.present = list(present)
        self.asked = 0

    def __call__(self) -> list[Adapter]:
        self.asked += 1
        return self.present


def ch340(device: Terminal | str, location: str, serial: str | None = None) -> Adapter:
    name = device if isinstance(device, str) else device.name
    return Adapter(name, 0x1A86, 0x7523, serial, location)


def on(port: str, adapters: UsbPorts, events: list[BusEvent] | None = None) -> open_link.SerialOpener:
    opener = link_opener(replace(CONFIG, port=port), [].append if events is None else events.append, adapters)
    assert isinstance(opener, open_link.SerialOpener)
    return opener


def reaches(link: Link, device: Terminal) -> bool:
    with closing(link):
        link.write(b"?")
        return device.read(1) == b"?"


@pytest.mark.parametrize("port", ["ttyUSB0", "usb:zz", "tcp://here", "gopher://a:70"])
def test_a_port_that_cannot_be_is_an_error_of_the_settings(port: str) -> None:
    config = replace(CONFIG, port=port)
    with pytest.raises(ConfigError) as caught:
        link_opener(config)
    assert caught.value.where == "bus main: port"
    with pytest.raises(ConfigError, match="bus main: port"):
        open_bus(config, {1: (1,)}, lambda _: None)


@pytest.mark.parametrize("scheme", ["tcp", "socket"])
def test_raw_tcp(scheme: str) -> None:
    with listener() as (server, where):
        link = link_opener(replace(CONFIG, port=f"{scheme}://{where}"))(wait_for)
        with closing(link), server.accept()[0] as far:
            assert isinstance(link, TcpLink)
            link.write(b"?")
            assert receive(far, 1) == b"?"


def test_rfc2217_gets_the_speed_of_the_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    def open_com_port(*settings: object) -> ComPortLink:
        opened.extend(settings)
        raise LinkError("far enough")

    monkeypatch.setattr(open_link, "open_com_port", open_com_port)
    opener = link_opener(replace(CONFIG, port="rfc2217://h:1", baud=19200))
    with pytest.raises(LinkError, match="far enough"):
        opener(wait_for)
    assert opened[1:] == [19200, wait_for]


def test_a_serial_port_gets_speed_and_direction_control_of_the_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[object, ...]] = []
    monkeypatch.setattr(open_link, "SerialLink", lambda *settings: opened.append(settings))
    link_opener(replace(CONFIG, port="/dev/ttyAMA0", baud=19200, rs485="kernel"))(wait_for)
    assert opened == [("/dev/ttyAMA0", 19200, "kernel")]


def test_a_usb_adapter_is_found_again_under_another_name() -> None:
    with terminal() as first, terminal() as second, terminal() as stranger:
        ports = UsbPorts(ch340(first, "1-1"), Adapter(stranger.name, 0x403, 0x6001, "A5", "1-2"))
        opener = on("usb:1a86:7523", ports)
        assert reaches(opener(wait_for), first)
        ports.present[0] = ch340(second, "1-3")
        assert reaches(opener(wait_for), second)
        del ports.present[0]
        with pytest.raises(LinkError, match="no such USB adapter"):
            opener(wait_for)


@pytest.mark.allow_warnings
def test_two_equal_adapters_are_not_chosen_from() -> None:
    with terminal() as first, terminal() as second:
        events: list[BusEvent] = []
        opener = on("usb:1a86:7523", UsbPorts(ch340(first, "1-1"), ch340(second, "1-2")), events)
        for _ in range(3):
            with pytest.raises(LinkError, match="several"):
                opener(wait_for)
        told(events, first, second, "usb:1a86:7523")


def test_a_location_tells_equal_adapters_apart() -> None:
    with terminal() as first, terminal() as second:
        events: list[BusEvent] = []
        opener = on("usb:1a86:7523@1-2", UsbPorts(ch340(first, "1-1"), ch340(second, "1-2")), events)
        assert reaches(opener(wait_for), second)
        assert events == []


def test_adapters_with_serial_numbers_of_their_own_are_only_ambiguous() -> None:
    events: list[BusEvent] = []
    opener = on("usb:1a86:7523", UsbPorts(ch340("/dev/a", "1-1", "A"), ch340("/dev/b", "1-2", "B")), events)
    with pytest.raises(LinkError, match="several"):
        opener(wait_for)
    assert events == []


@pytest.mark.allow_warnings
def test_a_by_id_link_that_two_adapters_claim_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with terminal() as first, terminal() as second:
        link = by_id(tmp_path, first)
        events: list[BusEvent] = []
        ports = UsbPorts(ch340(first, "1-1"), ch340(second, "1-2"))
        opener = on(str(link), ports, events)
        for _ in range(3):
            assert reaches(opener(wait_for), first)
        told(events, first, second, str(link))
        assert [record.levelno for record in caplog.records] == [logging.WARNING]
        taken = ports.present.pop()
        opener(wait_for).close()
        ports.present.append(taken)
        opener(wait_for).close()
        assert len(events) == 2


def test_a_by_id_link_of_one_adapter_is_no_news(tmp_path: Path) -> None:
    with terminal() as first, terminal() as other:
        link = by_id(tmp_path, first)
        events: list[BusEvent] = []
        ports = UsbPorts(ch340(first, "1-1", "A"), ch340(other, "1-2", "B"))
        assert reaches(on(str(link), ports, events)(wait_for), first)
        assert events == []
        assert ports.asked == 1


def test_other_paths_are_nobodys_claim(tmp_path: Path) -> None:
    with terminal() as first, terminal() as second:
        link = tmp_path / "by-path"
        link.symlink_to(first.name)
        ports = UsbPorts(ch340(first, "1-1"), ch340(second, "1-2"))
        assert reaches(on(str(link), ports)(wait_for), first)
        assert ports.asked == 0


def test_a_by_id_link_that_is_away_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LinkError, match="No such file"):
        on(str(tmp_path / "by-id" / "usb-x"), UsbPorts())(wait_for)


def by_id(folder: Path, device: Terminal) -> Path:
    link = folder / "by-id" / "usb-1a86_USB_Serial-if00-port0"
    link.parent.mkdir()
    link.symlink_to(device.name)
    return link


def told(events: list[BusEvent], first: Terminal, second: Terminal, port: str) -> None:
    (alarm,) = events
    assert isinstance(alarm, BankAlarm)
    assert (alarm.kind, alarm.bus, alarm.board) == (AlarmKind.DUPLICATE_PORT, "main", None)
    for word in (first.name, second.name, port, "@1-1", "@1-2"):
        assert word in alarm.detail
