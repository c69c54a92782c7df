"""Invariants of credentials: A2, A3, C6."""

from typing import Final, NamedTuple

from kiosk.simulation.clock import START_UTC
from kiosk.simulation.facts import (
    Delegated,
    Died,
    Durable,
    Fact,
    HandedOver,
    Issued,
    PoweredOn,
    Put,
    Restored,
    Revoked,
    SetBack,
    Taken,
    Told,
)
from kiosk.simulation.witness.check import Broken, Check
from kiosk.simulation.witness.heard import APPLIED_S, FirstHeard, Heard, Off
from kiosk.simulation.witness.promises import Promise, Stops

_AGAIN: Final = frozenset({"reopen", "retry"})
_STAFF: Final = frozenset({"technician", "rescue", "remote"})
_SLACK_S: Final = 90.0
_KEPT: Final = 500
_VISIT_S: Final = 3600.0


class EntitledOnly(Check):
    """Who may open what, from what the shop has promised and taken back, and from true time."""

    name = "A2"
    says = "nothing opens for a wrong, expired, not yet valid, revoked or foreign credential"
    hears = (Issued, Put, Delegated, Revoked, SetBack, Told, Died, PoweredOn, Restored, Durable)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._promises: dict[str, Promise] = {}
        self._stops = Stops()
        self._off = Off()
        self._heard = Heard()

    def seen(self, fact: Fact) -> None:
        self._heard.seen(fact)
        match fact:
            case Issued() | Put() | Delegated():
                self._promised(fact)
            case Revoked():
                self._promises[fact.pickup].revoked = fact
            case SetBack():
                for promise in self._promises.values():
                    promise.set_back(fact)
            case Durable(kind="pickup_clock.stopped" | "pickup_clock.started"):
                self._stops.seen(fact)
            case Durable(kind="door.intent", body={"decision": decision}) if decision not in _STAFF:
                self._opens(fact)
            case _:
                self._power(fact)

    def _power(self, fact: Fact) -> None:
        match fact:
            case PoweredOn():
                self._off.on(fact.at_s)
            case Died():
                self._off.off(fact)
            case Restored():
                self._stops.forgotten(fact.at_s - fact.taken_s)
            case _:
                pass

    def _opens(self, fact: Durable) -> None:
        complaint = self._complaint(fact)
        if complaint:
            self.fail(fact.at_s, f"{complaint}: {fact.body}")

    def _promised(self, fact: Issued | Put | Delegated) -> None:
        if isinstance(fact, Delegated):
            self._promises[fact.pickup].credentials.add(fact.credential)
        elif isinstance(fact, Put):
            self._promises[fact.parcel.partition("-")[0]].places[fact.parcel] = fact.door
        else:
            self._promises[fact.pickup] = Promise.of(fact)

    def _complaint(self, fact: Durable) -> str:
        body = fact.body
        promise = self._promises.get(str(body["pickup"]))
        if promise is None:
            return "the shop never promised this pickup"
        if promise.places.get(str(body["parcel"])) != body["compartment"]:
            return "that parcel is not in that compartment"
        if body["credential"] not in promise.credentials:
            return "that credential is not one of this pickup"
        if fact.at_s - promise.granted_s.get(fact.session, -_VISIT_S) < _VISIT_S:
            return ""  # a visit that was begun rightly may be ended
        utc = START_UTC + fact.at_s
        from_utc, to_utc = promise.made.not_before_utc, promise.made.not_after_utc
        to_utc += self._stops.of(str(body["pickup"]), fact.at_s)
        slack_s = _SLACK_S + self._off.recent_s(fact.at_s)
        if not from_utc - _SLACK_S <= utc <= to_utc + slack_s:
            return f"it is {utc:.0f}, the pickup is from {from_utc:.0f} to {to_utc:.0f}"
        complaint = promise.taken_back(self._heard.known(fact.at_s))
        if not complaint:
            promise.granted_s[fact.session] = fact.at_s
        return complaint


