"""What boards of one family may differ in. A family without a class here has no such differences."""

from dataclasses import dataclass
from typing import Literal

from locker_driver.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Dialect8a:
    """`unlock_parameter`: 0x11, or 0x33 for CM06-24 boards. `reports`: the header of unsolicited reports, which some
    firmware sends when a contact changes; "off" where 82 is something else (CM06-24) or nothing.
    `msb_group_first`: a whole-board answer begins with the group of the highest doors.
    """

    unlock_parameter: int = 0x11
    reports: Literal["any", "81", "82", "off"] = "any"
    msb_group_first: bool = True

    def __post_init__(self) -> None:
        _require("unlock_parameter", self.unlock_parameter in {0x11, 0x33}, "must be 0x11 or 0x33")
        _one_of("reports", self.reports, ("any", "81", "82", "off"))


@dataclass(frozen=True, slots=True)
class DialectKerongIr:
    """CU16 and CU48B. `parcel_sensors`: infrared sensors are wired; without them their bits mean nothing."""

    parcel_sensors: bool = False


@dataclass(frozen=True, slots=True)
class DialectModbus:
    """`pulse`: how the board makes a pulse of its own, never the host: "flash" (Waveshare, FC05 with a time of n x
    100 ms) or "momentary" (Eletechsup and clones, FC06 with the board's fixed time of about a second).
    `framing`: "rtu" on a serial line and through transparent converters (RTU over TCP), "tcp" with an MBAP header.
    """

    pulse: Literal["flash", "momentary"] = "flash"
    framing: Literal["rtu", "tcp"] = "rtu"

    def __post_init__(self) -> None:
        _one_of("pulse", self.pulse, ("flash", "momentary"))
        _one_of("framing", self.framing, ("rtu", "tcp"))


@dataclass(frozen=True, slots=True)
class PlainDialect:
    """A family whose boards are all alike."""


Dialect = Dialect8a | DialectKerongIr | DialectModbus | PlainDialect


def _require(field: str, holds: bool, problem: str) -> None:
    if not holds:
        raise ConfigError(f"dialect.{field}", problem)


def _one_of(field: str, value: str, known: tuple[str, ...]) -> None:
    _require(field, value in known, f"{value!r} is none of {', '.join(known)}")
