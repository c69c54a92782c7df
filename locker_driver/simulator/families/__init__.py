"""How each board family speaks, by its name."""

from locker_driver.dialects import Dialect8a, DialectKerongIr, DialectModbus
from locker_driver.simulator.families.dc import SpeakerDc
from locker_driver.simulator.families.family_8a import Speaker8a
from locker_driver.simulator.families.kerong import SpeakerCu16, SpeakerCu48
from locker_driver.simulator.families.modbus import SpeakerModbus
from locker_driver.simulator.families.speaker import Speaker
from locker_driver.simulator.families.winnsen import SpeakerWinnsen
from locker_driver.simulator.families.wkly import SpeakerWkly
from locker_driver.simulator.settings import BoardSettings


def make_speaker(settings: BoardSettings) -> Speaker:
    """The family of `settings` in its dialect."""
    ways = settings.ways
    match settings.family, settings.dialect:
        case "8a", Dialect8a() as dialect:
            return Speaker8a(ways, dialect)
        case "kerong-cu16", DialectKerongIr() as dialect:
            return SpeakerCu16(ways, dialect)
        case "kerong-cu48", _:
            return SpeakerCu48(ways, None)
        case "kerong-cu48b", DialectKerongIr() as dialect:
            return SpeakerCu48(ways, dialect)
        case "modbus-relay", DialectModbus() as dialect:
            return SpeakerModbus(ways, dialect)
        case "winnsen", _:
            return SpeakerWinnsen(ways)
        case "wkly", _:
            return SpeakerWkly(ways)
        case "dc", _:
            return SpeakerDc(ways)
        case family, dialect:
            raise TypeError(f"{type(dialect).__name__} is no dialect of {family}")
