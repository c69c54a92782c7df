"""What a measurement comes to: figures, some of them with a target."""

from collections.abc import Sequence
from dataclasses import dataclass


class BenchError(Exception):
    """Something did not happen that had to, so there is nothing to measure."""


def texts(error: BaseException) -> list[str]:
    """Of an error, or of all in a group of them."""
    if isinstance(error, BaseExceptionGroup):
        return [text for inner in error.exceptions for text in texts(inner)]
    return [str(error)]


@dataclass(frozen=True)
class Figure:
    """One line of the table. `at_most` and `at_least` are targets; without one it is told for understanding only."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ok(self) -> bool | None:
        """None where there is no target."""
        if self.at_most is None and self.at_least is None:
            return None
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)

    @property
    def target(self) -> str:
        """In words, empty where there is none."""
        if self.at_least is not None:
            return f"at least {self.at_least:g} {self.unit}".rstrip()
        return "" if self.at_most is None else f"at most {self.at_most:g} {self.unit}"


@dataclass(frozen=True)
class Section:
    """The figures of one measurement. `remark` says how they were taken; `samples` are the raw values behind them."""

    name: str
    title: str
    remark: str
    figures: tuple[Figure, ...]
    samples: dict[str, list[float]]


def percentile(samples: Sequence[float], percent: float) -> float:
    """Linear between the two nearest ranks. Raises ValueError without samples."""
    if not samples:
        raise ValueError("a percentile of no samples")
    ordered = sorted(samples)
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def spread(
    name: str, samples: Sequence[float], unit: str, p50: float | None = None, p95: float | None = None
) -> tuple[Figure, ...]:
    """Median, 95th percentile and the worst, with the targets of the first two."""
    return (
        Figure(f"{name}, p50", percentile(samples, 50), unit, p50),
        Figure(f"{name}, p95", percentile(samples, 95), unit, p95),
        Figure(f"{name}, worst of {len(samples)}", max(samples), unit),
    )


def all_met(sections: Sequence[Section]) -> bool:
    """Whether no target was missed."""
    return all(figure.ok is not False for section in sections for figure in section.figures)
