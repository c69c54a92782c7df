"""What must hold for the codec of every family, over splits, joins, damage, echoes and frames that nobody asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from locker_driver.errors import CommandError
from locker_driver.families import FAMILIES
from locker_driver.protocols import CODECS, make_codec
from locker_driver.protocols.codec import (
    Codec,
    Command,
    Frame,
    FrameKind,
    Garbage,
    QueryBoard,
    QueryDoor,
    Release,
    ReplySpec,
    Unlock,
)
from locker_driver.protocols.echo import EchoStrip
from tests.fuzz.wire import WIRES, Wire

Heard = Sequence[Frame | Garbage]

every_wire = pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
delimited = [wire for wire in WIRES if wire.config.family != "8a"]
every_delimited_wire = pytest.mark.parametrize("wire", delimited, ids=lambda wire: wire.name)
# TCP has no noise, and a message no header to be found by.
every_noisy_wire = pytest.mark.parametrize(
    "wire", [wire for wire in delimited if "tcp" not in wire.name], ids=lambda wire: wire.name
)
some = settings(max_examples=30, deadline=None)

NOT_NOISE = {0x00, 0x01, 0x02, 0x57, 0x80, 0x8A, 0x90, 0xDC}
"""First bytes of frames, and addresses."""

boards = st.sampled_from((1, 2))
channels = st.integers(1, 8)
commands = st.one_of(
    st.builds(QueryBoard, boards),
    st.builds(QueryDoor, boards, channels),
    st.builds(Unlock, boards, channels),
)
bits = st.integers(0, 2**50 - 1)
cuts = st.lists(st.integers(0, 80), max_size=6)


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the bits that its board tells, and where the line is cut into pieces."""

    command: Command
    told: int
    cut: list[int]


cases = st.builds(Case, commands, bits, cuts)


def hear(codec: Codec, line: bytes, spec: ReplySpec | None, cut: Sequence[int] = ()) -> list[Frame | Garbage]:
    """All that a bus hears of `line`: piece by piece until the answer, then after quiet, then when it is over."""
    heard: list[Frame | Garbage] = []
    edges = sorted({0, *(min(place, len(line)) for place in cut), len(line)})
    for start, end in pairwise(edges):
        heard += codec.feed(line[start:end], None if answers(heard) else spec)
    if spec is not None and not answers(heard):
        heard += codec.settle(spec)
    return [*heard, *codec.flush()]


def frames(heard: Heard, kind: FrameKind) -> list[Frame]:
    return [item for item in heard if isinstance(item, Frame) and item.kind is kind]


def answers(heard: Heard) -> list[Frame]:
    return frames(heard, FrameKind.ANSWER)


def raw(heard: Heard) -> bytes:
    return b"".join(item.raw for item in heard)


def test_every_family_has_a_codec_and_is_tested_here() -> None:
    assert set(CODECS) == set(FAMILIES)
    assert {wire.config.family for wire in WIRES} == set(FAMILIES)


@every_wire
@some
@given(case=cases)
def test_an_answer_is_heard_however_it_is_split(wire: Wire, case: Case) -> None:
    codec = make_codec(wire.config)
    request = codec.encode(case.command)
    line = wire.answer(case.command, request.data, case.told)
    heard = hear(codec, line, request.reply, case.cut)
    assert raw(heard) == line
    assert request.reply.expects == (line != b"")
    assert len(heard) == request.reply.expects
    for answer in heard:
        assert isinstance(answer, Frame)
        assert (answer.kind, answer.board) == (FrameKind.ANSWER, case.command.board)
        assert says_what_is_so(wire, case, answer)


def says_what_is_so(wire: Wire, case: Case, answer: Frame) -> bool:
    """What it tells of doors, if it tells: what an unlock's answer says is no evidence."""
    asked = {QueryBoard: set(range(1, wire.ways + 1)), QueryDoor: {getattr(case.command, "channel", 0)}}
    if not answer.closed.keys() >= asked.get(type(case.command), set()):
        return False
    told = {channel: not wire.is_open(case.told, channel) for channel in answer.closed}
    return isinstance(case.command, Unlock) or answer.closed == told


