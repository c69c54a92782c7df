"""Three bugs that drivers of such boards have had, planted on purpose: the matrix finds each of them."""

import re

import pytest

from locker_driver.bus import Bus
from locker_driver.doubts import Doubts
from locker_driver.families import Family
from locker_driver.jobs import Result
from locker_driver.models import UnlockOutcome
from locker_driver.protocols.codec import Command, Unlock
from locker_driver.simulator.faults import BoardFault, LineFault
from locker_driver.transaction import Transaction
from locker_driver.unlocking import UnlockWatch
from tests.unit.locker_driver.matrix.cell import Cell, Moment


def violations(family: Family, fault: BoardFault | LineFault, moment: Moment) -> str:
    return "\n".join(Cell(family, fault, moment).violations())


@pytest.mark.parametrize("fault", [BoardFault.DROPPED_REPLY, BoardFault.TRUNCATED_REPLY, BoardFault.CORRUPT_REPLY])
def test_an_unlock_that_is_sent_again_after_silence(fault: BoardFault, monkeypatch: pytest.MonkeyPatch) -> None:
    """As most serial libraries do by default with every request."""
    time_out = Bus._time_out
    again: set[int] = set()

    def impatient(bus: Bus, transaction: Transaction, now_s: float) -> None:
        job = transaction.job
        if isinstance(job.command, Unlock) and id(job) not in again:
            again.add(id(job))
            bus._transaction = None
            bus._queue.add(job)
        else:
            time_out(bus, transaction, now_s)

    assert violations("8a", fault, Moment.UNLOCKING) == ""
    monkeypatch.setattr(Bus, "_time_out", impatient)
    # How many commands there were until it is seen depends on the moment.
    assert re.search(r"was pulsed \d+ times for \d+ commands", violations("8a", fault, Moment.UNLOCKING))


def test_a_silent_command_that_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a driver did that waited for an answer which boards of this family never give."""
    written = Bus.written
    again: set[int] = set()

    def impatient(bus: Bus, now_s: float) -> None:
        transaction = bus._transaction
        assert transaction is not None
        written(bus, now_s)
        job = transaction.job
        if isinstance(job.command, Unlock) and id(job) not in again:
            again.add(id(job))
            job.done = lambda _: None
            bus._queue.add(job)

    monkeypatch.setattr(Bus, "written", impatient)
    assert "was pulsed" in violations("kerong-cu48", BoardFault.SILENT, Moment.WAITING)


@pytest.mark.parametrize("family", ["8a", "modbus-relay"])
def test_an_echo_that_is_taken_for_the_opening(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    """As drivers did that list the echo of the command among the answers that mean success."""
    pulsed = UnlockWatch.pulsed

    def credulous(watch: UnlockWatch, result: Result) -> None:
        pulsed(watch, result)
        if result.answer is not None and watch.report is None:
            watch.report = watch._told(UnlockOutcome.OPENED, opened_s=result.end_s)

    assert violations(family, LineFault.ECHO, Moment.IDLE) == ""
    monkeypatch.setattr(UnlockWatch, "pulsed", credulous)
    assert "door 2 did not open" in violations(family, LineFault.ECHO, Moment.IDLE)


def test_a_late_frame_that_is_taken_for_the_next_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def trusting(doubts: Doubts, command: Command, asked_s: float, now_s: float) -> float | None:
        return None

    assert violations("8a", BoardFault.LATE_REPLY, Moment.WAITING) == ""
    monkeypatch.setattr(Doubts, "settle", trusting)
    assert "was not so" in violations("8a", BoardFault.LATE_REPLY, Moment.WAITING)
