"""Simulated boards on a clock of the test's own, and what their families should say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor

from locker_driver.dialects import DialectModbus
from locker_driver.simulator.installation import Installation, Place
from locker_driver.simulator.settings import BoardSettings

THINK_S = 0.002


def xor8(body: bytes) -> bytes:
    return body + bytes((reduce(xor, body),))


def sum8(body: bytes) -> bytes:
    return body + bytes((sum(body) & 0xFF,))


def sum8_after_header(body: bytes) -> bytes:
    return body + bytes((sum(body[2:]) & 0xFF,))


def crc16(body: bytes) -> bytes:
    crc = 0xFFFF
    for byte in body:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return body + crc.to_bytes(2, "little")


def unchecked(body: bytes) -> bytes:
    return body


@dataclass(frozen=True)
class Speech:
    """One family in hex without its check bytes; BB is the board. Doors 1 to 8 are on channels 1 to 8 of a board.

    `third_open`: the status with channel 3 open. `opened`, `jammed`: the answer to `unlock`, which is for channel 3.
    `report`: what a board says unasked of channel 3, closed. `everything`: a frame that opens the whole board.
    `unknown`: an unlock of a lock that the board does not have.
    """

    settings: BoardSettings
    seal: Callable[[bytes], bytes]
    status: str
    closed: str
    third_open: str
    unlock: str
    opened: str
    jammed: str
    everything: str
    unknown: str
    board: str = "{0:02X}"
    report: str = ""

    def frame(self, text: str, board: int = 1) -> bytes:
        body = bytes.fromhex(text.replace("BB", self.board.format(board)))
        return self.seal(body) if body else b""


FAMILIES = {
    "8a": Speech(
        BoardSettings("8a", think_s=THINK_S),
        xor8,
        status="80 BB 00 33",
        closed="80 BB FF FF FF 33",
        third_open="80 BB FF FF FB 33",
        unlock="8A BB 03 11",
        opened="8A BB 03 00",
        jammed="8A BB 03 11",
        everything="8A BB 00 11",
        unknown="8A BB 19 11",
        report="82 BB 03 11",
    ),
    "kerong-cu16": Speech(
        BoardSettings("kerong-cu16", think_s=THINK_S, ways=8),
        sum8,
        status="02 BB 30 03",
        closed="02 BB 35 FF 00 00 00 03",
        third_open="02 BB 35 FB 00 00 00 03",
        unlock="02 12 31 03",
        opened="",
        jammed="",
        everything="02 BB 33 03",
        unknown="02 1F 31 03",
        board="{0:X}0",
    ),
    "kerong-cu48": Speech(
        BoardSettings("kerong-cu48", think_s=THINK_S, ways=24),
        sum8,
        status="02 BB 00 50 03",
        closed="02 BB 00 65 FF FF FF 00 00 00 03",
        third_open="02 BB 00 65 FB FF FF 00 00 00 03",
        unlock="02 BB 02 51 03",
        opened="",
        jammed="",
        everything="02 BB 30 51 03",
        unknown="02 BB 18 51 03",
    ),
    "kerong-cu48b": Speech(
        BoardSettings("kerong-cu48b", think_s=THINK_S, ways=24),
        sum8,
        status="02 BB 00 60 03",
        closed="02 BB 00 75 FF FF FF 00 00 00 00 00 00 00 00 00 03",
        third_open="02 BB 00 75 FB FF FF 00 00 00 00 00 00 00 00 00 03",
        unlock="02 BB 02 61 03",
        opened="",
        jammed="",
        everything="02 BB 30 61 03",
        unknown="02 BB 18 61 03",
        report="02 BB 00 77 FF FF FF 00 00 00 00 00 00 00 00 00 03",
    ),
    "modbus-flash": Speech(
        BoardSettings("modbus-relay", think_s=THINK_S),
        crc16,
        status="BB 02 00 00 00 08",
        closed="BB 02 01 FF",
        third_open="BB 02 01 FB",
        unlock="BB 05 02 02 00 05",
        opened="BB 05 02 02 00 05",
        jammed="BB 05 02 02 00 05",
        everything="BB 05 00 FF FF 00",
        unknown="BB 05 02 08 00 05",
    ),
    "modbus-momentary": Speech(
        BoardSettings("modbus-relay", DialectModbus("momentary"), think_s=THINK_S),
        crc16,
        status="BB 02 00 00 00 08",
        closed="BB 02 01 FF",
        third_open="BB 02 01 FB",
        unlock="BB 06 00 03 05 00",
        opened="BB 06 00 03 05 00",
        jammed="BB 06 00 03 05 00",
        everything="BB 06 00 00 07 00",
        unknown="BB 06 00 09 05 00",
    ),
    "modbus-tcp": Speech(
        BoardSettings("modbus-relay", DialectModbus(framing="tcp"), think_s=THINK_S),
        unchecked,
        status="01 A7 00 00 00 06 BB 02 00 00 00 08",
        closed="01 A7 00 00 00 04 BB 02 01 FF",
        third_open="01 A7 00 00 00 04 BB 02 01 FB",
        unlock="01 A8 00 00 00 06 BB 05 02 02 00 05",
        opened="01 A8 00 00 00 06 BB 05 02 02 00 05",
        jammed="01 A8 00 00 00 06 BB 05 02 02 00 05",
        everything="01 A8 00 00 00 06 BB 05 00 FF FF 00",
        unknown="01 A8 00 00 00 06 BB 05 02 08 00 05",
    ),
    "winnsen": Speech(
        BoardSettings("winnsen", think_s=THINK_S),
        unchecked,
        status="90 07 02 BB FF FF 03",
        closed="90 07 82 BB 00 00 03",
        third_open="90 07 82 BB 04 00 03",
        unlock="90 06 05 BB 03 03",
        opened="90 07 85 BB 03 01 03",
        jammed="90 07 85 BB 03 00 03",
        everything="",
        unknown="90 06 05 BB 11 03",
    ),
    "wkly": Speech(
        BoardSettings("wkly", think_s=THINK_S, ways=12),
        xor8,
        status="57 4B 4C 59 08 BB 84",
        closed="57 4B 4C 59 16 BB 84 00 0C" + "01" * 12,
        third_open="57 4B 4C 59 16 BB 84 00 0C 01 01 00" + "01" * 9,
        unlock="57 4B 4C 59 09 BB 82 03",
        opened="57 4B 4C 59 0B BB 82 00 03 00",
        jammed="57 4B 4C 59 0B BB 82 00 03 01",
        everything="57 4B 4C 59 08 BB 86",
        unknown="57 4B 4C 59 09 BB 82 0D",
        report="57 4B 4C 59 0A BB 85 03 01",
    ),
    "dc": Speech(
        BoardSettings("dc", think_s=THINK_S),
        sum8_after_header,
        status="DC 02 BB 12 00",
        closed="DC FE BB 12 02 00 00",
        third_open="DC FE BB 12 02 00 04",
        unlock="DC 02 BB 10 01 03",
        opened="DC FE BB 10 02 03 01",
        jammed="DC FE BB 10 02 03 00",
        everything="DC 02 BB 14 00",
        unknown="DC 02 BB 10 01 0D",
    ),
}


class Hardware:
    """Door N hundred and C is on channel C, 1 to 8, of board N."""

    def __init__(self, settings: BoardSettings, boards: Sequence[int] = (1,), doors: int = 8) -> None:
        self.now_s = 10.0
        self.heard = b""
        self.heard_s: list[float] = []
        self.told: list[dict[str, object]] = []
        places = {board * 100 + way: Place(board, way) for board in boards for way in range(1, doors + 1)}
        self.settings = settings
        self.installation = Installation(boards, settings, places, self._hear, self.told.append)
        self.wall = self.installation.wall
        self.line = self.installation.line
        self.board = self.installation.boards[boards[0]]

    def _hear(self, data: bytes) -> None:
        self.heard += data
        self.heard_s.append(self.installation.timeline.now_s)

    def ask(self, data: bytes, seconds: float = 2.0) -> bytes:
        """What the host hears within so long after it began to send."""
        self.heard = b""
        self.heard_s.clear()
        self.line.from_host(data, self.now_s)
        self.run(seconds)
        return self.heard

    def run(self, seconds: float) -> None:
        self.now_s += seconds
        self.installation.timeline.run(self.now_s)

    def events(self, *names: str) -> list[tuple[object, object]]:
        return [(event["event"], event.get("door")) for event in self.told if event["event"] in names]

    def pulses(self) -> list[object]:
        return [event["door"] for event in self.told if event["event"] == "pulse"]
