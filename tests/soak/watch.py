"""Watches processes of a point: what each holds, and whether one was started again."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from kiosk.supervisor import Supervisor
from tests.bench.memory import Memory, memory_of
from tests.soak import holdings
from tests.soak.holdings import Holdings, holdings_of
from tests.soak.slope import Slope, fit, leaks, warm

WARM_UP: Final = 50
"""Collections until every screen was drawn, every cache filled and every connection made."""


class Watch:
    """Processes from their start to their end. What they do is counted by `per`, from `warm_up` on."""

    def __init__(self, per: str = "collections", warm_up: int = WARM_UP) -> None:
        self._per = per
        self._warm_up = warm_up
        self.supervisor = Supervisor(self.started)
        self._pids: dict[str, int] = {}
        self._starts: dict[str, int] = {}
        self.samples: dict[str, list[tuple[int, float]]] = {}
        self.holdings: dict[str, list[Holdings]] = {}
        self._closed = False

    def started(self, name: str, pid: int) -> None:
        """The supervisor started this process; it must never do so twice."""
        if not self._closed:
            self._pids[name] = pid
            self._starts[name] = self._starts.get(name, 0) + 1

    def close(self) -> None:
        """What dies from now on was told to."""
        self._closed = True

    def look(self, count: int) -> dict[str, Memory]:
        """Memory of every process now. The slope is that of `own_mb`, which other programs do not move."""
        seen: dict[str, Memory] = {}
        for name, pid in self._pids.items():
            with suppress(OSError):  # it died just now, and will be complained of
                seen[name] = memory_of(pid)
                if count >= self._warm_up:
                    self.holdings.setdefault(name, []).append(holdings_of(pid, self.supervisor.status(name)))
        for name, memory in seen.items():
            self.samples.setdefault(name, []).append((count, memory.own_mb))
        return seen

    def slopes(self) -> dict[str, Slope]:
        """How each process grew since the warm-up."""
        return {name: fit(warm(samples, self._warm_up)) for name, samples in self.samples.items()}

    def restarted(self) -> list[str]:
        """One line for each process that was started again."""
        return [f"{name} was started {count} times" for name, count in self._starts.items() if count > 1]

    def complaints(self) -> list[str]:
        """What is wrong, one line each."""
        grown = [
            f"{name} grows by {slope.per_100:.2f} MB per 100 {self._per}"
            for name, slope in self.slopes().items()
            if leaks(warm(self.samples[name], self._warm_up))
        ]
        return self.restarted() + grown + self._leaked()

    def _leaked(self) -> list[str]:
        """What only becomes more."""
        found = []
        for name, held in self.holdings.items():
            counts: dict[str, Sequence[int]] = {
                "descriptors": [one.descriptors for one in held],
                "threads": [one.threads for one in held],
                "tasks": [one.tasks for one in held],
                "waiting events": [one.waiting for one in held],
            }
            found += [
                f"{name} has {holdings.grown(counted)} more {what} than after the warm-up"
                for what, counted in counts.items()
                if holdings.leaks(counted)
            ]
        return found
