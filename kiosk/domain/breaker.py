"""The limit on doors that open in bulk, whoever asks for them (invariant A9).

A network attack on 2,732 locker terminals opened their doors all at once (PickPoint, 2020). So no more than a few
different openings may be pulsed within a window, whatever backend, list or command says. A technician who is signed in
on site is free. Pulses for one door in one session are one opening (docs/adr/0010-doors-in-bulk.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

ON_SITE: Final = frozenset({"technician"})
"""Decisions that took a badge and a PIN at the kiosk itself."""
RESCUE: Final = "rescue"


@dataclass(frozen=True, slots=True)
class BulkLimit:
    """At most `doors` different openings within any `window_s` seconds."""

    doors: int = 3
    window_s: float = 60.0


def opening(session: str, compartment: int) -> str:
    """What counts as one: all pulses of this door in this session."""
    return f"{session}-{compartment}"


@dataclass(frozen=True, slots=True)
class Breaker:
    """A sliding window on a monotonic clock. `pulses`: the last pulse of each opening, oldest first."""

    limit: BulkLimit
    pulses: tuple[tuple[str, float], ...] = ()

    def wait_s(self, name: str, now_s: float) -> float:
        """How long the opening has to wait; 0 when it may be pulsed now."""
        recent = self._recent(now_s)
        others = [at_s for other, at_s in recent if other != name]
        if len(recent) > len(others) or len(others) < self.limit.doors:
            return 0.0
        # Of the others only so many may be left that there is room for one more.
        return others[len(others) - self.limit.doors] + self.limit.window_s - now_s

    def pulsed(self, name: str, now_s: float) -> "Breaker":
        """After the decision to pulse, and before the pulse."""
        others = tuple((other, at_s) for other, at_s in self._recent(now_s) if other != name)
        return replace(self, pulses=(*others, (name, now_s)))

    def _recent(self, now_s: float) -> tuple[tuple[str, float], ...]:
        return tuple(pulse for pulse in self.pulses if now_s - pulse[1] < self.limit.window_s)


def restored(limit: BulkLimit, openings: Iterable[tuple[str, float]], now_s: float) -> Breaker:
    """The breaker after a restart, from (name, age in seconds), oldest first.

    An age below zero, from a clock that went back, counts as now: late rather than too early.
    """
    breaker = Breaker(limit)
    for name, age_s in sorted(openings, key=lambda found: -max(found[1], 0.0)):
        breaker = breaker.pulsed(name, now_s - max(age_s, 0.0))
    return breaker
