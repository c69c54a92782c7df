"""The machine's own clocks."""

import time


class SystemClock:
    """Satisfies `ports.Clock`."""

    def monotonic_s(self) -> float:
        return time.monotonic()

    def utc_s(self) -> float:
        return time.time()  # noqa: TID251 - the one place where wall time enters
