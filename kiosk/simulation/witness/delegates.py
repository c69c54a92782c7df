"""What delegates were given, and that they get no more: of A2 and A3."""

from dataclasses import dataclass, field
from typing import Final

from kiosk.simulation.clock import START_UTC
from kiosk.simulation.facts import (
    Delegated,
    DelegateRevoked,
    Died,
    Durable,
    Fact,
    PoweredOn,
    Restored,
    SetBack,
    Told,
)
from kiosk.simulation.witness.check import Broken, Check
from kiosk.simulation.witness.heard import Heard, Off

_SLACK_S: Final = 90.0


@dataclass(slots=True)
class _Given:
    """`visits`: sessions in which it opened something, with the event that says so. `unseen`: parcels whose door nobody
    saw to open or stay shut. `gone_at`: in which version of the list it is no more, since the shop was set back.
    """

    limits: Delegated
    revoked: DelegateRevoked | None = None
    gone_at: int | None = None
    visits: dict[str, int] = field(default_factory=dict)
    unseen: set[object] = field(default_factory=set)

    def set_back(self, fact: SetBack, known: int) -> None:
        """What the shop has forgotten a kiosk that was told of it before does not."""
        if self.gone_at is None and self.limits.at_s > fact.taken_s:
            self.gone_at = fact.version
        revoked = self.revoked
        if revoked is not None and revoked.at_s > fact.taken_s and revoked.version > known:
            self.revoked = None


class DelegatesKeepToLimits(Check):
    name = "A2"
    says = (
        "a delegate opens no other parcels, not more often, not later than was given, nor after it was taken back (A3)"
    )
    hears = (Delegated, DelegateRevoked, SetBack, Told, Died, PoweredOn, Restored, Durable)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._given: dict[object, _Given] = {}
        self._asked: dict[object, tuple[_Given, object]] = {}
        self._heard = Heard()
        self._off = Off()

    def seen(self, fact: Fact) -> None:
        self._heard.seen(fact)
        match fact:
            case Delegated():
                self._given[fact.credential] = _Given(fact)
            case DelegateRevoked():
                self._given[fact.credential].revoked = fact
            case SetBack():
                for given in self._given.values():
                    given.set_back(fact, self._heard.known(fact.at_s))
            case Died():
                self._off.off(fact)
            case PoweredOn():
                self._off.on(fact.at_s)
            case Restored():
                self._restored(fact.seq)
            case Durable(kind="door.intent", body=body) if body["credential"] in self._given:
                self._opens(fact, self._given[body["credential"]])
            case Durable(kind="door.unknown", body=body) if body["intent"] in self._asked:
                given, parcel = self._asked[body["intent"]]
                given.unseen.add(parcel)
            case _:
                pass

    def _restored(self, seq: int) -> None:
        """Of visits that the copy does not know only their hand-overs are told again, by the shop."""
        for given in self._given.values():
            given.visits = {session: at for session, at in given.visits.items() if at <= seq}

    def _opens(self, fact: Durable, given: _Given) -> None:
        complaint = self._complaint(fact, given)
        if complaint:
            self.fail(fact.at_s, f"{complaint}: {fact.body}")
        given.visits.setdefault(fact.session, fact.seq)
        self._asked[fact.body["intent"]] = (given, fact.body["parcel"])

    def _complaint(self, fact: Durable, given: _Given) -> str:
        limits, parcel = given.limits, fact.body["parcel"]
        if limits.parcels and parcel not in limits.parcels:
            return f"the delegate was sent for {limits.parcels}"
        if fact.session in given.visits:
            return ""  # a visit that was begun rightly may be ended
        if limits.max_visits is not None and len(given.visits) >= limits.max_visits and parcel not in given.unseen:
            return f"the delegate has been here {len(given.visits)} times, and was given {limits.max_visits}"
        late_s = START_UTC + fact.at_s - limits.not_after_utc - self._off.recent_s(fact.at_s)
        if late_s > _SLACK_S:
            return f"the delegate was given time until {late_s:.0f} s before"
        known = self._heard.known(fact.at_s)
        if given.revoked is not None and known >= given.revoked.version:
            return f"the delegate was taken back in version {given.revoked.version}"
        if given.gone_at is not None and known >= given.gone_at:
            return f"the shop has forgotten the delegate in version {given.gone_at}"
        return ""
