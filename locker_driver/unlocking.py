"""From one pulse to what may be claimed of it. Pure: facts go in, a report comes out when they suffice."""

from locker_driver.jobs import Result
from locker_driver.models import DoorState, UnlockOutcome, UnlockReport


class UnlockWatch:
    """Follows one unlock. `report` is None until the outcome is certain.

    The board's acknowledgement is no evidence of an opening: for some wirings it is byte-identical to an echo. Only
    a reading that was asked for after the pulse counts. `before` is what the sensor said when the unlock was asked.
    """

    def __init__(self, before: DoorState, jam_after_s: float) -> None:
        self._before = before
        self._jam_after_s = jam_after_s
        self._result: Result | None = None
        self.report: UnlockReport | None = None

    def pulsed(self, result: Result) -> None:
        """The command ended: answered, silent, or never written."""
        self._result = result
        if result.written_s is None or result.link_lost:
            self.report = self._told(UnlockOutcome.UNKNOWN, cause=result.cause)

    def read(self, state: DoorState, asked_s: float, read_s: float) -> None:
        """The door as known after a reading of its board."""
        result = self._result
        if result is None or self.report is not None or asked_s < result.end_s:
            return
        if state is DoorState.OPEN and self._before is DoorState.OPEN:
            self.report = self._told(UnlockOutcome.ALREADY_OPEN)
        elif state is DoorState.OPEN:
            self.report = self._told(UnlockOutcome.OPENED, opened_s=read_s)
        elif state is DoorState.CLOSED and asked_s >= result.end_s + self._jam_after_s:
            self.report = self._told(UnlockOutcome.JAMMED)

    def give_up(self, cause: str) -> UnlockReport:
        """Nothing could be read in time."""
        self.report = self.report or self._told(UnlockOutcome.UNKNOWN, cause=cause)
        return self.report

    def _told(self, outcome: UnlockOutcome, *, opened_s: float | None = None, cause: str = "") -> UnlockReport:
        result = self._result
        return UnlockReport(
            outcome,
            written_s=result.written_s if result else None,
            acknowledged_s=result.end_s if result and result.answer else None,
            opened_s=opened_s,
            cause=cause,
        )
