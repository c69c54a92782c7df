"""Time."""

from typing import Protocol


class Clock(Protocol):
    """Durations are monotonic; wall time is only for what people and backends read."""

    def monotonic_s(self) -> float: ...

    def utc_s(self) -> float: ...


class MachineClock(Clock, Protocol):
    """The machine's own clocks. `utc_s` is whatever its wall clock says; `kiosk.services.kiosk_clock` judges it."""

    @property
    def boot(self) -> str:
        """Names this start of the machine, in which `monotonic_s` counts; "" where nobody knows."""
        ...

    def synchronised(self) -> bool:
        """Whether the system says that its wall clock follows a time server."""
        ...
