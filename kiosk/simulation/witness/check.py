"""What one invariant is: a sentence, the facts it needs, and what it says when it does not hold."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from kiosk.simulation.facts import Fact


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that did not hold at `at_s`."""

    invariant: str
    says: str
    what: str
    at_s: float


Broken = Callable[[Violation], None]


class Check:
    """One invariant. `seen` gets every fact of the kinds in `hears`, `looked` is called some times a day."""

    name: ClassVar[str]
    says: ClassVar[str]
    hears: ClassVar[tuple[type[Fact], ...]]

    def __init__(self, broken: Broken) -> None:
        self._broken = broken

    def seen(self, fact: Any) -> None:
        """Remember what it takes, and `fail` where it does not hold."""

    def looked(self, now_s: float) -> None:
        """For what shows in nothing that happens, only in what does not."""

    def retire(self) -> None:
        """What it goes by says nothing any more."""
        self._broken = lambda _: None

    def fail(self, at_s: float, what: str) -> None:
        self._broken(Violation(self.name, self.says, what, at_s))
