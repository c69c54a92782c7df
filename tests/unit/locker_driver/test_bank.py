"""The bank against the simulator: real serial port, real pacing, real time."""

import asyncio
import logging
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from locker_driver import (
    BankConfig,
    BusConfig,
    Channel,
    DoorBank,
    DoorChange,
    DoorState,
    LockConfig,
    Permit,
    PermitError,
    PermitIssuer,
    UnknownDoorError,
    UnlockOutcome,
    open_bank,
)
from tests.unit.locker_driver.simulated import PULSE_S, simulator


@dataclass
class Site:
    bank: DoorBank
    permits: PermitIssuer
    changes: list[tuple[int, DoorChange]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def heard(self, number: int, change: DoorChange) -> None:
        self.changes.append((number, change))
        self.changed.set()

    def permit(self, number: int) -> Permit:
        return self.permits.issue(number, "intent")

    async def unlock(self, number: int) -> UnlockOutcome:
        return await self.bank.unlock(number, self.permit(number))

    async def until(self, holds: Callable[[], bool], timeout_s: float = 5.0) -> None:
        async with asyncio.timeout(timeout_s):
            while not holds():
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def site(folder: Path, boards: int = 1, ready: bool = True) -> AsyncIterator[Site]:
    bus = BusConfig(
        "main",
        str(folder / "tty"),
        tuple(range(1, boards + 1)),
        lock=LockConfig(pulse_ms=round(PULSE_S * 1000), min_off_ms=0, jam_after_s=0.3),
    )
    channels = {board * 24 + way: Channel("main", board + 1, way) for board in range(boards) for way in range(1, 25)}
    permits = PermitIssuer()
    async with open_bank(BankConfig((bus,), channels), permits) as bank:
        opened = Site(bank, permits)
        bank.watch(opened.heard)
        if ready:
            assert await bank.ready(5.0)
        yield opened


def test_a_door_opens_and_closes(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as here:
            assert here.bank.door(3) is DoorState.CLOSED
            asked_s = time.monotonic()
            report = await here.bank.unlock_report(3, here.permit(3))
            assert report.outcome is UnlockOutcome.OPENED
            times = [asked_s, report.written_s, report.acknowledged_s, report.opened_s, time.monotonic()]
            assert times == sorted(time_s for time_s in times if time_s is not None)
            assert here.bank.door(3) is DoorState.OPEN
            assert here.bank.door(4) is DoorState.CLOSED
            control.ask("close", door=3)
            await here.until(lambda: here.bank.door(3) is DoorState.CLOSED)
            assert here.changes == [(3, DoorChange.OPENED), (3, DoorChange.CLOSED)]
            assert len(here.bank.frames()["main"]) > 5

    with simulator(tmp_path) as control:
        asyncio.run(scenario())
        assert [event["door"] for event in control.seen("pulse")] == [3]


def test_a_second_board_and_a_forced_door(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path, boards=2) as here:
            assert await here.unlock(30) is UnlockOutcome.OPENED
            assert await here.unlock(30) is UnlockOutcome.ALREADY_OPEN
            control.ask("open", door=5)
            await here.until(lambda: (5, DoorChange.OPENED_WITHOUT_COMMAND) in here.changes)

    with simulator(tmp_path, boards=2) as control:
        asyncio.run(scenario())
        assert [event["door"] for event in control.seen("pulse")] == [30, 30]


def test_a_jammed_door(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as here:
            control.ask("fault", door=3, fault="jam")
            report = await here.bank.unlock_report(3, here.permit(3))
            assert report.outcome is UnlockOutcome.JAMMED
            assert report.acknowledged_s is not None
            assert report.opened_s is None
            control.ask("fault", door=3, fault="none")
            assert await here.unlock(3) is UnlockOutcome.OPENED

    with simulator(tmp_path) as control:
        asyncio.run(scenario())


@pytest.mark.parametrize("fault", ["garbage_prefix", "dropped_reply"])
def test_a_door_opens_over_a_bad_line(tmp_path: Path, fault: str) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as here:
            control.ask("fault", board=1, fault=fault, count=1)
            assert await here.unlock(3) is UnlockOutcome.OPENED

    with simulator(tmp_path) as control:
        asyncio.run(scenario())
        assert len(control.seen("pulse")) == 1


def test_a_silent_board_is_unknown_and_asked_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as here:
            control.ask("fault", board=1, fault="silent")
            report = await here.bank.unlock_report(3, here.permit(3))
            assert report.outcome is UnlockOutcome.UNKNOWN
            assert report.written_s is not None
            assert report.cause
            await here.until(lambda: here.bank.door(3) is DoorState.UNKNOWN)
            assert here.bank.figures()[0].timeouts >= 3
            control.ask("fault", board=1, fault="none")
            assert await here.bank.ready(3.0)
            assert here.changes[:24] == [(number, DoorChange.LOST) for number in range(1, 25)]
            assert here.changes[24:] == [(number, DoorChange.BACK) for number in range(1, 25)]

    with simulator(tmp_path) as control:
        asyncio.run(scenario())
        assert len(control.seen("unlock_frame")) == 1


def test_wrong_polarity_is_shown_as_it_reads_and_suspected(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as here:
            assert here.bank.suspected_polarity("main")
            assert {here.bank.door(number) for number in range(1, 25)} == {DoorState.OPEN}

    async def healthy() -> None:
        async with site(tmp_path) as here:
            assert not here.bank.suspected_polarity("main")

    with simulator(tmp_path) as control:
        asyncio.run(healthy())
        control.ask("fault", board=1, fault="wrong_polarity")
        asyncio.run(scenario())


def test_no_permit_no_byte(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as here:
            used = here.permit(3)
            assert await here.bank.unlock(3, used) is UnlockOutcome.OPENED
            for number, permit in ((3, used), (4, here.permit(5)), (4, Permit(4, "forged"))):
                with pytest.raises(PermitError):
                    await here.bank.unlock(number, permit)
            with pytest.raises(UnknownDoorError):
                await here.bank.unlock(99, here.permit(99))
            with pytest.raises(UnknownDoorError):
                here.bank.door(99)

    with simulator(tmp_path) as control:
        asyncio.run(scenario())
        assert len(control.seen("unlock_frame")) == 1


def test_closing_the_bank_ends_an_unlock_that_is_under_way(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with asyncio.TaskGroup() as tasks, site(tmp_path) as here:
            control.ask("fault", board=1, fault="silent")
            under_way = tasks.create_task(here.bank.unlock_report(3, here.permit(3)))
            await asyncio.to_thread(control.wait_for, "unlock_frame")
        assert under_way.result().outcome is UnlockOutcome.UNKNOWN
        assert "closed" in under_way.result().cause
        # A port that we closed ourselves is not lost.
        assert here.changes == []
        assert (await here.bank.unlock_report(3, here.permit(3))).cause == "the bank is closed"

    with simulator(tmp_path) as control:
        asyncio.run(scenario())


def test_nobody_who_gave_up_gets_an_open_door(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as here:
            async with asyncio.TaskGroup() as tasks:
                first = tasks.create_task(here.unlock(3))
                second = tasks.create_task(here.unlock(4))
                await asyncio.to_thread(control.wait_for, "unlock_frame")
                second.cancel()
            assert first.result() is UnlockOutcome.OPENED

    with simulator(tmp_path) as control:
        asyncio.run(scenario())
        assert [event["channel"] for event in control.seen("unlock_frame")] == [3]


def log_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("locker_driver")]


@pytest.mark.allow_warnings
def test_a_missing_port_is_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    async def scenario() -> None:
        async with site(tmp_path, ready=False) as here:
            await here.until(lambda: here.bank.figures()[0].state == "disconnected")
            assert here.bank.door(3) is DoorState.UNKNOWN
            report = await here.bank.unlock_report(3, here.permit(3))
            assert (report.outcome, report.written_s) == (UnlockOutcome.UNKNOWN, None)
            assert not await here.bank.ready(0.01)
            with simulator(tmp_path) as control:
                assert await here.bank.ready(3.0)
                assert await here.unlock(4) is UnlockOutcome.OPENED
                assert [event["door"] for event in control.seen("pulse")] == [4]

    asyncio.run(scenario())
    away, back = log_lines(caplog)[:2]
    assert "main" in away
    assert "away" in away
    assert "No such file" in away
    assert "back" in back


@pytest.mark.allow_warnings
def test_an_unplugged_adapter_comes_back_and_nothing_is_sent_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    async def scenario() -> None:
        with ExitStack() as plugged:
            control = plugged.enter_context(simulator(tmp_path))
            async with site(tmp_path) as here:
                control.ask("fault", board=1, fault="silent")
                async with asyncio.TaskGroup() as tasks:
                    under_way = tasks.create_task(here.bank.unlock_report(3, here.permit(3)))
                    await asyncio.to_thread(control.wait_for, "unlock_frame")
                    plugged.close()
                assert under_way.result().outcome is UnlockOutcome.UNKNOWN
                assert under_way.result().written_s is not None
                assert here.bank.figures()[0].state == "disconnected"
                await here.until(lambda: (24, DoorChange.LOST) in here.changes)
                control = plugged.enter_context(simulator(tmp_path))
                assert await here.bank.ready(3.0)
                assert here.changes[-1] == (24, DoorChange.BACK)
                assert await here.unlock(4) is UnlockOutcome.OPENED
                assert [event["channel"] for event in control.seen("unlock_frame")] == [4]

    asyncio.run(scenario())
    assert len(log_lines(caplog)) == 2


def test_a_killed_owner_leaves_a_port_that_opens_at_once(tmp_path: Path) -> None:
    owner = (
        "import sys; from locker_driver.transport.serial_link import SerialLink\n"
        "link = SerialLink(sys.argv[1], 9600); link.write(bytes.fromhex('80010033B2'))\n"
        "print('open', flush=True); sys.stdin.read()"
    )

    async def scenario() -> None:
        async with site(tmp_path) as here:
            assert here.bank.door(7) is DoorState.OPEN
            assert await here.unlock(3) is UnlockOutcome.OPENED

    with (
        simulator(tmp_path) as control,
        subprocess.Popen(
            [sys.executable, "-c", owner, str(tmp_path / "tty")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process,
    ):
        control.ask("open", door=7)
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
        asyncio.run(scenario())


@pytest.mark.allow_warnings
def test_a_port_has_one_owner(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with site(tmp_path) as first, site(tmp_path, ready=False) as second:
            await second.until(lambda: second.bank.figures()[0].state == "disconnected")
            assert first.bank.figures()[0].state == "connected"
            assert await first.unlock(3) is UnlockOutcome.OPENED

    with simulator(tmp_path):
        asyncio.run(scenario())
