"""Words of the commissioning walk: what goes into it, what comes out, and what it finds. Types only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from locker_driver.proof import DoorProof, Evidence, Fingerprint


@dataclass(frozen=True, slots=True, order=True)
class Contact:
    """One input for a feedback contact: bus or broker, board, channel from 1."""

    bus: str
    board: int
    channel: int


Board = tuple[str, int]
"""Bus and address."""


# --- findings -------------------------------------------------------------------------------------------------


class FindingCode(StrEnum):
    """What is wrong. In brackets the keys of `params`; `door` of the finding is the door that was pulsed.

    Of a bus: the walk of its doors ends, since with the setting changed they have to be walked anew.
      ECHO              the setting of echo is wrong; `echo` is what to set (bus, echo)
      POLARITY          contacts read the other way round; `polarity` is what to set (bus, polarity)
      GROUP_ORDER       family 8a, groups of eight in the other order (bus, msb_group_first: 0 or 1)
    Of a board:
      BOARD_SILENT      it does not answer (bus, board)
      BOARD_GARBLED     answers come damaged or twice: two boards with one address, or a bad line (bus, board)
    Of a door:
      NOT_WRITTEN       the pulse could not be sent (problem: English)
      NOTHING_OPENED    nobody saw a door open (acknowledged: 0 or 1, bus, board, channel)
      SEVERAL_OPENED    more than one moved: two boards with one address, or two locks on one output (bus, board,
                        channel)
      OTHER_OPENED      another door opened (seen; bus, board, channel of the lock's output; sensor_board,
                        sensor_channel: the contact that followed, 0 and 0 if none did)
      SENSOR_ELSEWHERE  the right door opened, another contact followed (bus, board, channel)
      SENSOR_INVERTED   its contact alone reads the other way round: wired to the other pin of its switch
      NO_FEEDBACK       no contact followed: cut, unwired or stuck (reads: open or closed)
      MORE_CHANGED      other contacts changed at the same time; walk it again (contacts: how many)
      STAYS_OPEN        it still reads open after it was closed
      UNSTEADY          its contact does not settle
    """

    ECHO = "echo"
    POLARITY = "polarity"
    GROUP_ORDER = "group_order"
    BOARD_SILENT = "board_silent"
    BOARD_GARBLED = "board_garbled"
    NOT_WRITTEN = "not_written"
    NOTHING_OPENED = "nothing_opened"
    SEVERAL_OPENED = "several_opened"
    OTHER_OPENED = "other_opened"
    SENSOR_ELSEWHERE = "sensor_elsewhere"
    SENSOR_INVERTED = "sensor_inverted"
    NO_FEEDBACK = "no_feedback"
    MORE_CHANGED = "more_changed"
    STAYS_OPEN = "stays_open"
    UNSTEADY = "unsteady"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for the technician as a code and its parameters. `door` None: it is about a whole bus."""

    code: FindingCode
    door: int | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)


# --- events: what the performer tells the walk ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EchoMeasured:
    """`present`: our own bytes come back on this bus. None if that cannot be known (boards are silent).
    `doubled`: boards that answered twice.
    """

    bus: str
    present: bool | None
    doubled: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """One look for the door `number`. `closed`: every contact of the bank that could be read (at least those of the
    doors; a contact that is missing could not be read), as the whole-board question says it. `single`: what the door's
    own contact said to a question about it alone, for families with such a question. `frames`: raw answers, hex.
    `garbled`: boards from which only damaged answers came.
    """

    number: int
    closed: Mapping[Contact, bool]
    single: bool | None = None
    frames: tuple[str, ...] = ()
    garbled: frozenset[Board] = frozenset()


@dataclass(frozen=True, slots=True)
class Pulsed:
    """How the pulse ended: `written` False means that nothing was sent, and `problem` says why in English."""

    number: int
    written: bool
    acknowledged: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The person did what CLOSE_ALL or CLOSE asked for."""


@dataclass(frozen=True, slots=True)
class DoorSeen:
    """The person saw this door open. The number printed on it, even one that the bank does not have."""

    number: int


@dataclass(frozen=True, slots=True)
class NoneSeen:
    """The person saw no door open."""


@dataclass(frozen=True, slots=True)
class SeveralSeen:
    """The person saw more than one door open."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Leave the present door for another time."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Walk this door now, whether or not it was walked; the present one comes after it."""

    number: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """Enough for now. Proofs that were stored stay."""


Event = EchoMeasured | Seen | Pulsed | Confirmed | DoorSeen | NoneSeen | SeveralSeen | Skipped | Redo | Stopped


# --- effects: what the performer has to do, in this order ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MeasureEcho:
    """Ask the boards of the bus a status query each, never anything else, and answer with EchoMeasured."""

    bus: str


@dataclass(frozen=True, slots=True)
class Look:
    """Read every board once, and the door's own contact alone if the family can; answer with Seen within seconds,
    whatever happened. Leave about 0.1 s between looks.
    """

    number: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """Pulse the lock of this door once, at most; answer with Pulsed. Journal and permit are the performer's."""

    number: int


class Question(StrEnum):
    """CLOSE_ALL: close every door. Confirmed.
    WHICH_OPENED: which door opened? Leave it open. DoorSeen, NoneSeen or SeveralSeen.
    CLOSE: close the door `door` (None: whatever stands open). Confirmed.
    STILL_OPEN: door `door` reads open before its pulse; close it, or say that it is closed. Confirmed.
    """

    CLOSE_ALL = "close_all"
    WHICH_OPENED = "which_opened"
    CLOSE = "close"
    STILL_OPEN = "still_open"


@dataclass(frozen=True, slots=True)
class Ask:
    """Put this to the person. Skipped, Redo and Stopped are answers to each, too."""

    question: Question
    door: int | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """A door is proven. Add `by` and the time with `stamped`, and save the proof before going on."""

    number: int
    fingerprint: Fingerprint
    before: Evidence
    opened: Evidence
    after: Evidence

    def stamped(self, by: str, at: str) -> DoorProof:
        """`at`: UTC, ISO 8601."""
        return DoorProof(self.fingerprint, self.before, self.opened, self.after, by, at)


@dataclass(frozen=True, slots=True)
class Report:
    """Tell the person at once; it stays in `Walk.findings`, too. `doors`: what is stored of these no longer holds, take
    it away (Proof.without) and save before going on.
    """

    finding: Finding
    doors: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """The walk is over; nothing answers this."""


Effect = MeasureEcho | Look | Pulse | Ask | Store | Report | Finished
