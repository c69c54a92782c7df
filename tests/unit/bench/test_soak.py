import os

import pytest

from tests.soak.slope import leaks, per_100
from tests.soak.watch import WARM_UP, Watch


def line(mb_per_100: float, upto: int) -> list[tuple[int, float]]:
    return [(count, 50 + count * mb_per_100 / 100) for count in range(0, upto + 1, 10)]


def test_the_slope_of_a_line_is_found() -> None:
    assert per_100(line(2.5, 200)) == pytest.approx(2.5)
    assert per_100([(10, 50.0)]) == 0.0


def test_steady_growth_is_a_leak_and_warming_up_is_none() -> None:
    warming = [(0, 20.0), (10, 40.0), (40, 50.0)]
    assert leaks([*warming, *line(1.5, 300)[5:]], WARM_UP) == pytest.approx(1.5)
    assert leaks([*warming, *line(0.5, 300)[5:]], WARM_UP) is None


def test_too_few_collections_tell_nothing() -> None:
    assert leaks(line(9.0, WARM_UP + 90), WARM_UP) is None


def test_a_second_start_is_complained_of_until_the_point_closes() -> None:
    watch = Watch()
    watch.started("core", os.getpid())
    assert watch.complaints() == []
    watch.started("core", os.getpid())
    watch.close()
    watch.started("ui", os.getpid())
    watch.started("ui", os.getpid())
    assert watch.complaints() == ["core was started 2 times"]


def test_a_process_that_is_gone_is_left_out() -> None:
    watch = Watch()
    watch.started("core", os.getpid())
    watch.started("ui", 2**22 + 1)
    assert list(watch.look(1)) == ["core"]
