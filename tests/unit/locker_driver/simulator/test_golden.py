"""Requests and answers as the vendors' documents and captures have them, with their check bytes."""

import pytest

from locker_driver.dialects import Dialect8a, DialectKerongIr, DialectModbus
from locker_driver.simulator.settings import BoardSettings
from tests.unit.locker_driver.simulator.hardware import Hardware, crc16

CLOSED: tuple[int, ...] = ()
CU48 = BoardSettings("kerong-cu48")
CU48B = BoardSettings("kerong-cu48b", DialectKerongIr(parcel_sensors=True))
CU16 = BoardSettings("kerong-cu16", DialectKerongIr(parcel_sensors=True))
MODBUS = BoardSettings("modbus-relay")
ELETECHSUP = BoardSettings("modbus-relay", DialectModbus("momentary"))
WKLY = BoardSettings("wkly")
DC = BoardSettings("dc")
WINNSEN = BoardSettings("winnsen")
CM06 = BoardSettings("8a", Dialect8a(unlock_parameter=0x33))


def but(ways: int, *closed: int) -> tuple[int, ...]:
    """All doors but these."""
    return tuple(way for way in range(1, ways + 1) if way not in closed)


@pytest.mark.parametrize(
    ("settings", "board", "open_", "request_", "answer"),
    [
        (BoardSettings(), 1, CLOSED, "80 01 01 33 B3", "80 01 01 11 91"),
        (BoardSettings(), 1, (1,), "80 01 01 33 B3", "80 01 01 00 80"),
        (BoardSettings(), 1, (1,), "8A 01 01 11 9B", "8A 01 01 00 8A"),
        (BoardSettings(ways=8), 1, but(8), "80 01 00 33 B2", "80 01 00 00 00 33 B2"),
        (BoardSettings(), 1, but(24, 2), "80 01 00 33 B2", "80 01 00 00 02 33 B0"),
        (BoardSettings(ways=50), 1, CLOSED, "80 01 00 33 B2", "80 01 03 FF FF FF FF FF FF 33 B1"),
        (
            BoardSettings("8a", Dialect8a(msb_group_first=False), ways=50),
            1,
            CLOSED,
            "80 01 00 33 B2",
            "80 01 FF FF FF FF FF FF 03 33 B1",
        ),
        (BoardSettings(), 31, (24,), "8A 1F 18 11 9C", "8A 1F 18 00 8D"),
        (CM06, 1, (1,), "8A 01 01 33 B9", "8A 01 01 00 8A"),
        (CM06, 1, CLOSED, "8A 01 01 11 9B", ""),
        (BoardSettings(), 1, CLOSED, "8A 01 01 33 B9", ""),
        (BoardSettings(), 1, CLOSED, "8A 01 01 11 9A", ""),  # published with this check, which is wrong
        (CU16, 0, CLOSED, "02 00 30 03 35", "02 00 35 FF FF 00 00 03 38"),
        (CU16, 0, but(16), "02 F0 32 03 27", "02 00 36 00 00 00 00 03 3B"),
        (CU16, 1, but(16), "02 F0 32 03 27", "02 10 36 00 00 00 00 03 4B"),
        (CU16, 1, CLOSED, "02 10 30 03 3E", ""),  # published so, wrongly
        (CU16, 0, CLOSED, "02 00 31 03 36", ""),
        (CU48, 0, but(48, 1, 2, 3, 47, 48), "02 00 00 50 03 55", "02 00 00 65 07 00 00 00 00 C0 03 31"),
        (CU48, 1, but(48, 24), "02 0A 00 50 03 5F", "02 01 00 65 00 00 80 00 00 00 03 EB"),
        (CU48, 0, CLOSED, "02 00 2F 51 03 85", ""),
        (CU48B, 0, but(48), "02 00 00 60 03 65", "02 00 00 75 00 00 00 00 00 00 00 00 00 00 00 00 03 7A"),
        (CU48B, 0, but(48, 14), "02 00 00 60 03 65", "02 00 00 75 00 20 00 00 00 00 00 00 00 00 00 00 03 9A"),
        (MODBUS, 1, but(8), "01 02 00 00 00 08 79 CC", "01 02 01 00 A1 88"),
        (
            BoardSettings("modbus-relay", ways=16),
            1,
            but(16),
            "01 02 00 00 00 10 79 C6",
            "01 02 02 00 00 B9 B8",
        ),
        (MODBUS, 1, CLOSED, "01 01 00 00 00 08 3D CC", "01 01 01 00 51 88"),
        (MODBUS, 1, CLOSED, "01 05 02 00 00 05 0C 71", "01 05 02 00 00 05 0C 71"),
        (MODBUS, 1, CLOSED, "01 05 04 00 00 07 8D 38", "01 05 04 00 00 07 8D 38"),
        (MODBUS, 1, CLOSED, "01 05 00 FF 00 00 FD FA", "01 05 00 FF 00 00 FD FA"),
        (MODBUS, 1, CLOSED, "00 05 02 00 00 05 0D A0", ""),
        (ELETECHSUP, 1, CLOSED, "01 06 00 01 05 00 DB 5A", "01 06 00 01 05 00 DB 5A"),
        (ELETECHSUP, 1, CLOSED, "01 06 00 00 08 00 8E 0A", "01 06 00 00 08 00 8E 0A"),
        (WKLY, 0, but(24), "57 4B 4C 59 08 00 84 85", "57 4B 4C 59 22 00 84 00 18" + "00" * 24 + "B7"),
        (WKLY, 0, CLOSED, "57 4B 4C 59 09 00 83 01 82", "57 4B 4C 59 0B 00 83 00 01 01 81"),
        (WKLY, 0, (1,), "57 4B 4C 59 09 00 83 01 82", "57 4B 4C 59 0B 00 83 00 01 00 80"),
        (WKLY, 0, (1,), "57 4B 4C 59 09 00 82 01 83", "57 4B 4C 59 0B 00 82 00 01 00 81"),
        (WKLY, 0, CLOSED, "57 4B 4C 59 0C 00 80 03 01 02 03 86", "57 4B 4C 59 09 00 80 00 80"),
        (WKLY, 0, CLOSED, "57 4B 4C 59 0C 00 87 03 01 02 03 81", "57 4B 4C 59 09 00 87 00 87"),
        (WKLY, 0, CLOSED, "57 4B 4C 59 08 00 86 87", "57 4B 4C 59 09 00 86 00 86"),
        (DC, 1, CLOSED, "DC 02 01 01 00 02", "DC FE 01 01 02 01 00 05"),
        (DC, 1, (1,), "DC 02 01 10 01 01 13", "DC FE 01 10 02 01 01 15"),
        (DC, 1, (1,), "DC 02 01 11 01 01 14", "DC FE 01 11 02 01 01 16"),
        (DC, 1, CLOSED, "DC 02 01 12 00 13", "DC FE 01 12 02 00 00 15"),
        (DC, 1, but(12), "DC 02 01 14 00 15", "DC FE 01 14 02 0F FF 25"),
        (DC, 1, CLOSED, "DC 02 01 15 02 00 07 1F", "DC FE 01 15 02 00 07 1F"),
        (DC, 1, CLOSED, "DC 02 01 18 02 00 07 22", "DC FE 01 18 02 00 07 22"),
        (WINNSEN, 1, (1,), "90 06 05 01 01 03", "90 07 85 01 01 01 03"),
        (WINNSEN, 1, but(16), "90 07 02 01 FF FF 03", "90 07 82 01 FF FF 03"),
        (WINNSEN, 1, but(16), "90 07 02 01 01 80 03", "90 07 82 01 01 80 03"),
        (WINNSEN, 3, (1,), "90 07 02 00 FF FF 03", "90 07 82 03 01 00 03"),
    ],
)
def test_a_published_request(
    settings: BoardSettings, board: int, open_: tuple[int, ...], request_: str, answer: str
) -> None:
    hardware = Hardware(settings, (board,), doors=settings.ways)
    for way in open_:
        hardware.wall.open(board * 100 + way, hardware.now_s)
    assert hardware.ask(bytes.fromhex(request_), seconds=20).hex(" ") == bytes.fromhex(answer).hex(" ")


