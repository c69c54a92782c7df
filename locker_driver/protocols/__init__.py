"""One sans-I/O codec per board family."""

from locker_driver.config import BusConfig
from locker_driver.protocols.codec import Codec
from locker_driver.protocols.family_8a import Family8a


def make_codec(config: BusConfig) -> Codec:
    """The codec of the family that the bus speaks."""
    return Family8a(config)


__all__ = ["make_codec"]
