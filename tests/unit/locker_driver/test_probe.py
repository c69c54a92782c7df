from collections.abc import Iterator
from functools import reduce
from operator import xor
from typing import get_args

import pytest

from locker_driver import BusConfig, ConfigError, Dialect8a, DialectModbus
from locker_driver.dialects import Dialect
from locker_driver.families import FAMILIES, Family
from locker_driver.probe import (
    BAUDS,
    FAMILIES_BY_TRAFFIC,
    Heard,
    Hint,
    Question,
    Sound,
    families_of,
    hints,
    judge,
    may_be_asked,
    plan,
    question,
)
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import QueryBoard, Release, Unlock
from locker_driver.protocols.family_8a import with_check

ANSWERS = {
    "8a": "80 01 FF FF FF 33 4D",
    "kerong-cu16": "02 10 35 FF FF 00 00 03 48",
    "kerong-cu48": "02 01 00 65 00 00 80 00 00 00 03 EB",
    "kerong-cu48b": "02 01 00 75 01 00 00 00 00 00 01 00 00 00 00 00 03 7D",
    "modbus-relay": "01 02 01 00 A1 88",
    "winnsen": "90 07 82 01 FF FF 03",
    "wkly": "57 4B 4C 59 22 01 84 00 18 " + "00 " * 24 + "B6",
    "dc": "DC FE 01 12 02 00 00 15",
}
"""Of board 1, as published for each family."""


def every_question() -> Iterator[Question]:
    for family, spec in FAMILIES.items():
        yield from plan([family], [spec.baud], spec.boards, tcp=True)


def every_actuation() -> Iterator[bytes]:
    """All that opens a door or switches an output on some board, but for commands of 8a with a mask of locks."""
    dialects: dict[Family, list[Dialect | None]] = {
        "8a": [Dialect8a(), Dialect8a(0x33)],
        "modbus-relay": [DialectModbus(), DialectModbus("momentary")],
    }
    for family, spec in FAMILIES.items():
        for dialect in dialects.get(family, [None]):
            for board in spec.boards:
                config = BusConfig("bus", "/dev/x", (board,), family, ways=spec.max_ways, dialect=dialect)
                codec = make_codec(config)
                yield from (codec.encode(Unlock(board, way)).data for way in range(1, spec.max_ways + 1))
                if codec.releases:
                    yield codec.encode(Release(board)).data


def is_8a_command(data: bytes) -> bool:
    """As in the vendor's text: 8A, 9A, 9B, 7A, 7C, 7F (5 bytes, 6 with a time), 9D (5), 90 (6, or 10 on 50 ways)."""
    return data[0] in {0x7A, 0x7C, 0x7F, 0x8A, 0x90, 0x9A, 0x9B, 0x9D} and check(data) == 0


def check(data: bytes) -> int:
    return reduce(xor, data, 0)


def test_nothing_that_is_asked_holds_a_command() -> None:
    asked = [question.request.data for question in every_question()]
    parts = {data[start:end] for data in asked for start in range(len(data)) for end in range(start + 5, len(data) + 1)}
    assert len(asked) > 800
    assert not [data.hex(" ") for data in every_actuation() if data in parts]
    assert not [part.hex(" ") for part in parts if len(part) in {5, 6, 10} and is_8a_command(part)]


def test_the_winnsen_station_whose_poll_opens_doors_of_an_8a_board_is_never_asked() -> None:
    harmful = question("winnsen", 9600, 149).request.data
    assert harmful == bytes.fromhex("90 07 02 95 FF FF 03")
    assert check(harmful[:6]) == 0
    assert not may_be_asked("winnsen", 149)
    assert [one.board for one in plan(["winnsen"], [9600], [148, 149, 150])] == [148, 150]


def test_only_whole_boards_are_asked() -> None:
    assert {type(question.request.reply.command) for question in every_question()} == {QueryBoard}


def test_every_family_is_asked_at_every_speed() -> None:
    questions = list(plan(families_of([]), BAUDS, ()))
    assert set(FAMILIES_BY_TRAFFIC) == set(get_args(Family))
    assert {(one.family, one.baud) for one in questions} == {(family, baud) for family in FAMILIES for baud in BAUDS}
    speeds = [one.baud for one in questions]
    assert speeds == sorted(speeds, key=BAUDS.index), "the port is opened once for each speed"
    assert {(one.family, one.board) for one in questions if one.family in {"8a", "wkly"}} == {
        ("8a", 1),
        ("wkly", 0),
        ("wkly", 1),
    }


