"""Which of the USB adapters that are plugged in is meant, and which claim to be the same one. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from locker_driver.errors import LinkError
from locker_driver.transport.address import UsbMatch


@dataclass(frozen=True, slots=True)
class Adapter:
    """One serial port of a USB adapter. `location` names the USB port it is plugged in, "1-1.2"; of an adapter with
    several interfaces also the interface, "1-1.2:1.0".
    """

    device: str
    vid: int
    pid: int
    serial: str | None
    location: str

    @property
    def usb_port(self) -> str:
        return self.location.partition(":")[0]

    @property
    def identity(self) -> tuple[int, int, str | None, str]:
        """What its by-id link is made of. CH340 and PL2303 have no serial number; some CP2102 all have the same."""
        return self.vid, self.pid, self.serial, self.location.partition(":")[2]

    def __str__(self) -> str:
        return f"{self.device} ({UsbMatch(self.vid, self.pid, self.serial, self.location)})"


ListAdapters = Callable[[], Sequence[Adapter]]
"""What is plugged in now. Raises LinkError if that cannot be told."""


def find(match: UsbMatch, present: Sequence[Adapter]) -> Adapter:
    """The only one that matches. Raises LinkError if there is none, or several, and says what there is."""
    found = all_like(match, present)
    if not found:
        raise LinkError(f"no such USB adapter; plugged in: {_listed(present)}")
    if len(found) > 1:
        raise LinkError(f"several USB adapters match: {_listed(found)}; name one of them in full, with @LOCATION")
    return found[0]


def all_like(match: UsbMatch, present: Sequence[Adapter]) -> list[Adapter]:
    return [
        adapter
        for adapter in present
        if (adapter.vid, adapter.pid) == (match.vid, match.pid)
        and match.serial in {None, adapter.serial}
        and match.location in {None, adapter.location, adapter.usb_port}
    ]


def equals(present: Sequence[Adapter], adapter: Adapter) -> list[Adapter]:
    """`adapter` and all others with its identity; not the other ports of its own piece of hardware."""
    others = [other for other in present if other.identity == adapter.identity and other.usb_port != adapter.usb_port]
    return [adapter, *others]


def _listed(adapters: Sequence[Adapter]) -> str:
    return ", ".join(str(adapter) for adapter in adapters) or "none"
