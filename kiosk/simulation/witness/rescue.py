"""Invariants of what opens for somebody inside: S1."""

from typing import Final, NamedTuple

from kiosk.simulation.facts import Died, Durable, Fact, Issued, Restored, SetBack, Taken, Told
from kiosk.simulation.witness.check import Broken, Check
from kiosk.simulation.witness.heard import Heard

_KEPT: Final = 500


class _Inside(NamedTuple):
    """A parcel that the list names from this version on; 0: that was loaded at the kiosk."""

    parcel: str
    version: int
    at_s: float


_NOTHING: Final = _Inside("", 0, 0.0)


class RescueOfEmptyOnly(Check):
    """Where the kiosk suspected somebody before it knew of the parcel, it opens all the same. What lies where an old
    ledger has another parcel is taken out under that one's name.
    """

    name = "S1"
    says = "without a credential only a compartment opens in which no parcel of anybody lies"
    hears = (Issued, SetBack, Told, Died, Restored, Durable, Taken)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._inside: dict[object, _Inside] = {}
        self._heard = Heard()
        self._booked: set[object] = set()
        self._contested: set[object] = set()
        self._gone: set[object] = set()
        self._suspected: frozenset[object] = frozenset()
        self._were: list[tuple[float, frozenset[object]]] = [(0.0, frozenset())]

    def seen(self, fact: Fact) -> None:
        if isinstance(fact, Restored):
            self._restored(fact)
        elif isinstance(fact, Durable):
            self._suspects(fact.kind, fact.body)
        if self._suspected != self._were[-1][1]:
            self._were = [*self._were[-_KEPT:], (fact.at_s, self._suspected)]
        self._heard.seen(fact)
        self._opens(fact)

    def _restored(self, fact: Restored) -> None:
        """What the shop has forgotten, or had to hear from this disk, nobody knows of any more."""
        self._booked.clear()
        self._suspected = next((doors for at_s, doors in reversed(self._were) if at_s <= fact.taken_s), frozenset())
        self._inside = {
            door: there
            for door, there in self._inside.items()
            if there.parcel not in self._gone and (there.version or there.at_s <= fact.taken_s)
        }

    def _suspects(self, kind: str, body: dict[str, object]) -> None:
        door = body.get("compartment")
        match kind:
            case "parcel.deposited":
                self._booked.add(body["parcel"])
            case "custody.conflict":
                self._contested.add(body["parcel"])
            case "entrapment.suspected" if body["cause"] != "called":
                if self._inside.get(door, _NOTHING).parcel not in self._booked:
                    self._suspected |= {door}
            case "entrapment.cleared" | "compartment.unblocked":
                self._suspected -= {door}
            case _:
                pass

    def _opens(self, fact: Fact) -> None:
        match fact:
            case Issued():
                self._inside |= {door: _Inside(parcel, fact.version, fact.at_s) for parcel, door in fact.parcels}
            case SetBack():
                self._set_back(fact)
            case Taken() if fact.parcel in self._contested:
                self._left(fact.parcel, fact.door)
            case Durable(kind="parcel.deposited", body={"how": "loaded"} as body):
                self._inside[body["compartment"]] = _Inside(str(body["parcel"]), 0, fact.at_s)
            case Durable(kind="parcel.resolved", body={"verdict": "present"}):
                pass
            case Durable(kind="parcel.collected" | "parcel.removed" | "parcel.resolved", body=body):
                self._left(body["parcel"], body["compartment"])
            case Durable(kind="door.intent", body={"decision": "rescue"} as body):
                there = self._inside.get(body["compartment"], _NOTHING)
                known = there.parcel and there.version <= self._heard.known(fact.at_s)
                if known and body["compartment"] not in self._suspected:
                    self.fail(fact.at_s, f"parcel {there.parcel} is in it: {body}")
            case _:
                pass

    def _left(self, parcel: object, door: object) -> None:
        if self._inside.get(door, _NOTHING).parcel == parcel:
            del self._inside[door]

    def _set_back(self, fact: SetBack) -> None:
        """What the shop has forgotten the kiosk goes on knowing if it had heard of it, or will never hear of."""
        known = self._heard.known(fact.at_s)
        forgotten = {there for there in self._inside.values() if there.at_s > fact.taken_s}
        self._gone |= {there.parcel for there in forgotten}
        self._inside = {
            door: there for door, there in self._inside.items() if there not in forgotten or there.version <= known
        }
