"""An event loop whose time passes only when nothing else is left to do."""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import Context
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")

_TIDY_ABOVE = 512
_MANY_TURNS = 100_000
_LITTLE_S = 1.0
"""The busiest second of a point takes some dozens of turns: many in less than that are a loop without an end."""


class SimLoop(asyncio.BaseEventLoop):
    """Never waits and asks no selector: what is ready runs, else the clock jumps to the next timer.

    Everything happens on one thread, so a run is a function of what it was started with. Timers of the same moment
    fire in the order in which they were set.
    """

    # The lists of the base class. `_scheduled` holds (when, number, timer): tuples are compared without a call.
    _ready: Any
    _scheduled: Any
    _timer_cancelled_count: int
    _stopping: bool

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self._numbers = count()
        self.turns = 0
        self._looked_s = 0.0
        self._stands = False

    def time(self) -> float:
        return self._now_s

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Without the base class's checks: a third of all calls of a run are this and the next one."""
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer: Any = asyncio.TimerHandle(when, callback, args, self, context)
        heappush(self._scheduled, (when, next(self._numbers), timer))
        timer._scheduled = True
        return timer  # type: ignore[no-any-return]

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self._now_s + delay, callback, *args, context=context)

    def call_soon_threadsafe(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """There are no other threads."""
        return self.call_soon(callback, *args, context=context)

    def run_coroutine(self, work: Coroutine[Any, Any, T]) -> T:
        """As asyncio.run(), on this loop."""
        asyncio.set_event_loop(self)
        try:
            return self.run_until_complete(work)
        finally:
            self._drop_tasks()
            asyncio.set_event_loop(None)
            self.close()

    def _drop_tasks(self) -> None:
        left = asyncio.all_tasks(self)
        for task in left:
            task.cancel()
        if left:
            self.run_until_complete(asyncio.gather(*left, return_exceptions=True))

    def _run_once(self) -> None:
        self.turns += 1
        if self.turns % _MANY_TURNS == 0:
            self._look_whether_time_passes()
        ready, scheduled = self._ready, self._scheduled
        if self._timer_cancelled_count > _TIDY_ABOVE:
            self._tidy()
        while scheduled and scheduled[0][2]._cancelled:
            self._timer_cancelled_count -= 1
            heappop(scheduled)[2]._scheduled = False
        if not ready:
            if not scheduled:
                raise RuntimeError("nothing will ever happen any more")
            self._now_s = max(self._now_s, scheduled[0][0])
        while scheduled and scheduled[0][0] <= self._now_s:
            handle = heappop(scheduled)[2]
            handle._scheduled = False
            if handle._cancelled:
                self._timer_cancelled_count -= 1
            else:
                ready.append(handle)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                handle._run()

    def _look_whether_time_passes(self) -> None:
        """Time that stands still is told to the exception handler; where nobody makes an end of it, it is the end."""
        stands = self._now_s - self._looked_s < _LITTLE_S
        if stands and self._stands:
            raise RuntimeError("time stands still")
        self._looked_s, self._stands = self._now_s, stands
        if stands:
            turning = sorted({_name(handle) for handle in self._ready if not handle._cancelled})
            self.call_exception_handler({"message": f"time stands still while these go on: {', '.join(turning)}"})

    def _tidy(self) -> None:
        """Cancelled timers stay in the heap until their time; a year holds too many of them."""
        if self._timer_cancelled_count * 2 < len(self._scheduled):
            return
        for _when, _number, handle in self._scheduled:
            handle._scheduled = not handle._cancelled
        self._scheduled[:] = [entry for entry in self._scheduled if entry[2]._scheduled]
        heapify(self._scheduled)
        self._timer_cancelled_count = 0

    def _process_events(self, event_list: Any) -> None:
        """There is no selector."""

    def _write_to_self(self) -> None:
        """There is nobody to wake."""


def _name(handle: Any) -> str:
    """Of what runs next: a task's coroutine, or a function."""
    owner = getattr(handle._callback, "__self__", None)
    called = owner.get_coro() if isinstance(owner, asyncio.Task) else handle._callback
    return str(getattr(called, "__qualname__", called))
