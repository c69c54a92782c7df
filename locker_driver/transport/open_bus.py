"""A bus on its port."""

from locker_driver.bus import Bus
from locker_driver.config import BusConfig
from locker_driver.polling import Poller
from locker_driver.port import Hear, Watched
from locker_driver.protocols import make_codec
from locker_driver.transport.open_link import link_opener
from locker_driver.transport.port_thread import PortThread


def open_bus(config: BusConfig, watched: Watched, hear: Hear) -> PortThread:
    """Not started yet. Raises ConfigError if the port is named wrongly."""
    bus = Bus(config, make_codec(config), Poller(watched, config.poll_ms / 1000), hear)
    return PortThread(bus, link_opener(config, hear))
