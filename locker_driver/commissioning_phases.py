"""Where a commissioning walk can stand. Types only; `locker_driver.commissioning` leads from one to the next."""

from dataclasses import dataclass

from locker_driver.commissioning_judge import Trial
from locker_driver.commissioning_words import Ask, DoorSeen, Finding, Question, Seen
from locker_driver.config import BankConfig


@dataclass(frozen=True, slots=True)
class Measuring:
    """The echo of `buses`, the first one now."""

    buses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """The person closes all doors."""


@dataclass(frozen=True, slots=True)
class Before:
    """Reading the door before its pulse. `asked`: the person was already told that it reads open."""

    trial: Trial
    looks: tuple[Seen, ...] = ()
    asked: bool = False


@dataclass(frozen=True, slots=True)
class StillOpen:
    """The person closes the door, or says that it is closed."""

    trial: Trial


@dataclass(frozen=True, slots=True)
class Pulsing:
    """The pulse is under way."""

    trial: Trial


@dataclass(frozen=True, slots=True)
class Watching:
    """The person looks which door opened."""

    trial: Trial


@dataclass(frozen=True, slots=True)
class Opened:
    """Reading after the person saw what happened."""

    trial: Trial
    looks: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Reclosing:
    """The person closes what opened."""

    trial: Trial


@dataclass(frozen=True, slots=True)
class After:
    """Reading after the door was closed again."""

    trial: Trial
    looks: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more is done."""


OnDoor = Before | StillOpen | Pulsing | Watching | Opened | Reclosing | After
Looking = Before | Opened | After
Phase = Measuring | Closing | OnDoor | Ended


@dataclass(frozen=True, slots=True)
class Walk:
    """Where the walk stands."""

    config: BankConfig
    phase: Phase
    left: tuple[int, ...]
    proven: frozenset[int] = frozenset()
    skipped: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = ()

    @property
    def door(self) -> int | None:
        return self.phase.trial.door if isinstance(self.phase, OnDoor) else None

    @property
    def asked(self) -> Ask | None:
        match self.phase:
            case Closing():
                return Ask(Question.CLOSE_ALL)
            case StillOpen(trial):
                return Ask(Question.STILL_OPEN, trial.door)
            case Watching(trial):
                return Ask(Question.WHICH_OPENED, trial.door)
            case Reclosing(trial):
                return Ask(Question.CLOSE, trial.who.number if isinstance(trial.who, DoorSeen) else None)
            case _:
                return None
