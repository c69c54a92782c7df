"""The clock of the whole core: kiosk time (`domain.kiosk_time`) over the machine's clocks."""

from math import inf

from kiosk.domain.kiosk_time import (
    Claim,
    ClockState,
    Limits,
    Mark,
    Reading,
    Verdict,
    begin,
    hear,
    mark_at,
    state_at,
    utc_at,
)
from kiosk.ports import Journal, MachineClock


class KioskClock:
    """Satisfies `ports.Clock`. `utc_s` is a lower bound that never goes back: not in one start of the machine, and
    over a restart not below the mark of the journal.
    """

    def __init__(self, machine: MachineClock, limits: Limits | None = None) -> None:
        self._machine = machine
        self._limits = limits or Limits()
        self._synced_utc: float | None = None
        self._synced_s: float | None = None
        self._mark: Mark | None = None
        self._time = begin(None, self.reading())

    async def recall(self, journal: Journal) -> None:
        """Begin where the process before ended, and keep the mark in `journal` from now on. Before anything is
        stamped.
        """
        self._mark = await journal.time_mark()
        self._time = begin(self._mark, self.reading())
        self._synced_utc = self._mark.synced_utc if self._mark else None
        journal.keep_time(self.mark)

    def monotonic_s(self) -> float:
        return self._machine.monotonic_s()

    def utc_s(self) -> float:
        return utc_at(self._time, self._machine.monotonic_s())

    def local_utc_s(self) -> float:
        """The best guess, for what only looks better with it (the night): never for a decision."""
        return self._machine.utc_s() if self.state is ClockState.HELD else self.utc_s()

    def reading(self) -> Reading:
        """All clocks of the machine at once."""
        return Reading(self._machine.boot, self._machine.monotonic_s(), self._machine.utc_s())

    @property
    def state(self) -> ClockState:
        """What `utc_s` is worth now."""
        return state_at(self._time, self.reading(), self._limits)

    @property
    def trusted(self) -> bool:
        """False: what is only a matter of dates is refused (a badge), for nobody knows the date."""
        return self.state is not ClockState.UNTRUSTED

    @property
    def marked(self) -> bool:
        """Whether trusted time was ever heard here."""
        return self._time.marked

    def mark(self) -> Mark | None:
        """What every write to the journal takes along."""
        return mark_at(self._time, self.reading(), self._synced_utc)

    def hear(self, claim: Claim) -> Verdict:
        """Let trusted time move the clock as far as it is believed."""
        self._time, verdict = hear(self._time, claim, self._machine.utc_s(), self._limits)
        if self._synced_s is not None:
            # A list that came in this start is as old as has been counted since, not as the clock has jumped.
            self._synced_utc = self.utc_s() - (self.monotonic_s() - self._synced_s)
        return verdict

    def confirmed_in_s(self) -> float:
        """When a second claim can confirm one that waits for it; inf where none does."""
        waiting = self._time.waiting
        if waiting is None:
            return inf
        return max(0.0, waiting.monotonic_s + self._limits.confirm_s - self.monotonic_s())

    def synchronised(self) -> bool:
        """Whether the machine says it follows a time server."""
        return self._machine.synchronised()

    def synced(self) -> None:
        """The list is fresh as of now."""
        self._synced_utc, self._synced_s = self.utc_s(), self.monotonic_s()

    def list_age_s(self) -> float | None:
        """Since the last sync, over restarts, in kiosk time. None: there never was one."""
        return None if self._synced_utc is None else max(0.0, self.utc_s() - self._synced_utc)

    def away_s(self) -> float | None:
        """How long the machine was off before this start, at the most; 0 where only the process was restarted.

        None: nobody knows, since the machine's clock is not plausible.
        """
        mark, now = self._mark, self.reading()
        if mark is not None and mark.boot and mark.boot == now.boot:
            return 0.0
        if mark is None or state_at(self._time, now, self._limits) is ClockState.UNTRUSTED:
            return None
        return max(0.0, now.system_utc - self.utc_s())
