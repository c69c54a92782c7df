"""A virtual clock: actions that are due at a time. Nothing in the simulated hardware looks at a real one."""

import heapq
from collections.abc import Callable
from itertools import count
from math import inf

Action = Callable[[float], None]


class Timeline:
    """Actions run in the order of their times, each with the time for which it was planned (monotonic seconds)."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Action]] = []
        self._order = count()
        self.now_s = -inf
        """The last time up to which it ran."""

    def at(self, when_s: float, action: Action) -> None:
        heapq.heappush(self._heap, (when_s, next(self._order), action))

    def next_s(self) -> float:
        return self._heap[0][0] if self._heap else inf

    def run(self, now_s: float) -> None:
        """Everything that is due by now, also what that brings about."""
        while self._heap and self._heap[0][0] <= now_s:
            when_s, _, action = heapq.heappop(self._heap)
            self.now_s = when_s
            action(when_s)
        self.now_s = max(self.now_s, now_s)