class UsedStaysUsed(Check):
    """What was collected after the copy that was put back only a shop can tell that was not set back as well."""

    name = "A3"
    says = "used stays used: after a crash, a restore, a change of the clock, another sync"
    hears = (Durable, HandedOver, SetBack, Told, Died, Restored)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._collected: dict[tuple[str, str], tuple[int, str]] = {}
        self._handed_over: dict[tuple[str, str], float] = {}
        self._forgotten: set[tuple[str, str]] = set()
        self._list = FirstHeard()

    def seen(self, fact: Durable | HandedOver | SetBack | Told | Died | Restored) -> None:
        match fact:
            case Durable(kind="parcel.collected", body=body):
                self._forgotten.discard(_parcel(body))
                self._collected[_parcel(body)] = (fact.seq, fact.session)
            case Durable(kind="door.intent", body=body) if body["parcel"]:
                self._opens(fact)
            case HandedOver():
                self._handed_over.setdefault((fact.pickup, fact.parcel), fact.at_s)
            case SetBack():
                self._handed_over = {one: at_s for one, at_s in self._handed_over.items() if at_s <= fact.taken_s}
                self._only_shop_knows(self._forgotten)
            case Restored():
                gone = {parcel for parcel, (seq, _) in self._collected.items() if seq > fact.seq}
                self._only_shop_knows(self._forgotten | gone)
                self._list.again()
            case Told():
                self._list.told(fact)
            case Died():
                self._list.died(fact)

    def _only_shop_knows(self, forgotten: set[tuple[str, str]]) -> None:
        """Of these the kiosk's own disk tells nothing. What the shop has not heard either nobody knows."""
        for parcel in forgotten - self._handed_over.keys():
            self._collected.pop(parcel, None)
        self._forgotten = forgotten & self._handed_over.keys()

    def _opens(self, fact: Durable) -> None:
        body = fact.body
        _, session = self._collected.get(_parcel(body), (0, ""))
        if not session or (body["decision"] in _AGAIN and session == fact.session):
            return
        for_s = self._list.for_s(fact.at_s)
        heard = for_s is not None and for_s >= APPLIED_S
        if heard or _parcel(body) not in self._forgotten:
            self.fail(fact.at_s, f"parcel {body['parcel']} was collected in session {session}: {body}")


class BlockedStaysShut(Check):
    name = "C6"
    says = "a blocked compartment opens for nobody but a technician and somebody inside"
    hears = (Durable, Restored)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._blocked: set[object] = set()
        self._past: list[tuple[int, object, bool]] = []

    def seen(self, fact: Durable | Restored) -> None:
        if isinstance(fact, Restored):
            self._past = [past for past in self._past if past[0] <= fact.seq]
            now = {door: blocked for _, door, blocked in self._past}
            self._blocked = {door for door, blocked in now.items() if blocked}
            return
        door = fact.body.get("compartment")
        match fact.kind:
            case "compartment.blocked":
                self._blocked.add(door)
                self._past.append((fact.seq, door, True))
            case "compartment.unblocked":
                self._blocked.discard(door)
                self._past.append((fact.seq, door, False))
            case "door.intent" if door in self._blocked and fact.body["decision"] not in _STAFF:
                self.fail(fact.at_s, f"door {door} is blocked: {fact.body}")
            case _:
                pass


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
        self._suspected: frozenset[object] = frozenset()
        self._were: list[tuple[float, frozenset[object]]] = [(0.0, frozenset())]

    def seen(self, fact: Fact) -> None:
        if isinstance(fact, Restored):
            self._booked.clear()
            self._suspected = next((doors for at_s, doors in reversed(self._were) if at_s <= fact.taken_s), frozenset())
        elif isinstance(fact, Durable):
            self._suspects(fact.kind, fact.body)
        if self._suspected != self._were[-1][1]:
            self._were = [*self._were[-_KEPT:], (fact.at_s, self._suspected)]
        self._heard.seen(fact)
        self._opens(fact)

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
                self._inside[body["compartment"]] = _Inside(str(body["parcel"]), 0, 0.0)
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
        """What the kiosk has not heard of for certain, and the shop has forgotten, it will never hear of."""
        known = self._heard.known(fact.at_s)
        self._inside = {
            door: there for door, there in self._inside.items() if there.at_s <= fact.taken_s or there.version <= known
        }


def _parcel(body: dict[str, object]) -> tuple[str, str]:
    return str(body["pickup"]), str(body["parcel"])
