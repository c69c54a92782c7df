"""From one pulse to what may be claimed of it. Pure: facts go in, a report comes out when they suffice."""

from collections import deque
from dataclasses import dataclass
from math import inf
from typing import Final

from locker_driver.jobs import Result
from locker_driver.models import DoorState, UnlockOutcome, UnlockReport

MAX_EARLY: Final = 64
"""Readings of one board in the time in which a command may wait for the line."""
BLIND_S: Final = 1.0
"""Less than anybody takes to open a door and to shut it again: between two readings so near it has not been open."""


@dataclass(frozen=True, slots=True)
class _Seen:
    state: DoorState
    asked_s: float
    read_s: float
    tells: bool


class UnlockWatch:
    """Follows one unlock. `report` is None until the outcome is certain.

    The board's acknowledgement is no evidence of an opening: for some wirings it is byte-identical to an echo. Only
    a reading that was asked for after the command was written counts. `before` is what the sensor said last when the
    command was handed to the line; what it says until it is written is taken in with read().

    The time until a closed door counts as jammed begins when the pulse is over: with the board's answer, or `pulse_s`
    after the last byte of the command, whichever is later. Jammed is what was watched: a door that nobody read for more
    than BLIND_S of that time may have been opened and shut, and is UNKNOWN.
    """

    def __init__(self, before: DoorState, pulse_s: float, jam_after_s: float) -> None:
        self._before = before
        self._pulse_s = pulse_s
        self._jam_after_s = jam_after_s
        self._early: deque[_Seen] = deque(maxlen=MAX_EARLY)
        self._result: Result | None = None
        self._closed_s = -inf
        self._blind_s = 0.0
        self.report: UnlockReport | None = None

    @property
    def over_s(self) -> float | None:
        """When the pulse is over; None while it is not written."""
        result = self._result
        if result is None or result.written_s is None:
            return None
        sent_s = result.written_s if result.sent_s is None else result.sent_s
        return max(result.end_s, sent_s + self._pulse_s)

    @property
    def jam_s(self) -> float | None:
        """When a door that still reads closed is jammed; None while it is not written."""
        return None if self.over_s is None else self.over_s + self._jam_after_s

    def pulsed(self, result: Result) -> None:
        """The command ended: answered, silent, or never written."""
        self._result = result
        if result.written_s is None or result.link_lost:
            self.report = self._told(UnlockOutcome.UNKNOWN, cause=result.cause)
            return
        for seen in self._early:
            if seen.asked_s < result.written_s:
                self._before = seen.state if seen.state is not DoorState.UNKNOWN else self._before
            else:
                self.read(seen.state, seen.asked_s, seen.read_s, tells=seen.tells)

    def read(self, state: DoorState, asked_s: float, read_s: float, *, tells: bool = False) -> None:
        """The door as known after a reading of its board. `tells`: it would have said if the door had moved before."""
        if self._result is None:
            # Some boards tell of the opening before they acknowledge the command.
            self._early.append(_Seen(state, asked_s, read_s, tells))
            return
        if self.report is not None or self._result.written_s is None or asked_s < self._result.written_s:
            return
        if state is DoorState.OPEN and self._before is DoorState.OPEN:
            self.report = self._told(UnlockOutcome.ALREADY_OPEN)
        elif state is DoorState.OPEN:
            self.report = self._told(UnlockOutcome.OPENED, opened_s=read_s)
        elif state is DoorState.CLOSED:
            self._watched(asked_s, tells=tells)
            if self.jam_s is not None and asked_s >= self.jam_s:
                self.report = self._stayed_closed(self._result)

    def lost(self) -> None:
        """A board that tells every change has gone: its silence meanwhile meant nothing."""
        if self._result is not None:
            self._blind_s = inf

    def _watched(self, asked_s: float, *, tells: bool) -> None:
        since_s = max(self._closed_s, self.over_s or asked_s)
        if not tells:
            self._blind_s = max(self._blind_s, asked_s - since_s)
        self._closed_s = asked_s

    def give_up(self, cause: str) -> UnlockReport:
        """Nothing could be read in time."""
        self.report = self.report or self._told(UnlockOutcome.UNKNOWN, cause=cause)
        return self.report

    def _stayed_closed(self, result: Result) -> UnlockReport:
        """Jammed only if there was a pulse and the door was watched, as far as one can know."""
        if result.answer is not None and result.answer.refused:
            return self._told(UnlockOutcome.UNKNOWN, cause=f"the board refused: {result.answer.refused}")
        if result.answer is None and result.cause:
            return self._told(UnlockOutcome.UNKNOWN, cause=f"{result.cause}, and the door stayed closed")
        if self._blind_s > BLIND_S:
            return self._told(UnlockOutcome.UNKNOWN, cause="the door was out of sight for a while after the pulse")
        return self._told(UnlockOutcome.JAMMED)

    def _told(self, outcome: UnlockOutcome, *, opened_s: float | None = None, cause: str = "") -> UnlockReport:
        result = self._result
        return UnlockReport(
            outcome,
            written_s=result.written_s if result else None,
            acknowledged_s=result.end_s if result and result.answer else None,
            opened_s=opened_s,
            cause=cause,
        )
