"""What one bus has seen: counters since start and the last frames."""

from collections import deque
from typing import Final

from locker_driver.models import BusFigures
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
        self.echoes = 0
        self._wire_s = 0.0
        self._asking_s = 0.0
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

    def late(self) -> None:
        """A frame that was heard looked like the answer, but may belong to an earlier question."""
        self.late_frames += 1

    def echo(self) -> None:
        """Our own request came back."""
        self.echoes += 1

    def answered(self, wire_s: float, asking_s: float) -> None:
        """A status query was answered: how long its bytes and those of the answer took, and how long all of it."""
        self._wire_s += wire_s
        self._asking_s += asking_s

    def figures(self, name: str, port: str, state: str) -> BusFigures:
        return BusFigures(
            name=name,
            port=port,
            state=state,
            sent=self.requests,
            received=self.received,
            timeouts=self.timeouts,
            bad_checks=self.bad_checks,
            garbage_bytes=self.garbage_bytes,
            late_frames=self.late_frames,
            echoes=self.echoes,
            efficiency=self._wire_s / self._asking_s if self._asking_s > 0 else 0.0,
        )

    def frames(self) -> tuple[str, ...]:
        """The last frames, oldest first: monotonic seconds, direction (> sent, < frame, ? garbage), hex."""
        return tuple(self._lines.copy())
