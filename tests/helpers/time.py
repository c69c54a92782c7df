"""A machine whose clocks the test holds in its hand."""

from dataclasses import dataclass

TODAY = 1_800_000_000.0


@dataclass
class Machine:
    """Satisfies `ports.MachineClock`."""

    monotonic: float = 100.0
    utc: float = TODAY
    boot: str = "boot-1"
    ntp: bool = False

    def monotonic_s(self) -> float:
        return self.monotonic

    def utc_s(self) -> float:
        return self.utc

    def synchronised(self) -> bool:
        return self.ntp

    def wait(self, seconds: float) -> None:
        """All clocks go on."""
        self.monotonic += seconds
        self.utc += seconds

    def power_cut(self, seconds: float) -> None:
        """Only the battery clock goes on."""
        self.utc += seconds
        self.monotonic, self.boot = 5.0, self.boot + "+"