@every_delimited_wire
@some
@given(case=cases)
def test_a_whole_answer_needs_no_quiet_where_frames_tell_their_length(wire: Wire, case: Case) -> None:
    codec = make_codec(wire.config)
    request = codec.encode(case.command)
    heard = codec.feed(wire.answer(case.command, request.data, case.told), request.reply)
    assert len(answers(heard)) == request.reply.expects
    assert codec.pending == 0


@every_noisy_wire
@some
@given(told=bits, noise=st.lists(st.integers(0, 255).filter(lambda byte: byte not in NOT_NOISE), max_size=12))
def test_noise_that_begins_no_frame_costs_no_time(wire: Wire, told: int, noise: list[int]) -> None:
    codec = make_codec(wire.config)
    request = codec.encode(QueryBoard(1))
    line = wire.answer(QueryBoard(1), request.data, told)
    heard = codec.feed(bytes(noise) + line, request.reply)
    assert raw(heard) == bytes(noise) + line
    assert [answer.raw for answer in answers(heard)] == [line]


@every_wire
@some
@given(case=cases, place=st.integers(0, 63), flip=st.integers(1, 255))
def test_one_damaged_byte_is_no_answer(wire: Wire, case: Case, place: int, flip: int) -> None:
    codec = make_codec(wire.config)
    request = codec.encode(case.command)
    line = bytearray(wire.answer(case.command, request.data, case.told))
    if not line:
        return
    place %= len(line)
    line[place] ^= flip
    heard = hear(codec, bytes(line), request.reply, case.cut)
    assert raw(heard) == bytes(line)
    assert not answers(heard) or place in wire.unchecked(case.command)


@every_wire
@some
@given(case=cases, other=commands, late=bits)
def test_a_late_answer_to_another_question_is_none(wire: Wire, case: Case, other: Command, late: int) -> None:
    codec = make_codec(wire.config)
    late_line = wire.answer(other, codec.encode(other).data, late)
    request = codec.encode(case.command)
    assume(not is_alike(wire, case.command, other))
    assert not answers(hear(codec, late_line, request.reply, case.cut))
    answer = wire.answer(case.command, request.data, case.told)
    heard = hear(codec, late_line + answer, request.reply, case.cut)
    assert raw(heard) == late_line + answer
    assert [frame.raw for frame in answers(heard)] == [answer] * request.reply.expects


def is_alike(wire: Wire, command: Command, other: Command) -> bool:
    """Whether the answers to both are of one kind: only silence between them keeps such questions apart."""
    if "tcp" in wire.name:
        return False
    if command == other:
        return True
    asks_all = {"kerong-cu16", "kerong-cu48", "kerong-cu48b", "modbus-relay", "winnsen"}
    both_ask = not isinstance(command, Unlock) and not isinstance(other, Unlock)
    return both_ask and command.board == other.board and wire.config.family in asks_all


@every_wire
@some
@given(case=cases, echoes=st.booleans())
def test_an_echo_is_taken_off_and_never_told(wire: Wire, case: Case, echoes: bool) -> None:
    codec = make_codec(wire.config)
    request = codec.encode(case.command)
    strip = EchoStrip(request.data if echoes else b"")
    answer = wire.answer(case.command, request.data, case.told)
    line = (request.data if echoes else b"") + answer
    edges = sorted({0, *(min(place, len(line)) for place in case.cut), len(line)})
    rest = b"".join(strip.feed(line[start:end]) for start, end in pairwise(edges)) + strip.end()
    assert rest == answer
    assert [frame.raw for frame in answers(hear(codec, rest, request.reply))] == [answer] * request.reply.expects


@every_wire
@some
@given(case=cases)
def test_an_echo_that_is_left_on_is_a_stray_frame(wire: Wire, case: Case) -> None:
    """Of an unlock too, wherever a board answers in other words than it was asked in."""
    codec = make_codec(wire.config)
    request = codec.encode(case.command)
    assume(not (isinstance(case.command, Unlock) and wire.config.family in {"8a", "modbus-relay"}))
    heard = hear(codec, request.data, request.reply, case.cut)
    assert [item.kind for item in heard if isinstance(item, Frame)] == [FrameKind.STRAY]
    assert raw(heard) == request.data


