"""Why somebody with a right may have gone without: what was wrong with the doors and the way in, at their hour."""

from collections.abc import Collection
from dataclasses import dataclass
from math import inf
from typing import Final

from kiosk.policy import PolicySettings
from kiosk.simulation.facts import (
    Died,
    Durable,
    Fact,
    FaultBegan,
    FaultEnded,
    LeftAlone,
    Lied,
    PoweredOn,
    Ready,
    Restored,
    Told,
)
from kiosk.simulation.site import SYNC_EVERY_S
from kiosk.simulation.weather import FAULTS, NO_EXCUSE
from kiosk.simulation.witness.heard import Heard
from kiosk.simulation.witness.staleness import Age, Rule
from locker_driver.config import BankConfig

SETTLES_S: Final = 60.0
"""So long after a fault its consequences may still be in the way."""
_ASKS_AGAIN_S: Final = SYNC_EVERY_S + 60.0
"""So long after it could reach the shop again a kiosk may wait before it asks for the list."""
_EARLY: Final = frozenset({"not_yet", "unknown", "cannot_check"})
"""How a kiosk refuses that takes it to be earlier than it is."""
_TOO_OLD: Final = "cannot_check"
_HEARTBEAT_S: Final = 600.0
_CONFIRMED_S: Final = 60.0
_KEPT_S: Final = 86_400.0
_CONFUSING: Final = frozenset({"backend_lies", "backend_old_pages"})
_HARMLESS: Final = frozenset(
    {"door_jammed", "contact_bounces", "contact_stuck_open", "event_refused", "list_new_epoch"}
)
"""A push frees what jams, and who stands there sees an open door whatever its contact says."""


@dataclass(slots=True)
class _Trouble:
    """`name` of a fault, and where it is."""

    name: str
    where: str
    began_s: float
    ended_s: float = inf


@dataclass(frozen=True, slots=True)
class Wish:
    """Of whoever comes to these doors, with a pickup that was sold at `sold_s` and is in that `version` of the list.

    `gone_at`: in which version it is no more, since the shop was set back; `again_at`: in which it is ready after all.
    """

    doors: Collection[int]
    version: int
    sold_s: float
    gone_at: float = inf
    again_at: int = 0
    signed: bool = True


class _Lateness:
    """Without power a kiosk falls behind, until it has been told the true time twice. `since_s`: what it knows of."""

    def __init__(self) -> None:
        self.since_s = inf
        self._first_s = inf
        self.lied_to = False

    def lost(self, at_s: float) -> None:
        self.since_s = min(self.since_s, at_s - _HEARTBEAT_S)
        self._first_s = inf

    def told(self, at_s: float) -> None:
        if self.lied_to:
            return
        self._first_s = min(self._first_s, at_s)
        if at_s - self._first_s >= _CONFIRMED_S:
            self.since_s = inf


class Excuses:
    """Hears what goes wrong. `bank` says on which line a door is, `policy` when a list is too old."""

    hears: Final = (FaultBegan, FaultEnded, PoweredOn, Ready, Restored, Died, LeftAlone, Told, Lied, Durable)

    def __init__(self, bank: BankConfig, policy: PolicySettings) -> None:
        self._bus = {number: place.bus for number, place in bank.channels.items()}
        self._troubles: list[_Trouble] = []
        self._up = False
        self._late = _Lateness()
        self._list = Heard()
        self._age = Age()
        self._rule = Rule(policy)
        self._left_alone_until_s = 0.0

    def heard(self, fact: Fact) -> None:
        self._age.seen(fact)
        match fact:
            case FaultBegan() | FaultEnded():
                self._trouble(fact)
            case PoweredOn() | Ready():
                self._up = isinstance(fact, Ready)
            case Died() | Restored() | Told():
                self._knows(fact)
            case Durable(kind="list.refused", body={"cause": "journal_rolled_back"}):
                self._list.nothing()  # it trusts no list until a whole one has come
            case LeftAlone():
                self._left_alone_until_s = max(self._left_alone_until_s, fact.at_s + fact.for_s)
            case _:
                pass

    def _trouble(self, fact: FaultBegan | FaultEnded) -> None:
        if fact.fault == "shop_lies_about_time":
            self._late.lied_to = isinstance(fact, FaultBegan)
        match fact:
            case FaultBegan():
                recent = [one for one in self._troubles if fact.at_s - one.ended_s < _KEPT_S]
                self._troubles = [*recent, _Trouble(fact.fault, fact.where, fact.at_s)]
            case FaultEnded():
                one = next(one for one in self._troubles if one.name == fact.fault and one.ended_s == inf)
                one.ended_s = fact.at_s

    def _knows(self, fact: Died | Restored | Told) -> None:
        match fact:
            case Died():
                self._up = False
                self._list.died(fact)
                if fact.how == "power":
                    self._late.lost(self._written_s(fact.at_s))
            case Restored():
                self._list.nothing()
                self._late.lost(fact.taken_s)
            case Told():
                self._list.told(fact)
                self._late.told(fact.at_s)

    def _written_s(self, at_s: float) -> float:
        """Until when the kiosk could write down how late it was."""
        disks = (one for one in self._troubles if FAULTS[one.name].group == "disk" and one.ended_s == inf)
        return min((one.began_s for one in disks), default=at_s)

    def of(self, wish: Wish, since_s: float, refused: str) -> str:
        """For somebody who came at `since_s` and was at last refused for that reason, "" for none."""
        if not self._up:
            return "the kiosk is not up"
        for one in self._troubles:
            settles_s = _ASKS_AGAIN_S if FAULTS[one.name].group == "network" else SETTLES_S
            if one.ended_s + settles_s >= since_s and self._concerns(one, wish, since_s):
                return one.name
        if wish.gone_at <= self._list.newest or (wish.gone_at < inf and self._list.known(since_s) < wish.version):
            return "the shop has forgotten it"
        if self._list.known(since_s) < wish.again_at:
            return "the shop has forgotten that it took it back"
        if self._list.known(since_s) < wish.version and since_s < self._left_alone_until_s + _ASKS_AGAIN_S:
            return "the shop wants to be left alone"
        if refused == _TOO_OLD and self._is_too_old(wish, since_s):
            return "the list is too old"
        return "the kiosk takes it for earlier" if refused in _EARLY and wish.sold_s > self._late.since_s else ""

    def _is_too_old(self, wish: Wish, since_s: float) -> bool:
        """By the policy of the site, and nobody could ask the shop."""
        cut_off = any(
            FAULTS[one.name].group == "network" and one.name not in NO_EXCUSE and one.ended_s + SETTLES_S >= since_s
            for one in self._troubles
        )
        alone = since_s < self._left_alone_until_s + SETTLES_S
        return (cut_off or alone) and self._rule.refuses(self._age.at_most(since_s + SETTLES_S), signed=wish.signed)

    def _concerns(self, one: _Trouble, wish: Wish, since_s: float) -> bool:
        if one.name in _HARMLESS:
            return False
        match FAULTS[one.name].group:
            case "doors":
                return one.where in {f"door {number}" for number in wish.doors}
            case "boards":
                line = one.where.partition(",")[0]
                return line in {"", "every board", *(self._bus[number] for number in wish.doors)}
            case "network":
                return one.name in _CONFUSING or self._list.known(since_s) < wish.version
            case "disk":
                return True
            case _:
                return False  # whether the kiosk was up is known better, and without a camera codes are typed
