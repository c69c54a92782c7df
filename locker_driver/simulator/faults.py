"""What can go wrong with doors, boards and lines."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

GARBAGE: Final = bytes.fromhex("FA FD 99 99")
"""Line noise before an answer, as one driver's log shows it."""
LATE_S: Final = 0.4
RESTART_S: Final = 1.5
"""How long a board that restarts hears nothing."""


class DoorFault(StrEnum):
    """JAM: something presses on the leaf, the pulse does not free it. TRIPPED_TONGUE: the tongue was pushed in by hand,
    so the lock reads closed whatever the leaf does. CUT_WIRE: the contact is never shorted. STUCK_SWITCH: the reading
    stays what it was.
    """

    NONE = "none"
    JAM = "jam"
    TRIPPED_TONGUE = "tripped_tongue"
    CUT_WIRE = "cut_wire"
    STUCK_SWITCH = "stuck_switch"


class BoardFault(StrEnum):
    """SILENT: dead. WRONG_POLARITY: the feedback is inverted. DROPPED_REPLY: acts but does not answer.
    WRONG_ADDRESS: answers in another board's name. CORRUPT_REPLY: one bit is wrong, each time another one.
    TRUNCATED_REPLY: stops half-way. CHATTER: speaks unasked, reports and garbage in turn. RESTART: loses everything
    and is deaf for RESTART_S. TWIN: a second board has the same address; both act, and their answers merge.
    """

    NONE = "none"
    SILENT = "silent"
    WRONG_POLARITY = "wrong_polarity"
    GARBAGE_PREFIX = "garbage_prefix"
    LATE_REPLY = "late_reply"
    DROPPED_REPLY = "dropped_reply"
    DUPLICATE_REPLY = "duplicate_reply"
    WRONG_ADDRESS = "wrong_address"
    CORRUPT_REPLY = "corrupt_reply"
    TRUNCATED_REPLY = "truncated_reply"
    CHATTER = "chatter"
    RESTART = "restart"
    TWIN = "twin"


class LineFault(StrEnum):
    """ECHO: the host hears what it sends. NOISE: the two ends run at different speeds. UNPLUGGED: the port is gone."""

    NONE = "none"
    ECHO = "echo"
    NOISE = "noise"
    UNPLUGGED = "unplugged"


def spoilt(answer: bytes, fault: BoardFault, nth: int) -> bytes:
    """What leaves the board in place of its `nth` spoilt answer."""
    match fault:
        case BoardFault.DROPPED_REPLY:
            return b""
        case BoardFault.GARBAGE_PREFIX:
            return GARBAGE + answer
        case BoardFault.DUPLICATE_REPLY:
            return answer * 2
        case BoardFault.TRUNCATED_REPLY:
            return answer[: len(answer) // 2]
        case BoardFault.CORRUPT_REPLY:
            index, bit = nth % len(answer), nth // len(answer) % 8
            return answer[:index] + bytes((answer[index] ^ 1 << bit,)) + answer[index + 1 :]
        case _:
            return answer


def chatter_gaps() -> Iterator[float]:
    """Seconds between two outbursts; no poll interval is in step with them."""
    while True:
        yield from (0.023, 0.081, 0.047, 0.139)
