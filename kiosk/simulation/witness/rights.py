"""Invariants of credentials: A2, A3, C6."""

from typing import Final

from kiosk.simulation.clock import START_UTC
from kiosk.simulation.facts import (
    Delegated,
    Died,
    Durable,
    Fact,
    HandedOver,
    Issued,
    Paid,
    PoweredOn,
    Put,
    Restored,
    Revoked,
    SetBack,
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
    says = "nothing opens for a wrong, expired, not yet valid, revoked or foreign credential, or before it is paid"
    hears = (Issued, Paid, Put, Delegated, Revoked, SetBack, Told, Died, PoweredOn, Restored, Durable)

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
            case Paid():
                self._promises[fact.pickup].due = False
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
        if promise.due:
            return "it has not been paid"
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


def _parcel(body: dict[str, object]) -> tuple[str, str]:
    return str(body["pickup"]), str(body["parcel"])
