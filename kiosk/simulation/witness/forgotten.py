"""That a shop which was put back to its backup knows again in the end what it had been told: of E3."""

from collections.abc import Callable, Iterable
from typing import Final

from kiosk.simulation.facts import Durable, Fact, HandedOver, Refused, Restored, SetBack, Stored
from kiosk.simulation.witness.check import Broken, Check

_TAKES_S: Final = 2 * 3600.0
"""The list is asked for every minute; whoever wants to be left alone says so for an hour at the most."""


class KnownInTheEnd(Check):
    """Not of a disk that was put back meanwhile: what is not in the journal any more nobody can tell again.

    `calm_s`: since when all is well.
    """

    name = "E3"
    says = "a shop that was put back to its backup is told again what it had acknowledged; two calm hours suffice"
    hears = (Durable, Stored, HandedOver, Refused, SetBack, Restored)

    def __init__(self, broken: Broken, calm_s: Callable[[], float]) -> None:
        super().__init__(broken)
        self._calm_s = calm_s
        self._collections: dict[str, int] = {}
        self._had_s: dict[int, float] = {}
        self._lost_s: dict[int, float] = {}
        self.told_again = 0

    def seen(self, fact: Fact) -> None:
        match fact:
            case Durable(kind="parcel.collected", body=body):
                self._collections[str(body["intent"])] = fact.seq
            case Stored():
                self._has(fact.seq, fact.at_s)
            case HandedOver():
                self._has(self._collections.get(fact.id, -1), fact.at_s)
            case Refused():
                self._lost_s.pop(fact.seq, None)
            case SetBack():
                self._set_back(fact)
            case Restored():
                self._gone(seq for seq in (*self._had_s, *self._lost_s) if seq > fact.seq)
            case _:
                pass

    def _has(self, seq: int, at_s: float) -> None:
        self.told_again += self._lost_s.pop(seq, None) is not None
        self._had_s.setdefault(seq, at_s)

    def _set_back(self, fact: SetBack) -> None:
        lost = [seq for seq, at_s in self._had_s.items() if at_s > fact.taken_s]
        for seq in lost:
            del self._had_s[seq]
        # One that has nothing of this kiosk is told nothing of what came before.
        self._lost_s = self._lost_s | dict.fromkeys(lost, fact.at_s) if fact.newest else {}

    def _gone(self, seqs: Iterable[int]) -> None:
        for seq in list(seqs):
            self._had_s.pop(seq, None)
            self._lost_s.pop(seq, None)

    def looked(self, now_s: float) -> None:
        old = [seq for seq, at_s in self._lost_s.items() if at_s < now_s - _TAKES_S]
        if old and self._calm_s() >= _TAKES_S:
            self.fail(now_s, f"event {old[0]} is not known to the shop since it was put back")
