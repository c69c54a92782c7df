"""Proving that a number opens its compartment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WalkFinding:
    """What a walk has found: a code of `messages.FindingCode`; `door` None: it is about a bus or board."""

    code: str
    door: int | None
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class WalkNow:
    """Where a commissioning walk stands. `doing` is one of `messages.WalkDoing`, `asked` of `messages.WalkQuestion`;
    `asked_door` is the door the question is about. `saved` False: the proof could not be written.
    """

    doing: str
    asked: str
    asked_door: int | None
    door: int | None
    left: tuple[int, ...]
    proven: frozenset[int]
    skipped: frozenset[int]
    findings: tuple[WalkFinding, ...]
    ended: bool
    saved: bool = True


class Commissioning(Protocol):
    """Proves door by door that a number opens its compartment and that its contact says so. One walk at a time.

    It pulses nothing itself: the door it wants pulsed is told to the session, which makes the intent durable.
    """

    def now(self) -> WalkNow | None:
        """The walk under way or just ended."""
        ...

    def begin(self, actor: str) -> None:
        """Of the doors that nobody has proved, or of all where all are. `actor` will stand in the proof."""
        ...

    def answer(self, answer: str, number: int) -> None:
        """The answers of `flows.effects.AnswerWalk`. One that does not fit is ignored."""
        ...

    def pulsed(self, number: int) -> None:
        """The pulse it wanted has ended."""
        ...

    def stop(self) -> None:
        """What was proved stays."""
        ...
