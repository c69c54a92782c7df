"""The port of any line."""

import importlib

from locker_driver.config import BusConfig, LineConfig
from locker_driver.port import Hear, OpenPort, Port, Watched
from locker_driver.transport.open_bus import open_bus


def open_port(line: LineConfig, watched: Watched, hear: Hear) -> Port:
    """Not started yet. Raises ConfigError if its port is named wrongly."""
    if isinstance(line, BusConfig):
        return open_bus(line, watched, hear)
    # Only a bank with door modules needs the MQTT client to be installed.
    open_mqtt: OpenPort = importlib.import_module("locker_driver.mqtt").open_mqtt
    return open_mqtt(line, watched, hear)
