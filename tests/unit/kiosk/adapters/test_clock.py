import time
from pathlib import Path

import pytest

from kiosk.adapters import clock
from kiosk.adapters.clock import SystemClock


def test_it_counts_since_the_machine_started_and_knows_which_start_that_was() -> None:
    machine = SystemClock()
    uptime_s = float(Path("/proc/uptime").read_text().split()[0])
    assert machine.monotonic_s() == pytest.approx(uptime_s, abs=2)
    assert machine.boot == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    assert machine.utc_s() == pytest.approx(time.clock_gettime(time.CLOCK_REALTIME), abs=2)


def test_where_nobody_names_the_start_no_two_are_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "_BOOT_ID", tmp_path / "missing")
    assert SystemClock().boot == ""


@pytest.mark.parametrize(
    ("answer", "status", "synchronised"), [(0, 0x2001, True), (0, 0x2041, False), (5, 0x2001, False), (-1, 0, False)]
)
def test_the_kernel_says_whether_it_follows_a_time_server(
    monkeypatch: pytest.MonkeyPatch, answer: int, status: int, synchronised: bool
) -> None:
    class Library:
        def adjtimex(self, timex: object) -> int:
            timex._obj.status = status  # type: ignore[attr-defined]
            return answer

    monkeypatch.setattr("ctypes.CDLL", lambda *_args, **_kwargs: Library())
    assert SystemClock().synchronised() is synchronised
