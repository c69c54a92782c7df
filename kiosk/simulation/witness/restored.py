"""Invariants of a disk that was put back to an older copy: A3, E5."""

from typing import Final

from kiosk.simulation.facts import Died, Durable, Restored, SetBack, Stored, Told
from kiosk.simulation.witness.check import Broken, Check
from kiosk.simulation.witness.heard import APPLIED_S, FirstHeard

_NOTICED_S: Final = 60.0
_STAFF: Final = frozenset({"technician", "rescue"})


class _Lack:
    """Whether the shop's list names an event that the disk has not, from what arrived there last."""

    def __init__(self) -> None:
        self._newest = 0
        self._restored = False
        self._seq = 0
        self._list = FirstHeard()

    def seen(self, fact: object) -> None:
        match fact:
            case Stored(again=False):
                self._newest = fact.seq
                # Something new was told before the list was heard: now only the shop can know.
                self._restored = self._restored and self._list.for_s(fact.at_s) is not None
            case Restored():
                self._restored = self._newest > fact.seq
                self._list.again()
                self._seq = fact.seq
            case SetBack():
                self._newest = fact.newest
                self._restored = self._restored and self._newest > self._seq
            case Told() if self._restored:
                self._list.told(fact)
            case Died():
                self._list.died(fact)
            case _:
                pass

    def known_for_s(self, at_s: float) -> float:
        """Since the list has said so; less than nothing if it has not."""
        for_s = self._list.for_s(at_s)
        return for_s if self._restored and for_s is not None else -1.0

    def is_over(self) -> None:
        self._restored = False


class RestoredShows(Check):
    name = "E5"
    says = "a journal that was put back to an older copy is known as one as soon as the list tells"
    hears = (Durable, Stored, SetBack, Told, Died, Restored)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._lack = _Lack()

    def seen(self, fact: Durable | Stored | SetBack | Told | Died | Restored) -> None:
        if not isinstance(fact, Durable):
            self._lack.seen(fact)
        elif fact.kind == "journal.rolled_back":
            self._lack.is_over()

    def looked(self, now_s: float) -> None:
        if self._lack.known_for_s(now_s) > _NOTICED_S:
            self.fail(now_s, "the list names an event that is not on the disk, and nobody was told")


class NothingOnAnOldJournal(Check):
    name = "A3"
    says = "a journal that was put back to an older copy opens nothing until a whole list came"
    hears = (Durable, Stored, SetBack, Told, Died, Restored)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._lack = _Lack()

    def seen(self, fact: Durable | Stored | SetBack | Told | Died | Restored) -> None:
        match fact:
            case Durable(kind="door.intent", body={"decision": decision}) if decision not in _STAFF:
                if self._lack.known_for_s(fact.at_s) > APPLIED_S:
                    self.fail(fact.at_s, f"no whole list has come since the disk was put back: {fact.body}")
            case Told(whole=True):
                self._lack.is_over()
            case _:
                self._lack.seen(fact)
