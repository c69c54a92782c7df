"""`probe`: asks who is on a line, by status queries only, and says what was found and what to look at."""

from argparse import Namespace
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from typing import Final

from locker_driver.cli.line import open_line
from locker_driver.cli.options import parse_boards
from locker_driver.cli.output import Output
from locker_driver.cli.words import HINTS
from locker_driver.errors import ConfigError
from locker_driver.families import FAMILIES, Family
from locker_driver.probe import BAUDS, Heard, Question, Sound, families_of, hints, judge, may_be_asked, plan, question
from locker_driver.transport.address import TcpAddress, parse_port

FOUND: Final = 0
NOBODY: Final = 4
MAX_ADDRESSES: Final = 32
"""Asked for the rest of a family that was found; boards with a DIP switch have no more."""

Result = tuple[Question, Heard]


def probe(options: Namespace, output: Output) -> int:
    """0 if a board answered, 4 if none did. Raises ConfigError and LinkError."""
    address = parse_port(options.url, "--url")
    families = families_of(options.family)
    boards = parse_boards(options.board)
    over_tcp = isinstance(address, TcpAddress)
    settable = not isinstance(address, TcpAddress) or address.com_port
    bauds = _bauds(options, families, settable=settable)
    results = []
    with closing(_asked(options.url, plan(families, bauds, boards, tcp=over_tcp))) as asked:
        for result in asked:
            results.append(result)
            _tell(output, *result, speed_known=settable)
            if result[1].sound is Sound.ANSWER:
                break
    if results and results[-1][1].sound is Sound.ANSWER:
        for result in _asked(options.url, _rest_of_family(results[-1][0], boards)):
            results.append(result)
            _tell(output, *result, speed_known=settable)
    for hint in hints(results):
        output.tell(f"hint: {HINTS[hint]}", {"hint": hint, "text": HINTS[hint]})
    return FOUND if any(heard.sound is Sound.ANSWER for _, heard in results) else NOBODY


def _bauds(options: Namespace, families: Sequence[Family], *, settable: bool) -> tuple[int, ...]:
    for baud in options.baud:
        if not 1200 <= baud <= 115_200:
            raise ConfigError("--baud", f"{baud} is not between 1200 and 115200")
    if not settable:
        # The serial server has its own speed, which nobody can change from here; ours is for time-outs only.
        return (max(FAMILIES[family].baud for family in families),)
    return tuple(options.baud) or BAUDS


def _asked(url: str, questions: Iterable[Question]) -> Generator[Result, None, None]:
    """Each question with what was heard; the port is opened anew for each speed."""
    for _, same_speed in groupby(questions, key=lambda question: question.baud):
        first = next(same_speed)
        with open_line(replace(first.configs[0], port=url)) as line:
            for asked in (first, *same_speed):
                heard = line.ask(asked.request.data, asked.request.reply.timeout_s)
                yield asked, judge(asked, heard)


def _rest_of_family(found: Question, boards: Sequence[int]) -> Iterator[Question]:
    """The other boards that are looked for: boards of one line are of one family and have one speed."""
    for board in boards or FAMILIES[found.family].boards[:MAX_ADDRESSES]:
        if board != found.board and may_be_asked(found.family, board):
            yield question(found.family, found.baud, board, found.framing)


def _tell(output: Output, asked: Question, heard: Heard, *, speed_known: bool) -> None:
    """`speed_known`: it is ours. The boards behind a transparent serial server have the server's."""
    record = {
        "family": asked.family,
        "baud": asked.baud if speed_known else None,
        "board": asked.board,
        "framing": asked.framing,
        "found": heard.sound,
        "echo": heard.echo,
        "answers": heard.answers,
        "ways": heard.ways,
        "refused": heard.refused,
        "raw": heard.raw.hex(" "),
    }
    speed = f"{asked.baud:>6} baud  " if speed_known else ""
    who = f"{asked.family:<12} {speed}board {asked.board:<3}"
    echo = "  echo" if heard.echo else ""
    if heard.sound is Sound.ANSWER:
        said = f"refuses: {heard.refused}" if heard.refused else f"up to {heard.ways} doors"
        output.tell(f"{who} answers, {said}{echo}", record)
    elif heard.raw or heard.echo:
        output.tell(f"{who} {heard.sound}{echo}  {heard.raw.hex(' ')}".rstrip(), record)
    elif output.as_json:
        output.tell("", record)
