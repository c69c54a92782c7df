"""One sans-I/O codec per board family."""

from collections.abc import Callable, Mapping
from typing import Final

from locker_driver.config import BusConfig
from locker_driver.families import Family
from locker_driver.protocols.codec import Codec
from locker_driver.protocols.dc import Dc
from locker_driver.protocols.family_8a import Family8a
from locker_driver.protocols.kerong import Kerong
from locker_driver.protocols.modbus_relay import ModbusRelay
from locker_driver.protocols.winnsen import Winnsen
from locker_driver.protocols.wkly import Wkly

CODECS: Final[Mapping[Family, Callable[[BusConfig], Codec]]] = {
    "8a": Family8a,
    "kerong-cu16": Kerong,
    "kerong-cu48": Kerong,
    "kerong-cu48b": Kerong,
    "modbus-relay": ModbusRelay,
    "winnsen": Winnsen,
    "wkly": Wkly,
    "dc": Dc,
}


def make_codec(config: BusConfig) -> Codec:
    """The codec of the family that the bus speaks."""
    return CODECS[config.family](config)


__all__ = ["CODECS", "make_codec"]
