"""From the port that a bus names to a way of opening it, again and again, whatever it is called by then."""

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from locker_driver.config import BusConfig
from locker_driver.models import AlarmKind, BankAlarm
from locker_driver.port import Hear
from locker_driver.transport.adapters import Adapter, ListAdapters, all_like, equals, find
from locker_driver.transport.address import DevicePath, TcpAddress, UsbMatch, parse_port
from locker_driver.transport.com_port_link import open_com_port
from locker_driver.transport.link import Link, OpenLink, WaitFor
from locker_driver.transport.serial_link import SerialLink, list_adapters
from locker_driver.transport.tcp_link import open_tcp

_log = logging.getLogger(__name__)


def _nobody(_event: object) -> None:
    """For who wants no alarms."""


def link_opener(config: BusConfig, hear: Hear = _nobody, adapters: ListAdapters = list_adapters) -> OpenLink:
    """How to open the port of `config`. `hear` gets the alarm that two adapters claim to be it.

    Raises ConfigError if the port is named wrongly; whether it exists is asked when it is opened.
    """
    address = parse_port(config.port, f"bus {config.name}: port")
    if not isinstance(address, TcpAddress):
        return SerialOpener(config, address, hear, adapters)
    if address.com_port:
        return partial(open_com_port, address, config.baud)
    return partial(open_tcp, address)


class SerialOpener:
    """Opens one serial port, and tells when two adapters claim its name."""

    def __init__(self, config: BusConfig, address: DevicePath | UsbMatch, hear: Hear, adapters: ListAdapters) -> None:
        self._config = config
        self._address = address
        self._hear = hear
        self._adapters = adapters
        self._doubtful = False

    def __call__(self, _wait_for: WaitFor) -> Link:
        return SerialLink(self._device(), self._config.baud, self._config.rs485)

    def _device(self) -> str:
        """The device that the name stands for now."""
        address = self._address
        if isinstance(address, UsbMatch):
            present = self._adapters()
            if address.location is None:
                self._compare(all_like(address, present), present)
            return find(address, present).device
        path = Path(address.path)
        if path.parent.name == "by-id" and path.exists():
            # Of two equal adapters the one that came last has the link.
            device, present = str(path.resolve()), self._adapters()
            self._compare([adapter for adapter in present if adapter.device == device], present)
        return address.path

    def _compare(self, named: Sequence[Adapter], present: Sequence[Adapter]) -> None:
        """Told once, and again when it was well in between."""
        claims = [equals(present, adapter) for adapter in named]
        claimants = sorted({str(adapter) for claim in claims if len(claim) > 1 for adapter in claim})
        if not claimants:
            self._doubtful = False
        elif not self._doubtful:
            self._doubtful = True
            name, port = self._config.name, self._config.port
            detail = f"{' and '.join(claimants)} claim to be {port}; name it by-path or with usb:…@LOCATION"
            _log.warning("bus %s: %s", name, detail)
            self._hear(BankAlarm(AlarmKind.DUPLICATE_PORT, name, None, detail))
