"""Serial ports by their former name."""

from locker_driver.bus import Bus
from locker_driver.transport.open_link import link_opener
from locker_driver.transport.port_thread import PortThread
from locker_driver.transport.serial_link import SerialLink

__all__ = ["SerialLink", "serial_thread"]


def serial_thread(bus: Bus) -> PortThread:
    """The thread of a bus, not started yet."""
    return PortThread(bus, link_opener(bus.config))
