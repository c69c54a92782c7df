import os
import threading

import pytest

from tests.soak.holdings import Holdings, grown, holdings_of
from tests.soak.holdings import leaks as leaks_holdings
from tests.soak.slope import Slope, fit, leaks, warm
from tests.soak.watch import WARM_UP, Watch


def line(mb_per_100: float, upto: int) -> list[tuple[int, float]]:
    return [(count, 50 + count * mb_per_100 / 100) for count in range(0, upto + 1, 10)]


def test_the_slope_of_a_line_is_found_without_error() -> None:
    assert fit(line(2.5, 200)).per_100 == pytest.approx(2.5)
    assert fit(line(2.5, 200)).error == pytest.approx(0, abs=1e-6)
    assert fit([(10, 50.0), (20, 60.0)]) == Slope(0.0, 0.0)


def test_scatter_becomes_the_error() -> None:
    scattered = [(count, mb + (4.0 if count % 20 else -4.0)) for count, mb in line(1.5, 300)]
    slope = fit(scattered)
    assert slope.per_100 == pytest.approx(1.5, abs=2 * slope.error)
    assert slope.error > 0.5
    assert not leaks(scattered)
    assert leaks(line(1.5, 300))
    assert not leaks(line(0.5, 300))


def test_warming_up_is_no_leak() -> None:
    samples = [(0, 20.0), (10, 40.0), (40, 50.0), *line(0.5, 300)[5:]]
    assert leaks(samples)
    assert not leaks(warm(samples, WARM_UP))


def test_a_cache_that_was_full_at_half_time_is_no_leak_and_what_goes_on_growing_is() -> None:
    cache = [(count, min(mb, 70.0)) for count, mb in line(4.0, 1000)]
    assert leaks(cache)
    assert not leaks(warm(cache, WARM_UP))
    assert leaks(warm(line(4.0, 1000), WARM_UP))


def test_too_few_collections_tell_nothing() -> None:
    assert not leaks(line(9.0, 90))
    assert leaks(line(9.0, 100))


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


def test_a_descriptor_and_a_thread_more_are_seen() -> None:
    before = holdings_of(os.getpid())
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    descriptor = os.open("/dev/null", os.O_RDONLY)
    after = holdings_of(os.getpid())
    os.close(descriptor)
    over.set()
    thread.join()
    assert after == Holdings(before.descriptors + 1, before.threads + 1)


def test_counts_that_only_grow_are_a_leak_and_those_that_come_and_go_are_not() -> None:
    assert leaks_holdings(list(range(10, 50)))
    assert grown(list(range(10, 50))) == 21
    assert not leaks_holdings([20, 35] * 20)
    assert not leaks_holdings([20] * 20 + [23] * 20)
    assert not leaks_holdings([20, 900])


def test_a_process_that_leaks_descriptors_is_complained_of() -> None:
    watch = Watch()
    watch.started("core", os.getpid())
    watch.holdings["core"] = [Holdings(10 + count, 4) for count in range(40)]
    assert watch.complaints() == ["core has 21 more descriptors than after the warm-up"]


def test_tasks_and_waiting_events_are_taken_from_what_a_process_says_of_itself() -> None:
    told = holdings_of(os.getpid(), "without camera; 31 tasks, 2 events wait")
    assert (told.tasks, told.waiting) == (31, 2)
    untold = holdings_of(os.getpid(), "serving")
    assert (untold.tasks, untold.waiting) == (0, 0)


def test_a_core_that_leaks_tasks_or_events_is_complained_of() -> None:
    watch = Watch()
    watch.started("core", os.getpid())
    watch.holdings["core"] = [Holdings(10, 4, tasks=30 + count, waiting=count) for count in range(40)]
    assert watch.complaints() == [
        "core has 21 more tasks than after the warm-up",
        "core has 21 more waiting events than after the warm-up",
    ]