def test_wanted_boards_are_asked_where_they_can_be() -> None:
    questions = list(plan(["8a", "kerong-cu16"], [9600], [0, 9, 10]))
    assert [(one.family, one.board) for one in questions] == [
        ("8a", 9),
        ("8a", 10),
        ("kerong-cu16", 0),
        ("kerong-cu16", 9),
    ]


def test_modbus_has_a_header_on_tcp_only() -> None:
    assert [one.framing for one in plan(["modbus-relay"], [9600], [1])] == ["rtu"]
    assert [one.framing for one in plan(["modbus-relay"], [9600], [1], tcp=True)] == ["tcp", "rtu"]


def test_an_unknown_family_is_refused() -> None:
    with pytest.raises(ConfigError, match="--family: '9b' is not known"):
        families_of(["9b"])


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("echo", [False, True])
def test_a_published_answer_is_known(family: Family, echo: bool) -> None:
    asked = question(family, FAMILIES[family].baud, 1)
    answer = bytes.fromhex(ANSWERS[family])
    heard = judge(asked, asked.request.data + answer if echo else answer)
    assert (heard.sound, heard.echo, heard.answers) == (Sound.ANSWER, echo, 1)
    assert heard.ways == asked.configs[0].ways
    twice = judge(asked, answer * 2)
    assert (twice.sound, twice.answers) == (Sound.ANSWER, 2)


@pytest.mark.parametrize("family", FAMILIES)
def test_an_echo_alone_is_no_answer(family: Family) -> None:
    asked = question(family, 9600, 1)
    assert judge(asked, asked.request.data) == Heard(Sound.SILENCE, echo=True)
    assert judge(asked, b"") == Heard(Sound.SILENCE)


@pytest.mark.parametrize("family", FAMILIES)
def test_answers_of_other_families_and_boards_are_garbage(family: Family) -> None:
    asked = question(family, 9600, 2 if family != "8a" else 3)
    for answer in ANSWERS.values():
        assert judge(asked, bytes.fromhex(answer)).sound is Sound.GARBAGE


def test_the_size_of_an_8a_board_is_told_by_its_answer() -> None:
    asked = question("8a", 9600, 1)
    assert judge(asked, bytes.fromhex("80 01 FF FF FF FF FF FF 03 33 B1")).ways == 50
    assert judge(asked, with_check(0x80, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x33)).ways == 32
    # A shorter answer by chance stands at the end of this one.
    assert judge(asked, with_check(0x80, 1, 1, 0x80, 0x80, 1, 0xFF, 0xFE, 0x81, 0x33)).ways == 50


def test_a_board_without_inputs_refuses() -> None:
    heard = judge(question("modbus-relay", 9600, 1), bytes.fromhex("01 82 01 81 60"))
    assert (heard.sound, heard.refused) == (Sound.ANSWER, "illegal function")


ANSWER, GARBAGE, SILENCE = Heard(Sound.ANSWER, answers=1), Heard(Sound.GARBAGE), Heard(Sound.SILENCE)


@pytest.mark.parametrize(
    ("slow", "fast", "expected"),
    [
        (ANSWER, SILENCE, ()),
        (Heard(Sound.ANSWER, echo=True, answers=1), SILENCE, (Hint.STRIP_ECHO,)),
        (Heard(Sound.ANSWER, answers=2), GARBAGE, (Hint.TWO_ANSWERS,)),
        (Heard(Sound.ANSWER, answers=1, refused="illegal function"), SILENCE, (Hint.NO_INPUTS,)),
        (GARBAGE, GARBAGE, (Hint.SWAPPED,)),
        (GARBAGE, SILENCE, (Hint.SOME_GARBAGE,)),
        (SILENCE, SILENCE, (Hint.SILENT,)),
        (Heard(Sound.SILENCE, echo=True), SILENCE, (Hint.ECHO_ALONE,)),
    ],
)
def test_what_to_look_at(slow: Heard, fast: Heard, expected: tuple[Hint, ...]) -> None:
    assert hints([(question("8a", 9600, 1), slow), (question("8a", 19200, 1), fast)]) == expected
