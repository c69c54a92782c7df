"""Named waits on the event loop's monotonic clock."""

import asyncio
from collections.abc import Callable

from kiosk.flows.events import Deadline


class Deadlines:
    """At most one wait a name; setting it again moves it. `passed` is called on the event loop."""

    def __init__(self, passed: Callable[[Deadline], None]) -> None:
        self._passed = passed
        self._handles: dict[Deadline, asyncio.TimerHandle] = {}

    def set(self, name: Deadline, after_s: float) -> None:
        """Start or move the wait."""
        self.clear(name)
        self._handles[name] = asyncio.get_running_loop().call_later(after_s, self._fire, name)

    def clear(self, name: Deadline) -> None:
        """Stop the wait if there is one."""
        handle = self._handles.pop(name, None)
        if handle is not None:
            handle.cancel()

    def clear_all(self) -> None:
        """Stop every wait."""
        for name in list(self._handles):
            self.clear(name)

    def left_s(self, name: Deadline) -> float | None:
        """Seconds until it passes, None when it is not set."""
        handle = self._handles.get(name)
        return None if handle is None else max(0.0, handle.when() - asyncio.get_running_loop().time())

    def _fire(self, name: Deadline) -> None:
        self._handles.pop(name, None)
        self._passed(name)
