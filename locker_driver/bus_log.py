"""What one bus has seen: counters since start and the last frames."""

from collections import deque
from typing import Final

from locker_driver.protocols.codec import Frame, FrameKind, Garbage

KEPT_FRAMES: Final = 20


class BusLog:
    """Written by the thread of the bus, read by anyone: single assignments, no locks needed."""

    def __init__(self) -> None:
        self.requests = 0
        self.received = 0
        self.timeouts = 0
        self.bad_checks = 0
        self.garbage_bytes = 0
        self.late_frames = 0
        self._lines: deque[str] = deque(maxlen=KEPT_FRAMES)

    def sent(self, data: bytes, now_s: float) -> None:
        self.requests += 1
        self._lines.append(f"{now_s:.3f} > {data.hex(' ')}")

    def frame(self, frame: Frame, now_s: float) -> None:
        self.received += 1
        self.late_frames += frame.kind is FrameKind.STRAY
        self._lines.append(f"{now_s:.3f} < {frame.raw.hex(' ')}")

    def garbage(self, item: Garbage, now_s: float) -> None:
        self.garbage_bytes += len(item.raw)
        self.bad_checks += item.bad_check
        self._lines.append(f"{now_s:.3f} ? {item.raw.hex(' ')}")

    def frames(self) -> tuple[str, ...]:
        """The last frames, oldest first: monotonic seconds, direction (> sent, < frame, ? garbage), hex."""
        return tuple(self._lines.copy())
