"""The dialects by the names that settings use. Each is pure: what goes in and out are messages."""

from collections.abc import Callable, Mapping
from typing import Final

from locker_driver.config import MqttDialect
from locker_driver.mqtt.dialects.dialect import Dialect, ModuleSettings, NextId
from locker_driver.mqtt.dialects.esphome import EspHome
from locker_driver.mqtt.dialects.openluke import OpenLuke
from locker_driver.mqtt.dialects.shelly import Shelly
from locker_driver.mqtt.dialects.tasmota import Tasmota

DIALECTS: Final[Mapping[MqttDialect, Callable[[ModuleSettings, NextId], Dialect]]] = {
    "shelly": Shelly,
    "esphome": EspHome,
    "tasmota": Tasmota,
    "openluke": OpenLuke,
}
