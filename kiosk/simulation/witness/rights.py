"""Invariants of credentials: A2, A3, C6."""

from dataclasses import dataclass, field
from typing import Final

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
    Told,
)
from kiosk.simulation.witness.check import Broken, Check
from kiosk.simulation.witness.heard import APPLIED_S, FirstHeard, Heard, Off

_AGAIN: Final = frozenset({"reopen", "retry"})
_STAFF: Final = frozenset({"technician", "rescue", "remote"})
_SLACK_S: Final = 90.0
_KEPT: Final = 500
_VISIT_S: Final = 3600.0


@dataclass(slots=True)
class _Promise:
    places: dict[str, int]
    from_utc: float
    to_utc: float
    credentials: set[str]
    revoked_at: int | None = None
    granted_s: dict[str, float] = field(default_factory=dict)


class _Stops:
    """For how long the clock of pickups stood, by the times at which it was said to stop and to go on."""

    def __init__(self) -> None:
        self._since_s: dict[str, float] = {}
        self._stood_s: dict[str, float] = {}
        self._for_all: set[str] = set()

    def seen(self, fact: Durable) -> None:
        scope = str(fact.body["scope"])
        if not scope.startswith("pickup:"):
            self._for_all.add(scope)
        if scope == "power":
            self._stood_s[scope] = self._stood_s.get(scope, 0.0) + float(str(fact.body["stopped_s"]))
        elif fact.kind == "pickup_clock.stopped":
            self._since_s.setdefault(scope, fact.at_s)
        elif scope in self._since_s:
            self._stood_s[scope] = self._stood_s.get(scope, 0.0) + fact.at_s - self._since_s.pop(scope)

    def forgotten(self, for_s: float) -> None:
        """Stops that had ended within this time may never have ended for a kiosk whose disk was put back."""
        self._stood_s["disk"] = self._stood_s.get("disk", 0.0) + for_s

    def of(self, pickup: str, now_s: float) -> float:
        """At most; scopes other than a pickup may be of its door or of all."""
        mine = sorted({f"pickup:{pickup}", *self._for_all})
        return sum(self._stood_s.get(scope, 0.0) + now_s - self._since_s.get(scope, now_s) for scope in mine)


class EntitledOnly(Check):
    """Who may open what, from what the shop has promised and taken back, and from true time."""

    name = "A2"
    says = "nothing opens for a wrong, expired, not yet valid, revoked or foreign credential"
    hears = (Issued, Put, Delegated, Revoked, Told, Died, PoweredOn, Restored, Durable)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._promises: dict[str, _Promise] = {}
        self._stops = _Stops()
        self._off = Off()
        self._heard = Heard()

    def seen(self, fact: Issued | Put | Delegated | Revoked | Told | Died | PoweredOn | Restored | Durable) -> None:
        match fact:
            case Issued() | Put() | Delegated():
                self._promised(fact)
            case Revoked():
                self._promises[fact.pickup].revoked_at = fact.version
            case Told():
                self._heard.told(fact)
            case Durable(kind="list.refused", body={"cause": "journal_rolled_back"}):
                self._heard.nothing()
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
                self._heard.died(fact)
            case Restored():
                self._heard.nothing()
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
            self._promises[fact.pickup] = _Promise(
                dict(fact.parcels), fact.not_before_utc, fact.not_after_utc, set(fact.credentials)
            )

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
        to_utc = promise.to_utc + self._stops.of(str(body["pickup"]), fact.at_s)
        slack_s = _SLACK_S + self._off.recent_s(fact.at_s)
        if not promise.from_utc - _SLACK_S <= utc <= to_utc + slack_s:
            return f"it is {utc:.0f}, the pickup is from {promise.from_utc:.0f} to {to_utc:.0f}"
        known = self._heard.known(fact.at_s)
        if promise.revoked_at is not None and known >= promise.revoked_at:
            return f"it was taken back in version {promise.revoked_at}, and the kiosk has been told {known}"
        promise.granted_s[fact.session] = fact.at_s
        return ""


