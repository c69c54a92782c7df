import pytest

from tests.bench.figures import BenchError, Figure, Section, all_met, percentile, spread, texts


def section(*figures: Figure) -> Section:
    return Section("s", "Title", "remark", figures, {})


def test_percentiles_lie_between_the_nearest_ranks() -> None:
    samples = [40.0, 10.0, 30.0, 20.0]
    assert percentile(samples, 0) == 10.0
    assert percentile(samples, 50) == 25.0
    assert percentile(samples, 95) == pytest.approx(38.5)
    assert percentile(samples, 100) == 40.0
    assert percentile([7.0], 95) == 7.0


def test_no_samples_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 50)


def test_a_target_that_is_just_reached_is_met() -> None:
    assert Figure("f", 40.0, "ms", 40.0).ok is True
    assert Figure("f", 40.1, "ms", 40.0).ok is False
    assert Figure("f", 40.1, "ms").ok is None
    assert Figure("f", 0.9, "", at_least=0.9).ok is True
    assert Figure("f", 0.89, "", at_least=0.9).ok is False


def test_a_target_in_words() -> None:
    assert Figure("f", 1, "ms", at_most=40).target == "at most 40 ms"
    assert Figure("f", 1, "", at_least=0.9).target == "at least 0.9"
    assert Figure("f", 1, "ms").target == ""


def test_one_missed_target_is_enough() -> None:
    met, missed, told = Figure("a", 1, "s", 2), Figure("b", 3, "s", 2), Figure("c", 9, "s")
    assert all_met([section(met, told), section(told)])
    assert not all_met([section(met), section(told, missed)])


def test_a_spread_carries_the_targets_of_median_and_tail_only() -> None:
    median, tail, worst = spread("f", [1.0, 2.0, 3.0], "ms", p50=2.0, p95=2.5)
    assert (median.value, median.ok) == (2.0, True)
    assert tail.ok is False
    assert (worst.value, worst.at_most) == (3.0, None)


def test_errors_in_groups_are_told_one_by_one() -> None:
    group = ExceptionGroup("", [BenchError("a"), ExceptionGroup("", [BenchError("b")])])
    assert texts(group) == ["a", "b"]
