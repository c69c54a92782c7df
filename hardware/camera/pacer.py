"""Deliver at a steady rate, as a camera does."""

import time


class Pacer:
    """Frames are due every 1/fps seconds. Who comes late loses frames; they are never made up for in a burst."""

    def __init__(self, fps: float) -> None:
        self._period_s = 1 / fps
        self._due_s = time.monotonic()

    def wait(self) -> float:
        """Sleeps until the next frame is due; returns CLOCK_MONOTONIC."""
        now_s = time.monotonic()
        if now_s < self._due_s:
            time.sleep(self._due_s - now_s)
            now_s = time.monotonic()
        self._due_s = max(self._due_s + self._period_s, now_s)
        return now_s