@pytest.mark.parametrize(
    ("settings", "board", "request_", "channels"),
    [
        (BoardSettings(), 1, "8A 01 00 11 9A", range(1, 25)),
        (BoardSettings(), 1, "90 01 02 02 02 93", (2, 10, 18)),
        (CU16, 0, "02 0F 31 03 45", (16,)),
        (CU16, 1, "02 10 31 03 46", (1,)),
        (CU16, 9, "02 9F 31 03 D5", (16,)),
        (CU16, 0, "02 00 33 03 38", range(1, 17)),
        (CU16, 3, "02 F0 33 03 28", range(1, 17)),
        (CU48, 0, "02 00 00 51 03 56", (1,)),
        (CU48, 0, "02 00 2F 51 03 85", (48,)),
        (CU48, 0, "02 00 30 51 03 86", range(1, 49)),
        (CU48, 5, "02 0A 30 51 03 90", range(1, 49)),
        (CU48B, 0, "02 00 01 61 03 67", (2,)),
        (CU48B, 0, "02 00 2F 61 03 95", (48,)),
        (MODBUS, 1, "01 05 02 07 00 02 FC 72", (8,)),
        (MODBUS, 1, "01 05 00 00 FF 00 8C 3A", (1,)),
        (MODBUS, 1, "01 05 00 FF FF 00 BC 0A", range(1, 9)),
        (ELETECHSUP, 1, "01 06 00 01 01 00 D9 9A", (1,)),
        (ELETECHSUP, 1, "01 06 00 01 06 0A 5B AD", (1,)),
        (WKLY, 0, "57 4B 4C 59 0C 00 80 03 01 02 03 86", (1, 2, 3)),
        (WKLY, 0, "57 4B 4C 59 0C 00 87 03 01 02 03 81", (1, 2, 3)),
        (WKLY, 0, "57 4B 4C 59 08 00 86 87", range(1, 25)),
        (DC, 1, "DC 02 01 14 00 15", range(1, 13)),
        (DC, 1, "DC 02 01 15 02 00 07 1F", (1, 2, 3)),
        (DC, 1, "DC 02 01 18 02 00 07 22", (1, 2, 3)),
    ],
)
def test_a_published_unlock(settings: BoardSettings, board: int, request_: str, channels: range | tuple[int]) -> None:
    hardware = Hardware(settings, (board,), doors=settings.ways)
    hardware.ask(bytes.fromhex(request_), seconds=30)
    assert hardware.pulses() == [board * 100 + way for way in channels]


