"""Vectors from vendor documents and published captures; properties over damage of every kind."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from locker_driver.config import BusConfig, LockConfig
from locker_driver.dialects import Dialect8a
from locker_driver.errors import CommandError
from locker_driver.protocols.checks import xor8
from locker_driver.protocols.codec import Command, Frame, FrameKind, Garbage, QueryBoard, QueryDoor, Unlock
from locker_driver.protocols.echo import EchoStrip
from locker_driver.protocols.family_8a import Family8a, with_check

CONFIG = BusConfig("main", "/dev/none", (1,))


DIALECT = {"unlock_parameter", "reports", "msb_group_first"}


def codec(**settings: object) -> Family8a:
    dialect = Dialect8a(**{name: value for name, value in settings.items() if name in DIALECT})
    rest = {name: value for name, value in settings.items() if name not in DIALECT}
    return Family8a(replace(CONFIG, dialect=dialect, **rest))


def answer_to(command: Command, reply: str | bytes, **settings: object) -> Frame | None:
    """The answer in `reply`, first as it comes in, then after quiet."""
    under_test = codec(**settings)
    spec = under_test.encode(command).reply
    data = bytes.fromhex(reply) if isinstance(reply, str) else reply
    heard = [*under_test.feed(data, spec), *under_test.settle(spec)]
    answers = [item for item in heard if isinstance(item, Frame) and item.kind is FrameKind.ANSWER]
    assert len(answers) <= 1
    return answers[0] if answers else None


def opened(frame: Frame | None) -> set[int]:
    assert frame is not None
    return {way for way, closed in frame.closed.items() if not closed}


@pytest.mark.parametrize(
    ("command", "settings", "expected"),
    [
        (Unlock(1, 1), {}, "8A 01 01 11 9B"),
        (Unlock(2, 12), {}, "8A 02 0C 11 95"),
        (Unlock(31, 24), {}, "8A 1F 18 11 9C"),
        (Unlock(1, 1), {"unlock_parameter": 0x33}, "8A 01 01 33 B9"),
        (QueryDoor(1, 1), {}, "80 01 01 33 B3"),
        (QueryBoard(1), {}, "80 01 00 33 B2"),
    ],
)
def test_requests_are_those_of_the_vendor(command: Command, settings: dict[str, object], expected: str) -> None:
    assert codec(**settings).encode(command).data == bytes.fromhex(expected)


@pytest.mark.parametrize("command", [Unlock(1, 0), Unlock(1, 25), QueryDoor(1, 0), QueryDoor(1, 25)])
def test_no_channel_number_leads_to_an_open_all_frame(command: Command) -> None:
    with pytest.raises(CommandError, match="channel"):
        codec().encode(command)


@pytest.mark.parametrize("board", [0, 100, -1])
def test_no_board_number_leads_to_a_broadcast(board: int) -> None:
    with pytest.raises(CommandError, match="board"):
        codec().encode(QueryBoard(board))


@given(board=st.integers(-5, 300), channel=st.integers(-5, 300), ways=st.integers(2, 50))
def test_every_unlock_that_can_be_encoded_names_one_lock(board: int, channel: int, ways: int) -> None:
    under_test = codec(ways=ways)
    try:
        data = under_test.encode(Unlock(board, channel)).data
    except CommandError:
        assert not (1 <= board <= 99 and 1 <= channel <= ways)
    else:
        assert data[:3] == bytes((0x8A, board, channel))
        assert data[2] != 0
        assert xor8(data) == 0


def test_the_unlock_answer_is_awaited_for_the_pulse_and_half_a_second() -> None:
    assert codec(lock=LockConfig(pulse_ms=300)).encode(Unlock(1, 1)).reply.timeout_s == pytest.approx(0.8)
    assert codec().encode(QueryBoard(1)).reply.timeout_s == pytest.approx(0.25)


@pytest.mark.parametrize(("reply", "closed"), [("8A 01 01 00 8A", False), ("8A 01 01 11 9B", True)])
def test_unlock_answers_carry_the_contact(reply: str, closed: bool) -> None:
    frame = answer_to(Unlock(1, 1), reply)
    assert frame is not None
    assert frame.closed == {1: closed}
    inverted = answer_to(Unlock(1, 1), reply, polarity="open_when_shorted")
    assert inverted is not None
    assert inverted.closed == {1: not closed}


@pytest.mark.parametrize(("reply", "closed"), [("80 01 01 00 80", False), ("80 01 01 11 91", True)])
def test_one_door_answers(reply: str, closed: bool) -> None:
    frame = answer_to(QueryDoor(1, 1), reply)
    assert frame is not None
    assert frame.closed == {1: closed}


def test_an_8_way_board_answers_with_three_groups() -> None:
    assert opened(answer_to(QueryBoard(1), "80 01 00 00 00 33 B2", ways=8)) == set(range(1, 9))


def test_the_high_group_comes_first_by_default() -> None:
    reply = "80 01 00 00 02 33 B0"
    assert opened(answer_to(QueryBoard(1), reply)) == set(range(1, 25)) - {2}
    assert opened(answer_to(QueryBoard(1), reply, msb_group_first=False)) == set(range(1, 25)) - {18}


def test_polarity_turns_a_whole_board() -> None:
    assert opened(answer_to(QueryBoard(1), "80 01 00 00 02 33 B0", polarity="open_when_shorted")) == {2}


def test_a_50_way_board_answers_with_seven_groups() -> None:
    reply = "80 01 FF FF FF FF FF FF 03 33 B1"
    assert opened(answer_to(QueryBoard(1), reply, ways=50, msb_group_first=False)) == set()


def test_a_32_way_board_answers_with_four_groups() -> None:
    reply = with_check(0x80, 1, 0x7F, 0xFF, 0xFF, 0xFF, 0x33)
    assert len(reply) == 8
    assert opened(answer_to(QueryBoard(1), reply, ways=32)) == {32}


@pytest.mark.parametrize("report", ["82 01 01 11 93", "81 01 01 00 81"])
def test_a_report_is_heard_while_idle_and_before_an_answer(report: str) -> None:
    data = bytes.fromhex(report)
    idle = codec()
    assert [frame.kind for frame in idle.feed(data, None)] == [FrameKind.REPORT]
    busy = codec()
    spec = busy.encode(QueryBoard(1)).reply
    heard = busy.feed(data + bytes.fromhex("80 01 00 00 02 33 B0"), spec)
    assert [frame.kind for frame in heard] == [FrameKind.REPORT, FrameKind.ANSWER]


@pytest.mark.parametrize(
    ("reports", "heard"),
    [("any", {0x81, 0x82}), ("81", {0x81}), ("82", {0x82}), ("off", set())],
)
def test_reports_are_told_by_the_header_that_the_firmware_uses(reports: str, heard: set[int]) -> None:
    for header in (0x81, 0x82):
        under_test = codec(reports=reports)
        data = with_check(header, 1, 3, 0x11)
        kinds = [item.kind for item in under_test.feed(data, None) if isinstance(item, Frame)]
        assert kinds == [FrameKind.REPORT] * (header in heard)
        assert under_test.flush() == ([] if header in heard else [Garbage(data, bad_check=False)])


@pytest.mark.parametrize(
    ("reply", "closed"), [("8A 01 01 33 B9", {}), ("8A 01 01 11 9B", {1: True}), ("8A 01 01 00 8A", {1: False})]
)
def test_a_cm06_acknowledges_with_the_contact_or_with_what_it_was_sent(reply: str, closed: dict[int, bool]) -> None:
    frame = answer_to(Unlock(1, 1), reply, unlock_parameter=0x33)
    assert frame is not None
    assert frame.closed == closed


def test_33_acknowledges_nothing_on_boards_that_are_sent_11() -> None:
    assert answer_to(Unlock(1, 1), "8A 01 01 33 B9") is None


def test_a_second_answer_at_once_is_a_stray_frame() -> None:
    under_test = codec()
    reply = bytes.fromhex("80 01 00 00 02 33 B0")
    heard = under_test.feed(reply + reply, under_test.encode(QueryBoard(1)).reply)
    assert [item.kind for item in heard if isinstance(item, Frame)] == [FrameKind.ANSWER, FrameKind.STRAY]


def test_an_answer_behind_a_late_frame_needs_no_quiet() -> None:
    """Both the echo of a question and a one-door answer are known for what they are once seven bytes are in."""
    for late in ("80 01 00 33 B2", "80 01 03 11 93", "8A 01 03 11 99"):
        under_test = codec()
        line = bytes.fromhex(late + "80 01 00 00 02 33 B0")
        heard = under_test.feed(line, under_test.encode(QueryBoard(1)).reply)
        kinds = [item.kind for item in heard if isinstance(item, Frame)]
        assert kinds == [FrameKind.STRAY, FrameKind.ANSWER], late


@pytest.mark.parametrize("published", ["82 01 00 AB CE", "8A 01 01 11 9A"])
def test_wrong_published_frames_are_garbage(published: str) -> None:
    under_test = codec()
    data = bytes.fromhex(published)
    assert under_test.feed(data, under_test.encode(Unlock(1, 1)).reply) == []
    assert under_test.flush() == [Garbage(data, bad_check=True)]


@pytest.mark.parametrize("body", [(0x8A, 1, 51, 0x00), (0x80, 1, 51, 0x33), (0x8A, 1, 0, 0x11)])
def test_frames_about_locks_that_no_board_has_are_garbage(body: tuple[int, ...]) -> None:
    data = with_check(*body)
    under_test = codec()
    assert under_test.feed(data, None) == []
    assert under_test.flush() == [Garbage(data, bad_check=False)]


def test_a_board_answer_ends_in_33() -> None:
    assert answer_to(QueryBoard(1), with_check(0x80, 1, 0, 0, 2, 0x34)) is None


def test_noise_that_makes_a_frame_of_the_head_of_an_answer_takes_nothing_from_it() -> None:
    noise, reply = bytes.fromhex("99 8A 0B 01 00"), bytes.fromhex("80 01 00 00 02 33 B0")
    assert xor8(noise[1:] + reply[:1]) == 0
    under_test = codec()
    spec = under_test.encode(QueryBoard(1)).reply
    under_test.feed(noise + reply, spec)
    assert [item.raw for item in under_test.settle(spec)] == [noise, reply]


def test_a_firmware_answer_with_header_82_is_no_report() -> None:
    assert codec().feed(with_check(0x82, 1, 0, 0x22), None) == []


def test_the_echo_of_a_query_is_never_its_answer() -> None:
    for command in (QueryBoard(1), QueryDoor(1, 1)):
        assert answer_to(command, codec().encode(command).data) is None


def test_without_an_echo_setting_the_echo_of_an_unlock_is_its_answer() -> None:
    """Byte-identical: therefore the setting exists, and an acknowledgement is no opening."""
    request = codec().encode(Unlock(1, 1)).data
    assert answer_to(Unlock(1, 1), request) is not None
    assert answer_to(Unlock(1, 1), EchoStrip(request).feed(request)) is None


@pytest.mark.parametrize(
    ("command", "late"),
    [
        (QueryBoard(1), "8A 01 03 00 88"),  # an unlock's answer
        (QueryBoard(1), "80 01 03 11 93"),  # a one-door answer
        (QueryBoard(1), "80 02 00 00 02 33 B3"),  # another board
        (Unlock(1, 3), "8A 01 04 00 8F"),  # another lock
        (Unlock(1, 3), "8A 02 03 00 8B"),
        (Unlock(1, 3), "80 01 00 00 02 33 B0"),
        (QueryDoor(1, 3), "80 01 04 00 85"),
    ],
)
def test_an_answer_to_another_question_is_a_stray_frame(command: Command, late: str) -> None:
    assert answer_to(command, late) is None
    under_test = codec()
    (stray,) = [*under_test.feed(bytes.fromhex(late), under_test.encode(command).reply), *under_test.flush()]
    assert isinstance(stray, Frame)
    assert stray.kind is FrameKind.STRAY


def test_a_late_board_answer_that_begins_like_a_one_door_answer_is_not_taken() -> None:
    """Its first five bytes pass the check when S1^S2^S3 is 0x80^board."""
    late = with_check(0x80, 1, 0x03, 0x11, 0x80 ^ 1 ^ 0x03 ^ 0x11, 0x33)
    assert xor8(late[:5]) == 0
    assert answer_to(QueryDoor(1, 3), late) is None
    assert answer_to(QueryDoor(1, 3), late[:5]) is not None


def test_a_one_door_answer_is_not_believed_before_the_line_is_quiet() -> None:
    under_test = codec()
    spec = under_test.encode(QueryDoor(1, 3)).reply
    reply = with_check(0x80, 1, 3, 0x11)
    assert under_test.feed(reply, spec) == []
    assert [item.raw for item in under_test.settle(spec)] == [reply]


def test_garbage_and_the_head_of_an_answer_are_not_taken_for_one() -> None:
    """`80 01` in the noise and the first five bytes behind it can pass the check; the last match is the answer."""
    reply = with_check(0x80, 1, 0xFF, 0x33, 0xFF ^ 0x33, 0x33)
    line = bytes.fromhex("99 80 01") + reply
    assert xor8(line[1:8]) == 0
    assert line[6] == 0x33
    frame = answer_to(QueryBoard(1), line)
    assert frame is not None
    assert frame.raw == reply


def test_noise_is_bounded() -> None:
    under_test = codec()
    for _ in range(100):
        under_test.feed(b"\x55" * 100, None)
    assert under_test.pending <= 1024


statuses = st.lists(st.integers(0, 255), min_size=3, max_size=3)
garbage_without_headers = st.lists(
    st.sampled_from([b for b in range(256) if b not in {0x80, 0x81, 0x82, 0x8A}]), max_size=12
)


def board_reply(groups: list[int]) -> bytes:
    return with_check(0x80, 1, *groups, 0x33)


@given(groups=statuses, cuts=st.lists(st.integers(0, 7), max_size=4))
def test_every_split_gives_the_same_answer(groups: list[int], cuts: list[int]) -> None:
    reply = board_reply(groups)
    under_test = codec()
    spec = under_test.encode(QueryBoard(1)).reply
    edges = [0, *sorted(cuts), len(reply)]
    heard = [frame for start, end in pairwise(edges) for frame in under_test.feed(reply[start:end], spec)]
    assert [(frame.kind, frame.raw) for frame in heard] == [(FrameKind.ANSWER, reply)]


@given(groups=statuses, place=st.integers(0, 6), flip=st.integers(1, 255))
def test_one_damaged_byte_never_gives_an_answer(groups: list[int], place: int, flip: int) -> None:
    damaged = bytearray(board_reply(groups))
    damaged[place] ^= flip
    assert answer_to(QueryBoard(1), bytes(damaged)) is None


@given(status=st.sampled_from([0x00, 0x11]), place=st.integers(0, 4), flip=st.integers(1, 255))
def test_one_damaged_byte_never_acknowledges_an_unlock(status: int, place: int, flip: int) -> None:
    damaged = bytearray(with_check(0x8A, 1, 3, status))
    damaged[place] ^= flip
    assert answer_to(Unlock(1, 3), bytes(damaged)) is None


@given(groups=statuses, garbage=garbage_without_headers)
def test_an_answer_is_found_behind_garbage(groups: list[int], garbage: list[int]) -> None:
    reply = board_reply(groups)
    frame = answer_to(QueryBoard(1), bytes(garbage) + reply)
    assert frame is not None
    assert frame.raw == reply


@given(groups=statuses, garbage=st.binary(max_size=12))
def test_any_garbage_gives_the_right_answer_or_none(groups: list[int], garbage: bytes) -> None:
    assume(b"\x80\x01" not in garbage)
    frame = answer_to(QueryBoard(1), garbage + board_reply(groups))
    assert frame is None or frame.raw == board_reply(groups)


@given(
    groups=statuses,
    report=st.builds(with_check, st.sampled_from([0x81, 0x82]), st.just(1), st.integers(1, 24), st.just(0)),
    after=st.booleans(),
    echo=st.booleans(),
    cut=st.integers(0, 17),
)
def test_reports_and_echo_around_an_answer(groups: list[int], report: bytes, after: bool, echo: bool, cut: int) -> None:
    under_test = codec()
    request = under_test.encode(QueryBoard(1))
    strip = EchoStrip(request.data if echo else b"")
    reply = board_reply(groups)
    line = (request.data if echo else b"") + (reply + report if after else report + reply)
    heard = [frame for part in (line[:cut], line[cut:]) for frame in under_test.feed(strip.feed(part), request.reply)]
    kinds = [FrameKind.ANSWER, FrameKind.REPORT]
    assert [frame.kind for frame in heard] == (kinds if after else kinds[::-1])
    assert under_test.pending == 0


@given(noise=st.binary(max_size=60), command=st.sampled_from([QueryBoard(1), QueryDoor(1, 3), Unlock(1, 3), None]))
def test_no_byte_is_lost_or_invented(noise: bytes, command: Command | None) -> None:
    under_test = codec()
    spec = under_test.encode(command).reply if command is not None else None
    heard = list(under_test.feed(noise, spec))
    if spec is not None:
        heard += under_test.settle(spec)
    heard += under_test.flush()
    assert b"".join(item.raw for item in heard) == noise
    assert under_test.pending == 0
