"""Wakes those who wait for something to happen here. One that is rung elsewhere is heard at the next look."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Lock
from typing import Final

LOOK_EVERY_S: Final = 2.0
"""Another process may have written to the same database."""


class Bell:
    """Rung from any thread; heard in the loop of each waiter. None waits for longer than `longest_s`."""

    def __init__(self, longest_s: float = 60.0) -> None:
        self.longest_s = longest_s
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = Lock()
        self._stopped = False

    def ring(self) -> None:
        """Everybody who waits looks again."""
        with self._lock:
            waiting = list(self._waiting)
        for loop, heard in waiting:
            loop.call_soon_threadsafe(heard.set)

    def stop(self) -> None:
        """Nobody waits any more: the server ends."""
        self._stopped = True
        self.ring()

    async def until(self, look: Callable[[], Awaitable[bool]], limit_s: float) -> None:
        """Until `look` is content, the time is over or the server ends. It looks at least once."""
        loop = asyncio.get_running_loop()
        heard = asyncio.Event()
        end_s = loop.time() + min(limit_s, self.longest_s)
        entry = (loop, heard)
        with self._lock:
            self._waiting.add(entry)
        try:
            while not await look() and not self._stopped:
                left_s = min(end_s - loop.time(), LOOK_EVERY_S)
                if left_s <= 0:
                    return
                heard.clear()
                await _within(heard, left_s)
        finally:
            with self._lock:
                self._waiting.discard(entry)


async def _within(heard: asyncio.Event, limit_s: float) -> None:
    try:
        async with asyncio.timeout(limit_s):
            await heard.wait()
    except TimeoutError:
        return