@pytest.mark.parametrize(
    ("settings", "board", "request_"),
    [
        (CU16, 1, "02 11 30 03 46"),  # a status of one lock
        (CU16, 0, "02 F0 31 03 26"),
        (CU48, 0, "02 0B 00 50 03 60"),
        (MODBUS, 1, "01 0F 00 00 00 08 01 FF BE D5"),
        (WKLY, 0, "57 4B 4C 59 09 00 84 84"),  # its length is wrong, its check is not
        (WKLY, 0, "57 4B 4C 59 08 00 99 98"),
        (DC, 1, "DC 02 01 99 00 9A"),
        (WINNSEN, 1, "90 06 12 01 01 03"),
    ],
)
def test_what_no_document_knows_is_ignored(settings: BoardSettings, board: int, request_: str) -> None:
    hardware = Hardware(settings, (board,))
    assert hardware.ask(bytes.fromhex(request_)) == b""
    assert hardware.told == []


@pytest.mark.parametrize(
    ("settings", "request_", "in_turn"),
    [
        (BoardSettings(pulse_s=0.3), "8A 01 00 11 9A", True),
        (BoardSettings("wkly", pulse_s=0.3), "57 4B 4C 59 0C 01 80 03 01 02 03 87", False),
        (BoardSettings("wkly", pulse_s=0.3), "57 4B 4C 59 0C 01 87 03 01 02 03 80", True),
        (BoardSettings("dc", pulse_s=0.3), "DC 02 01 15 02 00 07 1F", True),
        (BoardSettings("dc", pulse_s=0.3), "DC 02 01 18 02 00 07 22", False),
    ],
)
def test_several_locks_are_pulsed_in_turn_or_at_once(settings: BoardSettings, request_: str, *, in_turn: bool) -> None:
    hardware = Hardware(settings)
    request = bytes.fromhex(request_)
    hardware.ask(request, seconds=20)
    (event,) = [event for event in hardware.told if event["event"] == "broadcast_unlock"]
    first_s = event["last_byte_s"] + settings.think_s
    apart_s = 0.3 if in_turn else 0.0
    pulses_s = [event["at_s"] for event in hardware.told if event["event"] == "pulse"]
    assert pulses_s[:3] == pytest.approx([first_s, first_s + apart_s, first_s + 2 * apart_s])
    count = len(event["channels"]) if in_turn else 1
    assert hardware.heard_s[0] == pytest.approx(first_s + 0.3 * count + settings.char_s)


