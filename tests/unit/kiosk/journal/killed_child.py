"""Intends door after door and tells each permit on standard output, until it is killed. Argument: the journal."""

import asyncio
import itertools
import os
import sys
import time
from pathlib import Path

from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.journal import SqliteJournal


class SystemClock:
    def monotonic_s(self) -> float:
        return time.monotonic()

    def utc_s(self) -> float:
        return time.time()


class PrintedPermit:
    def __init__(self, door: int, intent: str) -> None:
        self.door = door
        os.write(1, f"{intent}\n".encode())


async def main(path: Path) -> None:
    boot = os.urandom(4).hex()
    async with SqliteJournal.open(path, boot=boot, clock=SystemClock(), issue=PrintedPermit) as journal:
        for number in itertools.count():
            name, compartment = f"{boot}-{number}", number % 24 + 1
            state = name.encode()
            door = {"intent": name, "compartment": compartment}
            intent = DoorIntent(name, name, name, name, "p1", compartment, "customer", "token", 1)
            await journal.intend(intent, Entry(Kind.SESSION_STARTED, {"entry": "scanned"}), session_state=state)
            collected = Entry(Kind.PARCEL_COLLECTED, {**door, "pickup": name, "parcel": "p1"})
            await journal.append(Entry(Kind.DOOR_OPENED, door))
            await journal.append(
                Entry(Kind.DOOR_CLOSED, door), collected, Entry(Kind.SESSION_ENDED, {"reason": "done"})
            )


asyncio.run(main(Path(sys.argv[1])))
