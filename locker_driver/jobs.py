"""What goes into a bus and what comes out of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from locker_driver.models import BankAlarm
from locker_driver.polling import Priority
from locker_driver.protocols.codec import Command, Frame


@dataclass(frozen=True, slots=True)
class Result:
    """How a job ended. `written_s` None: nothing of it was written. `answer` None: none came, `cause` says why.

    `end_s` is when the board was done with it as far as one can know: its answer was complete, or nothing more was due.
    `sent_s`: the last byte of the request had left; None is as `written_s`.
    """

    end_s: float
    written_s: float | None = None
    answer: Frame | None = None
    cause: str = ""
    link_lost: bool = False
    sent_s: float | None = None


@dataclass(slots=True, eq=False)
class Job:
    """One command. Unless begun by `deadline_s` it ends unwritten. `done` is called once, on the bus's thread.

    `withdrawn` set: nobody waits for it any more; it is not written if it was not yet. `contact`: board and channel of
    the contact that tells of an unlock, None for the lock's own.
    """

    command: Command
    priority: Priority
    deadline_s: float
    done: Callable[[Result], None]
    withdrawn: bool = False
    contact: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one board said of its contacts; `closed` None: it was asked and said nothing. Times: question and answer.

    `certain`: one reading suffices (a broker does not deliver damaged messages); else two that agree make a change.
    `partial`: it is about the contacts in it alone, as when a module tells of one; else it is about the whole board.
    `occupied`: what parcel sensors say.
    """

    bus: str
    board: int
    closed: dict[int, bool] | None
    asked_s: float
    read_s: float
    certain: bool = False
    partial: bool = False
    occupied: dict[int, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkChange:
    """The port of a bus is there, or gone."""

    bus: str
    up: bool


BusEvent = Reading | LinkChange | BankAlarm
