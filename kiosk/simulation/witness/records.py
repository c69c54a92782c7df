"""Invariants of events and of what the shop is told: E1 to E3, and that all of it arrives."""

from collections.abc import Callable
from typing import Final

from kiosk.simulation.facts import Died, Durable, HandedOver, Ready, Refused, Restored, Stored
from kiosk.simulation.witness.check import Broken, Check
from kiosk.simulation.witness.reader import DiskReader

_OUTCOME_S: Final = 60.0
_DAY_S: Final = 86_400.0
_OUTCOMES: Final = frozenset({"door.opened", "door.jammed", "door.unknown"})


class EveryIntentEnds(Check):
    name = "E1"
    says = "every intent gets an outcome, at the latest when the kiosk is back"
    hears = (Durable, Died, Ready, Refused, Restored)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._due_s: dict[object, float] = {}
        self._up = False

    def seen(self, fact: Durable | Died | Ready | Restored) -> None:
        match fact:
            case Restored():
                self._due_s.clear()
            case Died():
                self._up = False
            case Ready():
                self._up = True
                self._due_s = dict.fromkeys(self._due_s, fact.at_s + _OUTCOME_S)
            case Durable(kind="door.intent"):
                self._due_s[fact.body["intent"]] = fact.at_s + _OUTCOME_S
            case Durable(kind=kind) if kind in _OUTCOMES:
                self._due_s.pop(fact.body["intent"], None)
            case _:
                pass

    def looked(self, now_s: float) -> None:
        late = [intent for intent, due_s in self._due_s.items() if due_s < now_s]
        if late and self._up:
            self.fail(now_s, f"intent {late[0]} has no outcome")


class InOrder(Check):
    name = "E2"
    says = "events of one pickup arrive in their order, but for what the shop has refused"
    hears = (Durable, Stored, HandedOver, Refused, Restored)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._pickup: dict[int, str] = {}
        self._seq: dict[str, int] = {}
        self._newest: dict[str, int] = {}

    def seen(self, fact: Durable | Stored | HandedOver | Refused | Restored) -> None:
        match fact:
            case Refused():
                self._pickup.pop(fact.seq, None)
            case Restored():
                # It counts on from there; what it tells anew the shop has had already.
                self._pickup = {seq: pickup for seq, pickup in self._pickup.items() if seq <= fact.seq}
                self._newest = {pickup: min(seq, fact.seq) for pickup, seq in self._newest.items()}
            case Durable(body={"pickup": str(pickup)}) if pickup:
                self._pickup[fact.seq] = pickup
                if fact.kind == "parcel.collected":
                    self._seq[str(fact.body["intent"])] = fact.seq
            case Stored(again=False):
                self._arrived(fact.at_s, fact.seq)
            case HandedOver(again=False):
                self._arrived(fact.at_s, self._seq.get(fact.id))
            case _:
                pass

    def _arrived(self, at_s: float, seq: int | None) -> None:
        if seq is None:
            self.fail(at_s, "the shop was told of a hand-over that is not in the journal")
            return
        pickup = self._pickup.pop(seq, None)
        if pickup is None:
            return
        if seq < self._newest.get(pickup, 0):
            self.fail(at_s, f"event {seq} of pickup {pickup} arrived after event {self._newest[pickup]}")
        self._newest[pickup] = seq


class NothingLost(Check):
    """`outbox` reads what waits on the disk now and what was set aside, None while nobody can read it; `calm_s`: since
    when all is well.
    """

    name = "E3"
    says = "an event leaves the outbox only when the shop has it or cannot take it (E4); after a day of calm it has all"
    hears = (Durable, Stored, HandedOver, Refused)

    def __init__(
        self,
        broken: Broken,
        reader: DiskReader,
        outbox: Callable[[], tuple[set[int], set[int]] | None],
        calm_s: Callable[[], float],
    ) -> None:
        super().__init__(broken)
        self._reader = reader
        self._outbox = outbox
        self._calm_s = calm_s
        self._collections: dict[str, int] = {}
        self._refused: set[int] = set()

    def seen(self, fact: Durable | Stored | HandedOver | Refused) -> None:
        match fact:
            case Refused():
                self._refused.add(fact.seq)
            case Durable(kind="parcel.collected", body=body):
                self._collections[str(body["intent"])] = fact.seq
            case Stored():
                self._reader.waiting.pop(fact.seq, None)
            case HandedOver():
                self._reader.waiting.pop(self._collections.get(fact.id, -1), None)
            case _:
                pass

    def looked(self, now_s: float) -> None:
        now = self._outbox()
        if now is None:
            return
        waits, aside = now[0], now[1] & self._refused
        lost = [seq for seq in self._reader.waiting if seq not in waits and seq not in aside]
        if lost:
            self.fail(now_s, f"event {lost[0]} has left the outbox, and the shop has never had it")
        old = [seq for seq, at_s in self._reader.waiting.items() if at_s < now_s - _DAY_S and seq not in aside]
        if old and self._calm_s() >= _DAY_S:
            self.fail(now_s, f"event {old[0]} still waits after a day in which nothing was wrong")
