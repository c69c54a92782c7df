"""Finding out what is on a line by asking: status queries only, never an unlock and never a release. Pure.

for question in plan(families, bauds, boards):
    write question.request.data, read until question.request.reply.timeout_s, or the line is quiet
    heard = judge(question, what was read)
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from locker_driver.config import BusConfig
from locker_driver.dialects import DialectModbus
from locker_driver.errors import ConfigError
from locker_driver.families import FAMILIES, Family
from locker_driver.protocols import make_codec
from locker_driver.protocols.checks import xor8
from locker_driver.protocols.codec import Frame, FrameKind, Garbage, QueryBoard, Request

BAUDS: Final = (9600, 19200, 38400, 57600, 115200)
FAMILIES_BY_TRAFFIC: Final[tuple[Family, ...]] = (
    "8a",
    "kerong-cu48b",
    "kerong-cu48",
    "kerong-cu16",
    "modbus-relay",
    "wkly",
    "dc",
    "winnsen",
)
"""The most common first; of the Kerong boards the one with the longest answer, as the vendor's own tools ask.
Winnsen comes last: it has no check byte."""
_COMMANDS_8A: Final = frozenset({0x7A, 0x7C, 0x7F, 0x8A, 0x90, 0x9A, 0x9B, 0x9D})
_LENGTHS_8A: Final = (5, 6, 10)
_WAYS: Final = {"8a": (24, 32, 50), "dc": (12, 24)}
"""Answers differ in length by the size of the board; the question is the same."""


class Sound(StrEnum):
    """What came back beside an echo."""

    ANSWER = "answer"
    GARBAGE = "garbage"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Question:
    """One status query. `configs`: the settings under which its answer may be read, the likeliest first."""

    configs: tuple[BusConfig, ...]
    request: Request

    @property
    def family(self) -> Family:
        return self.configs[0].family

    @property
    def baud(self) -> int:
        return self.configs[0].baud

    @property
    def board(self) -> int:
        return self.request.reply.command.board

    @property
    def framing(self) -> str:
        """Of Modbus: rtu or tcp. Else empty."""
        dialect = self.configs[0].dialect
        return dialect.framing if isinstance(dialect, DialectModbus) else ""


@dataclass(frozen=True, slots=True)
class Heard:
    """`echo`: our own bytes came back first. `answers`: whole frames of the board that was asked; more than one means
    two boards. `closed` of the first answer, whose meaning depends on a polarity that nobody knows yet. `ways`: how
    many channels fit the answer.
    """

    sound: Sound
    echo: bool = False
    answers: int = 0
    ways: int = 0
    refused: str = ""
    raw: bytes = field(default=b"", repr=False)


def families_of(names: Sequence[str]) -> tuple[Family, ...]:
    """The families to try; all when none is named. Raises ConfigError."""
    for name in names:
        if name not in FAMILIES:
            raise ConfigError("--family", f"{name!r} is not known; known: {', '.join(FAMILIES)}")
    return tuple(family for family in FAMILIES_BY_TRAFFIC if not names or family in names)


def plan(
    families: Sequence[Family], bauds: Sequence[int], boards: Sequence[int], *, tcp: bool = False
) -> Iterator[Question]:
    """By speed first, since changing it takes time; each family's usual speed is among the first two. Without `boards`
    the first addresses of each family are asked. `tcp`: the port is a TCP one, where Modbus may have a header.
    """
    for baud in bauds:
        for family in families:
            for framing in _framings(family, tcp=tcp):
                for board in _addresses(family, boards):
                    yield question(family, baud, board, framing)


def question(family: Family, baud: int, board: int, framing: str = "") -> Question:
    """The status query of one board."""
    dialect = DialectModbus(framing="tcp") if framing == "tcp" else None
    basis = BusConfig("probe", "probe", (board,), family, baud=baud, dialect=dialect)
    configs = tuple(replace(basis, ways=ways) for ways in _WAYS.get(family, (basis.ways,)))
    return Question(configs, make_codec(basis).encode(QueryBoard(board)))


def judge(question: Question, received: bytes) -> Heard:
    """What the bytes mean that came after the question, up to quiet or time-out."""
    sent = question.request.data
    echo = received.startswith(sent)
    rest = received[len(sent) :] if echo else received
    readings = [(config, _frames(config, rest)) for config in question.configs]
    # Of two sizes of board that fit, the one that leaves nothing over.
    readings.sort(key=lambda reading: len(rest) - sum(len(frame.raw) for frame in reading[1]))
    for config, frames in readings:
        answers = [frame for frame in frames if frame.kind is FrameKind.ANSWER]
        if answers:
            same = sum(frame.board == question.board and len(frame.raw) == len(answers[0].raw) for frame in frames)
            return Heard(Sound.ANSWER, echo, same, config.ways, answers[0].refused, rest)
    return Heard(Sound.GARBAGE if rest else Sound.SILENCE, echo, raw=rest)


def _frames(config: BusConfig, data: bytes) -> list[Frame]:
    codec = make_codec(config)
    spec = codec.encode(QueryBoard(config.boards[0])).reply
    heard: list[Frame | Garbage] = [*codec.feed(data, spec)]
    if not any(isinstance(item, Frame) and item.kind is FrameKind.ANSWER for item in heard):
        heard += codec.settle(spec)
    heard += codec.flush()
    return [item for item in heard if isinstance(item, Frame)]


def _framings(family: Family, *, tcp: bool) -> tuple[str, ...]:
    if family != "modbus-relay":
        return ("",)
    return ("tcp", "rtu") if tcp else ("rtu",)


def _addresses(family: Family, boards: Sequence[int]) -> Iterable[int]:
    """Boards leave the factory with the first address, or the second where counting begins at 0."""
    possible = FAMILIES[family].boards
    wanted = boards or sorted({possible[0], 1})
    return (board for board in wanted if may_be_asked(family, board))


def may_be_asked(family: Family, board: int) -> bool:
    """Whether there can be such a board, and the question for it opens nothing on a line of family 8a.

    To a board 7 of that family the poll of Winnsen's station 149 is a whole command to open several locks: it begins
    with the same byte and its exclusive-or happens to fit.
    """
    return board in FAMILIES[family].boards and not _commands_8a(question(family, 9600, board).request.data)


def _commands_8a(data: bytes) -> bool:
    windows = (data[start:end] for start in range(len(data)) for end in range(start, len(data) + 1))
    return any(len(part) in _LENGTHS_8A and part[0] in _COMMANDS_8A and xor8(part) == 0 for part in windows)


# --- what it all means --------------------------------------------------------------------------------------------


class Hint(StrEnum):
    """What to look at. A user interface translates it."""

    STRIP_ECHO = "strip_echo"
    ECHO_ALONE = "echo_alone"
    SWAPPED = "swapped"
    SOME_GARBAGE = "some_garbage"
    SILENT = "silent"
    TWO_ANSWERS = "two_answers"
    NO_INPUTS = "no_inputs"


def hints(results: Sequence[tuple[Question, Heard]]) -> tuple[Hint, ...]:
    """What to look at, from every question that was asked."""
    echo = any(heard.echo for _, heard in results)
    answers = [heard for _, heard in results if heard.sound is Sound.ANSWER]
    if answers:
        told = (
            (Hint.STRIP_ECHO, echo),
            (Hint.TWO_ANSWERS, any(heard.answers > 1 for heard in answers)),
            (Hint.NO_INPUTS, any(heard.refused for heard in answers)),
        )
        return tuple(hint for hint, holds in told if holds)
    noisy = {question.baud for question, heard in results if heard.sound is Sound.GARBAGE}
    asked = {question.baud for question, _ in results}
    if noisy:
        return (Hint.SWAPPED,) if noisy == asked else (Hint.SOME_GARBAGE,)
    return (Hint.ECHO_ALONE,) if echo else (Hint.SILENT,)
