"""The English of the command line for the codes of probe and commissioning."""

from collections.abc import Mapping
from typing import Final

from locker_driver.commissioning_words import Ask, Finding, FindingCode, Question
from locker_driver.probe import Hint

HINTS: Final[Mapping[Hint, str]] = {
    Hint.STRIP_ECHO: 'the adapter returns what we send: set echo = "strip"',
    Hint.ECHO_ALONE: "only our own echo came back: the adapter works, but no board hears it. Check the boards' power,"
    " A and B, and the address (--board 1-31)",
    Hint.SWAPPED: "only garbage at every speed: A and B swapped, no common ground, or no termination",
    Hint.SOME_GARBAGE: "garbage, but no answer: a speed or a family that is not known here, or two boards with one"
    " address",
    Hint.SILENT: "silence: check the port, the boards' power, A and B, and the address (--board 1-31)",
    Hint.TWO_ANSWERS: "two answers to one question: two boards have the same address",
    Hint.NO_INPUTS: "the board refuses the question for its inputs: it has none, so contacts need a board that has",
}

QUESTIONS: Final[Mapping[Question, str]] = {
    Question.CLOSE_ALL: "Close every door, then press Enter.",
    Question.WHICH_OPENED: "Door {door} was pulsed. Which door opened? Its number, n for none, s for several;"
    " leave it open.",
    Question.CLOSE: "Close {what}, then press Enter.",
    Question.STILL_OPEN: "Door {door} reads open. Close it, or leave it if it is closed, then press Enter.",
}
ALSO: Final = " At any question also: skip, redo N, stop."

FINDINGS: Final[Mapping[FindingCode, str]] = {
    FindingCode.ECHO: 'bus {bus}: set echo = "{echo}", then walk again',
    FindingCode.POLARITY: 'bus {bus}: contacts read the other way round; set polarity = "{polarity}", then walk again',
    FindingCode.GROUP_ORDER: "bus {bus}: groups of eight doors come in the other order; set"
    " dialect.msb_group_first = {msb_group_first}, then walk again",
    FindingCode.BOARD_SILENT: "bus {bus}, board {board}: does not answer; check its power, wires and address",
    FindingCode.BOARD_GARBLED: "bus {bus}, board {board}: answers come damaged or twice; two boards with this address,"
    " or a bad line. Unplug one board and look again",
    FindingCode.NOT_WRITTEN: "door {door}: was not pulsed: {problem}",
    FindingCode.NOTHING_OPENED: "door {door}: nothing opened ({answered}); check lock and wires at {bus}"
    " {board}:{channel}, the supply, and dialect.unlock_parameter on boards of family 8a",
    FindingCode.SEVERAL_OPENED: "door {door}: several doors moved; two boards with address {board} on bus {bus}, or two"
    " locks on {board}:{channel}",
    FindingCode.OTHER_OPENED: "door {door}: door {seen} opened; the lock of door {seen} is wired to {bus}"
    " {board}:{channel}",
    FindingCode.SENSOR_ELSEWHERE: "door {door}: its contact is wired to {bus} {board}:{channel}",
    FindingCode.SENSOR_INVERTED: "door {door}: its contact alone reads the other way round; use the other pin of the"
    " switch",
    FindingCode.NO_FEEDBACK: "door {door}: its contact always reads {reads}; cut, not wired, or stuck",
    FindingCode.MORE_CHANGED: "door {door}: {contacts} contacts changed at once; walk it again and touch no other door",
    FindingCode.STAYS_OPEN: "door {door}: still reads open after it was closed; the tongue or the switch sticks",
    FindingCode.UNSTEADY: "door {door}: its contact does not settle; a loose wire or a bad line",
}


def finding_text(finding: Finding) -> str:
    words = {"door": finding.door, **finding.params}
    if finding.code is FindingCode.GROUP_ORDER:
        words["msb_group_first"] = "true" if finding.params["msb_group_first"] else "false"
    if finding.code is FindingCode.NOTHING_OPENED:
        words["answered"] = "the board acknowledged" if finding.params["acknowledged"] else "the board said nothing"
    return FINDINGS[finding.code].format(**words)


def question_text(ask: Ask) -> str:
    what = "every door that opened" if ask.door is None else f"door {ask.door}"
    return QUESTIONS[ask.question].format(door=ask.door, what=what)
