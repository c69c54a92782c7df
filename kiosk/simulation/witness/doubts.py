"""Invariants of doors that nobody saw open: A8."""

from dataclasses import dataclass
from typing import Final

from kiosk.simulation.facts import Died, Durable, PoweredOn, Restored
from kiosk.simulation.witness.check import Broken, Check

_TWICE: Final = 2
_FOR_S: Final = 600.0
_SLACK_S: Final = 90.0
_STAFF: Final = frozenset({"technician", "rescue", "remote"})
_ENDS: Final = frozenset({"parcel.collected", "parcel.moved", "parcel.removed", "parcel.resolved"})


@dataclass(slots=True)
class _Doubt:
    """`dark_s`: how long the machine had been without power by then."""

    credential: object
    since_s: float
    dark_s: float
    again: int = 0


class DoubtIsLimited(Check):
    """A kiosk that was off may believe that less time has passed."""

    name = "A8"
    says = (
        "a parcel behind a door in doubt opens twice more within ten minutes, for the same credential, until staff look"
    )
    hears = (Durable, Died, PoweredOn, Restored)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._intents: dict[object, tuple[tuple[object, object], object]] = {}
        self._doubts: dict[tuple[object, object], _Doubt] = {}
        self._off_since_s: float | None = None
        self._dark_s = 0.0

    def seen(self, fact: Durable | Died | PoweredOn | Restored) -> None:
        match fact:
            case Durable():
                self._noted(fact)
            case Died(how="power") if self._off_since_s is None:
                self._off_since_s = fact.at_s
            case PoweredOn() if self._off_since_s is not None:
                self._dark_s += fact.at_s - self._off_since_s
                self._off_since_s = None
            case Restored():
                self._doubts.clear()
            case _:
                pass

    def _noted(self, fact: Durable) -> None:
        body = fact.body
        match fact.kind:
            case "door.intent" if body["parcel"]:
                key = (body["pickup"], body["parcel"])
                self._intents[body["intent"]] = (key, body["credential"])
                self._again(fact, self._doubts.get(key))
            case "door.unknown" if body["intent"] in self._intents:
                key, credential = self._intents[body["intent"]]  # it may be seen open after all
                self._doubts.setdefault(key, _Doubt(credential, fact.at_s, self._dark_s))
            case "door.opened" | "door.jammed":
                key, _ = self._intents.pop(body["intent"], ((None, None), None))
                if fact.kind == "door.opened":
                    self._doubts.pop(key, None)
            case kind if kind in _ENDS:
                self._doubts.pop((body["pickup"], body["parcel"]), None)
            case _:
                pass

    def _again(self, fact: Durable, doubt: _Doubt | None) -> None:
        if doubt is None:
            return
        doubt.again += 1
        if fact.body["decision"] in _STAFF:
            return
        late_s = fact.at_s - doubt.since_s - (self._dark_s - doubt.dark_s)
        if fact.body["credential"] != doubt.credential:
            self.fail(fact.at_s, f"it was in doubt for {doubt.credential}: {fact.body}")
        elif doubt.again > _TWICE:
            self.fail(fact.at_s, f"pulse {doubt.again} since nobody saw it open: {fact.body}")
        elif late_s > _FOR_S + _SLACK_S:
            self.fail(fact.at_s, f"{late_s:.0f} s after nobody saw it open: {fact.body}")
