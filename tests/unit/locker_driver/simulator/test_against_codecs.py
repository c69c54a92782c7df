"""The driver's codecs and the simulated boards, written apart from the same sources, understand each other."""

from dataclasses import replace
from itertools import product

import pytest

from locker_driver.config import BusConfig
from locker_driver.dialects import Dialect, Dialect8a, DialectModbus, PlainDialect
from locker_driver.families import FAMILIES, Family
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import Command, Frame, FrameKind, QueryBoard, QueryDoor, Release, Unlock
from locker_driver.simulator.settings import BoardSettings
from tests.unit.locker_driver.simulator.hardware import Hardware

DIALECTS: list[tuple[Family, Dialect]] = [
    ("8a", Dialect8a()),
    ("8a", Dialect8a(unlock_parameter=0x33, msb_group_first=False)),
    *((family, FAMILIES[family].dialect()) for family in ("kerong-cu16", "kerong-cu48", "kerong-cu48b")),
    *(("modbus-relay", DialectModbus(*how)) for how in product(("flash", "momentary"), ("rtu", "tcp"))),
    *((family, PlainDialect()) for family in ("winnsen", "wkly", "dc")),
]


@pytest.mark.parametrize(("family", "dialect"), DIALECTS)
@pytest.mark.parametrize("polarity", ["closed_when_shorted", "open_when_shorted"])
@pytest.mark.parametrize("most", [False, True])
def test_question_and_answer(family: Family, dialect: Dialect, polarity: str, *, most: bool) -> None:
    spec = FAMILIES[family]
    ways = spec.max_ways if most else spec.ways
    codec = make_codec(BusConfig("main", "/dev/none", (1,), family, ways=ways, dialect=dialect, polarity=polarity))
    settings = BoardSettings(family, dialect, ways, closed_when_shorted=polarity == "closed_when_shorted")
    hardware = Hardware(replace(settings, reports=False), doors=ways)

    def ask(command: Command) -> Frame | None:
        request = codec.encode(command)
        raw = hardware.ask(request.data, seconds=5)
        if not request.reply.expects:
            assert raw == b""
            return None
        (frame,) = codec.feed(raw, request.reply) or codec.settle(request.reply)
        assert frame.kind is FrameKind.ANSWER
        assert codec.flush() == []
        written_s = hardware.now_s - 5 + len(request.data) * settings.char_s * settings.paced
        assert hardware.heard_s[-1] - written_s < request.reply.timeout_s
        return frame

    hardware.wall.open(102, hardware.now_s)
    ask(Unlock(1, ways))
    assert hardware.pulses() == [100 + ways]
    for command in (QueryBoard(1), QueryDoor(1, 2)):
        frame = ask(command)
        assert frame is not None
        assert {channel for channel, closed in frame.closed.items() if not closed} in ({2, ways}, {2})
    if codec.releases:
        ask(Release(1))
    assert hardware.pulses() == [100 + ways]
    assert [event for event in hardware.told if event["event"] == "broadcast_unlock"] == []