@every_wire
@some
@given(case=cases, place=st.tuples(boards, channels), after=st.booleans())
def test_a_report_beside_an_answer_is_told_apart(wire: Wire, case: Case, place: tuple[int, int], after: bool) -> None:
    codec = make_codec(wire.config)
    request = codec.encode(case.command)
    report, answer = wire.report(*place, case.told), wire.answer(case.command, request.data, case.told)
    heard = hear(codec, answer + report if after else report + answer, request.reply, case.cut)
    assert [frame.raw for frame in answers(heard)] == [answer] * request.reply.expects
    assert [(frame.board, frame.raw) for frame in frames(heard, FrameKind.REPORT)] == [(place[0], report)] * bool(
        report
    )
    assert not any(isinstance(item, Garbage) for item in heard)


@every_wire
@some
@given(case=cases, count=st.integers(2, 4))
def test_a_question_has_one_answer_however_often_it_comes(wire: Wire, case: Case, count: int) -> None:
    codec = make_codec(wire.config)
    request = codec.encode(case.command)
    answer = wire.answer(case.command, request.data, case.told)
    heard = hear(codec, answer * count, request.reply, case.cut)
    assert len(answers(heard)) == request.reply.expects
    assert len(frames(heard, FrameKind.STRAY)) == (count - 1) * request.reply.expects


@every_wire
@some
@given(case=cases)
def test_nothing_is_an_answer_when_nothing_was_asked(wire: Wire, case: Case) -> None:
    codec = make_codec(wire.config)
    line = wire.answer(case.command, codec.encode(case.command).data, case.told)
    assert not answers(hear(codec, line, None, case.cut))


heads = st.sampled_from(
    [bytes.fromhex(head) for head in ("02 10 35", "02 01 00 75", "57 4B 4C 59 22", "80 01", "90 07 82")]
)


@every_wire
@some
@given(pieces=st.lists(st.one_of(st.binary(max_size=40), heads)), command=commands)
def test_no_byte_is_lost_or_invented(wire: Wire, pieces: list[bytes], command: Command) -> None:
    codec = make_codec(wire.config)
    spec = codec.encode(command).reply
    heard: list[Frame | Garbage] = []
    fed = 0
    for piece in pieces:
        heard += codec.feed(piece, spec)
        fed += len(piece)
        assert len(raw(heard)) + codec.pending == fed
    heard += codec.settle(spec)
    heard += codec.flush()
    assert raw(heard) == b"".join(pieces)
    assert codec.pending == 0


@every_wire
def test_endless_noise_is_let_go(wire: Wire) -> None:
    codec = make_codec(wire.config)
    heard: list[Frame | Garbage] = []
    for _ in range(100):
        heard += codec.feed(b"\x55" * 100, None)
        assert codec.pending <= 1024
    assert raw([*heard, *codec.flush()]) == b"\x55" * 10_000


@every_wire
@some
@given(board=st.integers(-2, 300), channel=st.integers(-2, 300))
def test_no_number_leads_to_more_than_one_door(wire: Wire, board: int, channel: int) -> None:
    codec = make_codec(wire.config)
    spec = wire.config.spec
    command = Unlock(board, channel)
    if board in spec.boards and 1 <= channel <= wire.ways:
        assert codec.encode(command).data != b""
    else:
        with pytest.raises(CommandError):
            codec.encode(command)


@every_wire
def test_every_unlock_is_a_frame_of_its_own(wire: Wire) -> None:
    codec = make_codec(wire.config)
    data = {codec.encode(Unlock(board, channel)).data for board in (1, 2) for channel in range(1, wire.ways + 1)}
    assert len(data) == 2 * wire.ways


@every_wire
def test_release_is_for_those_that_say_so(wire: Wire) -> None:
    codec = make_codec(wire.config)
    if codec.releases:
        assert codec.encode(Release(1)).data != codec.encode(Unlock(1, 1)).data
    else:
        with pytest.raises(CommandError, match="switch their outputs off themselves"):
            codec.encode(Release(1))