def test_parcels_show_in_infrared_bits() -> None:
    hardware = Hardware(CU16, (0,), doors=16)
    hardware.wall.open(1, hardware.now_s)
    hardware.wall.put_parcel(1, present=True)
    assert hardware.ask(bytes.fromhex("02 00 30 03 35")).hex(" ") == "02 00 35 fe ff 01 00 03 38"
    hardware = Hardware(CU48B, (0,), doors=48)
    for way in but(48, 1):
        hardware.wall.open(way, hardware.now_s)
    hardware.wall.put_parcel(1, present=True)
    answer = hardware.ask(bytes.fromhex("02 00 00 60 03 65"))
    assert answer.hex(" ") == "02 00 00 75 01 00 00 00 00 00 01 00 00 00 00 00 03 7c"


def test_parcels_do_not_show_without_sensors() -> None:
    hardware = Hardware(BoardSettings("kerong-cu16"), (0,), doors=16)
    hardware.wall.put_parcel(1, present=True)
    assert hardware.ask(bytes.fromhex("02 00 30 03 35")).hex(" ") == "02 00 35 ff ff 00 00 03 38"


def test_all_boards_answer_one_question_in_turn() -> None:
    hardware = Hardware(CU48, (0, 1, 2))
    hardware.wall.open(101, hardware.now_s)
    heard = hardware.ask(bytes.fromhex("02 0A 00 50 03 5F"))
    assert [heard[start : start + 5].hex(" ") for start in (0, 12, 24)] == [
        "02 00 00 65 ff",
        "02 01 00 65 fe",
        "02 02 00 65 ff",
    ]
    assert hardware.line.collisions == 0


@pytest.mark.parametrize(
    ("dialect", "request_", "answer"),
    [
        (DialectModbus(), "01 02 00 00 00 09", "01 82 02"),
        (DialectModbus(), "01 02 00 00 00 00", "01 82 02"),
        (DialectModbus(), "01 05 00 00 12 34", "01 85 03"),
        (DialectModbus(), "01 05 02 00 00 00", "01 85 03"),
        (DialectModbus(), "01 05 03 00 FF 00", "01 85 02"),
        (DialectModbus(), "01 06 00 01 05 00", "01 86 01"),
        (DialectModbus("momentary"), "01 05 02 00 00 05", "01 85 01"),
        (DialectModbus("momentary"), "01 06 00 01 06 00", "01 86 03"),
        (DialectModbus("momentary"), "01 03 00 01 00 08", "01 03 10" + "0000" * 8),
    ],
)
def test_modbus_exceptions(dialect: DialectModbus, request_: str, answer: str) -> None:
    hardware = Hardware(BoardSettings("modbus-relay", dialect))
    assert hardware.ask(crc16(bytes.fromhex(request_))) == crc16(bytes.fromhex(answer))
    assert hardware.told == []


def test_an_output_that_was_switched_on_stays_on_until_it_is_let_go() -> None:
    hardware = Hardware(MODBUS)
    hardware.ask(bytes.fromhex("01 05 00 00 FF 00 8C 3A"), seconds=60)
    assert hardware.installation.state()["energised"] == [{"board": 1, "channel": 1}]
    hardware.ask(bytes.fromhex("01 05 00 FF 00 00 FD FA"))
    assert hardware.board.outputs(hardware.now_s) == []


@pytest.mark.parametrize(("request_", "seconds"), [("01 05 02 00 00 07 8D B0", 0.7), ("01 05 02 00 00 05 0C 71", 0.5)])
def test_a_flash_takes_the_time_that_its_frame_says(request_: str, seconds: float) -> None:
    hardware = Hardware(MODBUS)
    hardware.ask(bytes.fromhex(request_), seconds=seconds - 0.01)
    assert hardware.board.outputs(hardware.now_s) == [1]
    hardware.run(0.05)
    assert hardware.board.outputs(hardware.now_s) == []
