"""What other threads leave for the one that owns a thing."""

import threading
import time
from collections import deque
from typing import Final, Generic, TypeVar

LIMIT: Final = 2000

Item = TypeVar("Item")


class Mailbox(Generic[Item]):
    """A bounded queue. `lost` counts what was turned away because the owner could not keep up."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._items: deque[Item] = deque()
        self._limit = limit
        self._some = threading.Condition()
        self._woken = False
        self.lost = 0

    def put(self, item: Item, *, always: bool = False) -> None:
        """`always`: not to be turned away; only for what is bounded elsewhere."""
        with self._some:
            if len(self._items) >= self._limit and not always:
                self.lost += 1
                return
            self._items.append(item)
            self._some.notify()

    def wake(self) -> None:
        """Let the owner look around: its take() returns None."""
        with self._some:
            self._woken = True
            self._some.notify()

    def take(self, timeout_s: float) -> Item | None:
        """The oldest, or None if none comes in time."""
        end_s = time.monotonic() + timeout_s
        with self._some:
            while not self._items and not self._woken:
                left_s = end_s - time.monotonic()
                if left_s <= 0 or not self._some.wait(left_s):
                    break
            self._woken = False
            return self._items.popleft() if self._items else None
