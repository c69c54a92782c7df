"""A journal on disk, opened as the core opens it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from kiosk.domain.record import DoorIntent
from kiosk.journal import SqliteJournal

T = TypeVar("T")


@dataclass
class SetClock:
    now_s: float = 1_000.0

    def monotonic_s(self) -> float:
        return self.now_s

    def utc_s(self) -> float:
        return self.now_s


@dataclass(frozen=True)
class IssuedPermit:
    door: int
    intent: str


@dataclass
class Bench:
    """Where the journal is and what it gave out."""

    path: Path
    clock: SetClock = field(default_factory=SetClock)
    permits: list[IssuedPermit] = field(default_factory=list)

    def issue(self, door: int, intent: str) -> IssuedPermit:
        self.permits.append(IssuedPermit(door, intent))
        return self.permits[-1]

    def open(self):
        return SqliteJournal.open(self.path, boot="boot-1", clock=self.clock, issue=self.issue)

    def run(self, scenario: Callable[[SqliteJournal], Awaitable[T]]) -> T:
        async def main() -> T:
            async with self.open() as journal:
                return await scenario(journal)

        return asyncio.run(main())


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "journal.db")


@pytest.fixture
def intent() -> Callable[..., DoorIntent]:
    def make(name: str = "i1", **other: object) -> DoorIntent:
        values = {
            "intent": name,
            "session": "s1",
            "credential": "c1",
            "pickup": "PICKUP01",
            "parcel": "p1",
            "compartment": 7,
            "actor": "customer",
            "decision": "token",
            "pulse": 1,
        }
        return DoorIntent(**{**values, **other})

    return make
