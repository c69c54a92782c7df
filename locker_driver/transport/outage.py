"""How long a port has been away, when it is tried again, and what of that is worth a line in the log. Pure."""

from typing import Final

FIRST_BACK_OFF_S: Final = 0.5
MAX_BACK_OFF_S: Final = 5.0
UNREACHABLE_AFTER_S: Final = 30.0
UNREACHABLE_RETRY_S: Final = 30.0
STEADY_S: Final = 10.0
"""A port that was open for so long had come back, even if no board answered on it."""


class Outage:
    """Of one port, over all its outages. An outage ends when a board answers: a port that opens and fails at once,
    again and again, is one outage.
    """

    def __init__(self) -> None:
        self._told_s: float | None = None
        self._told_blocked = False
        self._away_s: float | None = None
        self._opened_s: float | None = None
        self._back_off_s = FIRST_BACK_OFF_S

    @property
    def told(self) -> bool:
        """A loss is in the log, its end is not yet."""
        return self._told_s is not None

    def opened(self, now_s: float) -> None:
        self._opened_s = now_s

    def lost(self, now_s: float, *, blocked: bool) -> bool:
        """The port broke or could not be opened. True if that is news, and once more if somebody must help."""
        steady = self._opened_s is not None and now_s - self._opened_s >= STEADY_S
        self._opened_s = None
        if self._away_s is None or steady:
            self._away_s = now_s
            self._back_off_s = FIRST_BACK_OFF_S
        news = self._told_s is None or (blocked and not self._told_blocked)
        if self._told_s is None:
            self._told_s = now_s
        self._told_blocked = self._told_blocked or blocked
        return news

    def unreachable(self, now_s: float) -> bool:
        return self._away_s is not None and now_s - self._away_s >= UNREACHABLE_AFTER_S

    def wait_s(self, now_s: float) -> float:
        """Until the next attempt. Each call is one attempt that failed."""
        if self.unreachable(now_s):
            return UNREACHABLE_RETRY_S
        wait_s, self._back_off_s = self._back_off_s, min(2 * self._back_off_s, MAX_BACK_OFF_S)
        return wait_s

    def answered(self, now_s: float) -> float:
        """A board answered. Returns how long the outage was; 0 if there was none."""
        away_s = now_s - self._told_s if self._told_s is not None else 0.0
        self._told_s = self._away_s = None
        self._told_blocked = False
        return away_s
