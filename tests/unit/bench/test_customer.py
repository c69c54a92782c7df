"""The bench's customer does what a person does at a door: closes it when it is open, and tries again when it is not."""

import asyncio
from pathlib import Path

import pytest

from kiosk.point import PointOptions
from kiosk.settings import load_profile
from tests.bench.customer import Customer
from tests.bench.figures import BenchError

DOOR = 3


class Point:
    """Boards, screen and happenings in one: each try comes to the next of `outcomes`."""

    def __init__(self, *outcomes: str) -> None:
        self.happenings: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.events: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.outcomes = list(outcomes)
        self.done: list[str] = []
        self.pulse()

    def pulse(self) -> None:
        self.events.put_nowait({"event": "unlock_frame", "board": 1, "channel": DOOR})
        self.happenings.put_nowait({"event": "door", "answer": self.outcomes.pop(0)})

    async def touch(self, action: str) -> None:
        self.done.append(action)
        self.pulse()

    async def ask(self, *, do: str, door: int) -> None:
        self.done.append(f"{do} {door}")
        self.happenings.put_nowait({"event": "backend", "answer": "parcel.collected", "doors": [door]})


def take(point: Point) -> Customer:
    options = PointOptions(load_profile("demo"), Path(), Path(), "stage:", 0)
    customer = Customer(options, point.happenings, point, point)  # type: ignore[arg-type]
    asyncio.run(customer._taken(DOOR, point.events.get_nowait()))
    return customer


def test_a_door_is_closed_once_the_kiosk_has_seen_it_open() -> None:
    point = Point("opened")
    customer = take(point)
    assert point.done == [f"close {DOOR}"]
    assert customer.tried_again == []


def test_a_door_that_was_not_seen_to_open_is_tried_again_and_counted() -> None:
    point = Point("jammed", "opened")
    customer = take(point)
    assert point.done == ["retry", f"close {DOOR}"]
    assert customer.tried_again == [DOOR]


def test_one_that_never_opens_is_told() -> None:
    point = Point("jammed", "unknown", "jammed")
    with pytest.raises(BenchError, match=f"door {DOOR}: jammed"):
        take(point)
    assert point.done == ["retry", "retry"]
