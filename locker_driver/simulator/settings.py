"""What is common to the boards of one simulated line."""

from dataclasses import dataclass
from math import inf
from typing import Final

from locker_driver.dialects import Dialect, DialectModbus
from locker_driver.families import FAMILIES, Family

MOMENTARY_S: Final = 1.0
"""The fixed pulse of Eletechsup boards."""


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """0 and None stand for what is usual in the family, and are filled in.

    `lock_ampere`: what one lock draws while it is energised; more than `supply_ampere` at once is a brown-out.
    `reports`: the boards tell of changes by themselves, in families that can.
    """

    family: Family = "8a"
    dialect: Dialect | None = None
    ways: int = 0
    pulse_s: float = 0.0
    think_s: float = 0.002
    char_s: float = 0.0
    closed_when_shorted: bool | None = None
    lock_ampere: float = 2.4
    supply_ampere: float = inf
    reports: bool = False

    def __post_init__(self) -> None:
        spec = FAMILIES[self.family]
        fill = object.__setattr__  # the documented way for a frozen dataclass
        fill(self, "dialect", self.dialect or spec.dialect())
        fill(self, "ways", self.ways or spec.ways)
        fill(self, "pulse_s", self.pulse_s or self._usual_pulse_s(spec.pulse_ms))
        fill(self, "char_s", self.char_s or 10 / spec.baud)
        if self.closed_when_shorted is None:
            fill(self, "closed_when_shorted", spec.polarity == "closed_when_shorted")

    @property
    def paced(self) -> bool:
        """Whether bytes take their time: on every serial line, not in Modbus over TCP."""
        return not (isinstance(self.dialect, DialectModbus) and self.dialect.framing == "tcp")

    def _usual_pulse_s(self, pulse_ms: int) -> float:
        momentary = isinstance(self.dialect, DialectModbus) and self.dialect.pulse == "momentary"
        return MOMENTARY_S if momentary else pulse_ms / 1000