class UsedStaysUsed(Check):
    """What was collected after the copy that was put back only the shop can know, and tell."""

    name = "A3"
    says = "used stays used: after a crash, a restore, a change of the clock, another sync"
    hears = (Durable, HandedOver, Told, Died, Restored)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._collected: dict[tuple[str, str], tuple[int, str]] = {}
        self._handed_over: set[tuple[str, str]] = set()
        self._forgotten: set[tuple[str, str]] = set()
        self._list = FirstHeard()

    def seen(self, fact: Durable | HandedOver | Told | Died | Restored) -> None:
        match fact:
            case Durable(kind="parcel.collected", body=body):
                self._forgotten.discard(_parcel(body))
                self._collected[_parcel(body)] = (fact.seq, fact.session)
            case Durable(kind="door.intent", body=body) if body["parcel"]:
                self._opens(fact)
            case HandedOver():
                self._handed_over.add((fact.pickup, fact.parcel))
            case Restored():
                gone = {parcel for parcel, (seq, _) in self._collected.items() if seq > fact.seq}
                for parcel in gone - self._handed_over:
                    del self._collected[parcel]
                self._forgotten |= gone & self._handed_over
                self._list.again()
            case Told():
                self._list.told(fact)
            case Died():
                self._list.died(fact)

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


class RescueOfEmptyOnly(Check):
    """Where the kiosk suspected somebody before it knew of the parcel, it opens all the same."""

    name = "S1"
    says = "without a credential only a compartment opens in which no parcel of anybody lies"
    hears = (Issued, Told, Restored, Durable)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._inside: dict[object, tuple[str, int]] = {}
        self._told: tuple[float, int] = (0.0, 0)
        self._booked: set[object] = set()
        self._suspected: frozenset[object] = frozenset()
        self._were: list[tuple[float, frozenset[object]]] = [(0.0, frozenset())]

    def seen(self, fact: Issued | Told | Restored | Durable) -> None:
        if isinstance(fact, Restored):
            self._booked.clear()
            self._suspected = next((doors for at_s, doors in reversed(self._were) if at_s <= fact.taken_s), frozenset())
        elif isinstance(fact, Durable):
            self._suspects(fact.kind, fact.body)
        if self._suspected != self._were[-1][1]:
            self._were = [*self._were[-_KEPT:], (fact.at_s, self._suspected)]
        self._opens(fact)

    def _suspects(self, kind: str, body: dict[str, object]) -> None:
        door = body.get("compartment")
        match kind:
            case "parcel.deposited":
                self._booked.add(body["parcel"])
            case "entrapment.suspected" if body["cause"] != "called":
                if self._inside.get(door, ("", 0))[0] not in self._booked:
                    self._suspected |= {door}
            case "entrapment.cleared" | "compartment.unblocked":
                self._suspected -= {door}
            case _:
                pass

    def _opens(self, fact: Issued | Told | Restored | Durable) -> None:
        match fact:
            case Issued():
                self._inside |= {door: (parcel, fact.version) for parcel, door in fact.parcels}
            case Told():
                self._told = (fact.at_s, fact.version)
            case Restored() | Durable(kind="list.refused", body={"cause": "journal_rolled_back"}):
                self._told = (0.0, 0)
            case Durable(kind="parcel.deposited", body={"how": "loaded"} as body):
                self._inside[body["compartment"]] = (str(body["parcel"]), 0)
            case Durable(kind="parcel.resolved", body={"verdict": "present"}):
                pass
            case Durable(kind="parcel.collected" | "parcel.removed" | "parcel.resolved", body=body):
                if self._inside.get(body["compartment"], ("", 0))[0] == body["parcel"]:
                    del self._inside[body["compartment"]]
            case Durable(kind="door.intent", body={"decision": "rescue"} as body):
                parcel, version = self._inside.get(body["compartment"], ("", 0))
                at_s, told = self._told
                known = parcel and version <= told and fact.at_s - at_s >= APPLIED_S
                if known and body["compartment"] not in self._suspected:
                    self.fail(fact.at_s, f"parcel {parcel} is in it: {body}")
            case _:
                pass


def _parcel(body: dict[str, object]) -> tuple[str, str]:
    return str(body["pickup"]), str(body["parcel"])
