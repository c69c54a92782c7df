"""Banks that the contract of `kiosk.ports.DoorBank` is checked on: a fake, simulated boards, boards on the bench."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Protocol

from kiosk.adapters.bank import Bank
from kiosk.ports import DoorBank, DoorChange, Permit, UnlockOutcome
from locker_driver import BankConfig, BusConfig, Channel, Family, LockConfig, PermitIssuer, open_bank
from tests.helpers.fakes import FakeBank

READY_S: Final = 5.0
PULSE_MS: Final = 100


class Person(Protocol):
    """Somebody in front of the wall. On a bench it is whoever runs the tests."""

    jams: bool
    """Whether a door can be made to jam."""

    async def close(self, door: int) -> None: ...

    async def jam(self, door: int, jammed: bool) -> None: ...

    async def pulses(self, door: int) -> int | None:
        """How often its solenoid was pulsed; None where nobody can tell."""
        ...


class Rig:
    """`doors`: numbers that exist. `patience_s`: how long a person may take to do what a test asks for."""

    def __init__(self, bank: DoorBank, issuer: PermitIssuer, person: Person, doors: range, patience_s: float) -> None:
        self.bank = bank
        self.person = person
        self.doors = doors
        self.patience_s = patience_s
        self.changes: list[tuple[int, DoorChange]] = []
        self._issuer = issuer
        self._changed = asyncio.Event()
        bank.watch(self._hear)

    def permit(self, door: int) -> Permit:
        return self._issuer.issue(door, f"intent-{door}")

    async def heard(self, door: int, change: DoorChange) -> None:
        """Waits until it was told."""
        async with asyncio.timeout(self.patience_s):
            while (door, change) not in self.changes:
                self._changed.clear()
                await self._changed.wait()

    def _hear(self, door: int, change: DoorChange) -> None:
        self.changes.append((door, change))
        self._changed.set()


class FakePerson:
    jams = True

    def __init__(self, bank: FakeBank) -> None:
        self._bank = bank

    async def close(self, door: int) -> None:
        self._bank.change(door, DoorChange.CLOSED)

    async def jam(self, door: int, jammed: bool) -> None:
        self._bank.outcomes[door] = [UnlockOutcome.JAMMED] if jammed else []

    async def pulses(self, door: int) -> int | None:
        return self._bank.pulses.count(door)


class SimulatedPerson:
    """Speaks to the simulator's control socket."""

    jams = True

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def close(self, door: int) -> None:
        await self._ask(do="close", door=door)

    async def jam(self, door: int, jammed: bool) -> None:
        await self._ask(do="fault", door=door, fault="jam" if jammed else "none")

    async def pulses(self, door: int) -> int | None:
        state = await self._ask(do="state")
        return next(one["pulses"] for one in state["doors"] if one["door"] == door)

    async def _ask(self, **fields: object) -> dict[str, object]:
        self._writer.write(json.dumps(fields).encode() + b"\n")
        async with asyncio.timeout(READY_S):
            while True:
                answer = json.loads(await self._reader.readline())
                if "event" not in answer:
                    assert answer["ok"], answer
                    return answer


class BenchPerson:
    """Asks whoever sits there, on the terminal behind pytest's capture."""

    jams = False

    async def close(self, door: int) -> None:
        await asyncio.to_thread(Path("/dev/tty").write_text, f"\nplease close door {door}\n", encoding="utf-8")

    async def jam(self, door: int, jammed: bool) -> None:
        raise NotImplementedError("nobody can jam a real door from here")

    async def pulses(self, door: int) -> int | None:
        return None


@asynccontextmanager
async def fake_rig() -> AsyncIterator[Rig]:
    bank = FakeBank(*range(1, 13))
    yield Rig(bank, bank.issuer, FakePerson(bank), range(1, 13), READY_S)


@asynccontextmanager
async def simulated_rig(folder: Path, family: Family) -> AsyncIterator[Rig]:
    """A simulator process, and the driver's bank on its pty."""
    port, control = folder / "tty", folder / "control"
    bus = BusConfig("main", str(port), (1,), family, ways=8, lock=LockConfig(PULSE_MS, min_off_ms=0, jam_after_s=0.3))
    argv = [sys.executable, "-m", "locker_driver.simulator", f"--family={family}", "--boards=1-1", "--ways=8"]
    argv += [f"--link={port}", f"--control={control}", f"--pulse-ms={PULSE_MS}", f"--baud={bus.baud}"]
    argv += [f"--polarity={bus.polarity}", "--die-with-parent"]
    nobody = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*argv, stdin=nobody, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        async with asyncio.timeout(READY_S):
            assert await process.stdout.readline(), "the simulator did not start"
        reader, writer = await asyncio.open_unix_connection(control)
        try:
            async with driver_rig(bus, range(1, 9), SimulatedPerson(reader, writer), READY_S) as rig:
                yield rig
        finally:
            writer.close()
            await writer.wait_closed()
    finally:
        if process.returncode is None:
            os.kill(process.pid, signal.SIGTERM)
        await process.wait()


@asynccontextmanager
async def driver_rig(bus: BusConfig, doors: range, person: Person, patience_s: float) -> AsyncIterator[Rig]:
    """The driver's bank on whatever the bus leads to: door n is channel n of its first board."""
    issuer = PermitIssuer()
    channels = {number: Channel(bus.name, bus.boards[0], number) for number in doors}
    wiring = BankConfig((bus,), channels)
    async with open_bank(wiring, issuer) as driver:
        assert await driver.ready(READY_S), driver.frames()
        yield Rig(Bank(driver, wiring), issuer, person, doors, patience_s)
