"""Why somebody with a right may have gone without: what was wrong with the doors and the way in, at their hour."""

from collections.abc import Collection
from dataclasses import dataclass
from math import inf
from typing import Final

from kiosk.simulation.facts import (
    Died,
    Durable,
    Fact,
    FaultBegan,
    FaultEnded,
    LeftAlone,
    PoweredOn,
    Ready,
    Restored,
    Told,
)
from kiosk.simulation.site import SYNC_EVERY_S
from kiosk.simulation.weather import FAULTS
from kiosk.simulation.witness.heard import Heard
from locker_driver.config import BankConfig

SETTLES_S: Final = 60.0
"""So long after a fault its consequences may still be in the way."""
_ASKS_AGAIN_S: Final = SYNC_EVERY_S + 60.0
"""So long after it could reach the shop again a kiosk may wait before it asks for the list."""
_FIRST_S: Final = 90.0
_EARLY: Final = frozenset({"not_yet", "unknown", "cannot_check"})
"""Refusals of a kiosk that was off and has not yet been told twice what time it is."""
_KEPT_S: Final = 86_400.0
_CONFUSING: Final = frozenset({"backend_lies", "backend_old_pages"})
_HARMLESS: Final = frozenset({"door_jammed", "contact_bounces", "contact_stuck_open", "event_refused"})
"""A push frees what jams, and who stands there sees an open door whatever its contact says."""


@dataclass(slots=True)
class _Trouble:
    """`name` of a fault, and where it is."""

    name: str
    where: str
    ended_s: float = inf


class Excuses:
    """Hears what goes wrong. `bank` says on which line a door is."""

    hears: Final = (FaultBegan, FaultEnded, PoweredOn, Ready, Restored, Died, LeftAlone, Told, Durable)

    def __init__(self, bank: BankConfig) -> None:
        self._bus = {number: place.bus for number, place in bank.channels.items()}
        self._troubles: list[_Trouble] = []
        self._up = False
        self._ready_s = 0.0
        self._list = Heard()
        self._left_alone_until_s = 0.0

    def heard(self, fact: Fact) -> None:
        match fact:
            case FaultBegan():
                recent = [one for one in self._troubles if fact.at_s - one.ended_s < _KEPT_S]
                self._troubles = [*recent, _Trouble(fact.fault, fact.where)]
            case FaultEnded():
                one = next(one for one in self._troubles if one.name == fact.fault and one.ended_s == inf)
                one.ended_s = fact.at_s
            case PoweredOn() | Ready():
                self._up, self._ready_s = isinstance(fact, Ready), fact.at_s
            case Died():
                self._up = False
                self._list.died(fact)
            case Restored() | Durable(kind="list.refused", body={"cause": "journal_rolled_back"}):
                self._list.nothing()  # it trusts no list until a whole one has come
            case LeftAlone():
                self._left_alone_until_s = max(self._left_alone_until_s, fact.at_s + fact.for_s)
            case Told():
                self._list.told(fact)
            case _:
                pass

    def of(self, doors: Collection[int], way: str, version: int, since_s: float, refused: str) -> str:
        """For whoever came at `since_s` by `way` to these doors, with a pickup of that version of the list."""
        if not self._up:
            return "the kiosk is not up"
        for one in self._troubles:
            settles_s = _ASKS_AGAIN_S if FAULTS[one.name].group == "network" else SETTLES_S
            if one.ended_s + settles_s >= since_s and self._concerns(one, doors, way, version, since_s):
                return one.name
        if self._list.known(since_s) < version and since_s < self._left_alone_until_s + _ASKS_AGAIN_S:
            return "the shop wants to be left alone"
        return "the kiosk has just started" if refused in _EARLY and since_s - self._ready_s < _FIRST_S else ""

    def _concerns(self, one: _Trouble, doors: Collection[int], way: str, version: int, since_s: float) -> bool:
        if one.name in _HARMLESS:
            return False
        match FAULTS[one.name].group:
            case "doors":
                return one.where in {f"door {number}" for number in doors}
            case "boards":
                line = one.where.partition(",")[0]
                return line in {"", "every board", *(self._bus[number] for number in doors)}
            case "camera":
                return way in {"token", "opaque"}
            case "network":
                return one.name in _CONFUSING or self._list.known(since_s) < version
            case "disk":
                return True
            case _:
                return False  # whether the kiosk was up is known better
