"""Invariants of doors: A1, A4, A7, A8, C2, E6."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from kiosk.simulation.facts import Commanded, ContactRead, Did, Died, DoorMoved, Durable, FaultBegan, PoweredOn, Pulsed
from kiosk.simulation.witness.check import Broken, Check

Place = tuple[str, int, int]

_FRESH_S: Final = 30.0


class IntentBeforePulse(Check):
    """`wiring` is the witness's own copy of which lock is which door's."""

    name = "A1"
    says = "no lock is energised without an intent that is durable at that moment, and each intent pays for one pulse"
    hears = (Durable, Pulsed, Died)

    def __init__(self, broken: Broken, wiring: Mapping[Place, int]) -> None:
        super().__init__(broken)
        self._wiring = wiring
        self._unspent: dict[int, list[float]] = {}

    def seen(self, fact: Durable | Pulsed | Died) -> None:
        match fact:
            case Durable(kind="door.intent", body=body):
                self._unspent.setdefault(_int(body["compartment"]), []).append(fact.at_s)
            case Pulsed():
                self._pulsed(fact)
            case Died():
                self._unspent.clear()
            case _:
                pass

    def _pulsed(self, fact: Pulsed) -> None:
        door = self._wiring.get((fact.bus, fact.board, fact.channel))
        paid = self._unspent.get(door or 0, [])
        while paid and fact.at_s - paid[0] > _FRESH_S:
            paid.pop(0)
        if not paid:
            where = f"{fact.bus}, board {fact.board}, channel {fact.channel}"
            self.fail(fact.at_s, f"pulse at {where} (door {door}) without a durable intent")
        else:
            paid.pop(0)


class RightDoor(Check):
    """`supplies`: by bus, how many locks may draw at once, and from which supply."""

    name = "A4"
    says = "exactly the bound compartment opens, and no supply drives more locks at once than it can"
    hears = (Pulsed, FaultBegan)

    def __init__(self, broken: Broken, wiring: Mapping[Place, int], supplies: Mapping[str, tuple[str, int]]) -> None:
        super().__init__(broken)
        self._wiring = wiring
        self._supplies = supplies
        self._until_s: dict[str, list[float]] = {}
        self._crossed = False

    def seen(self, fact: Pulsed | FaultBegan) -> None:
        if isinstance(fact, FaultBegan):
            self._crossed = self._crossed or fact.fault == "cross_wired"
            return
        door = self._wiring.get((fact.bus, fact.board, fact.channel))
        if fact.door != door and not self._crossed:
            self.fail(fact.at_s, f"the lock of door {fact.door} was pulsed for door {door}")
        supply, limit = self._supplies[fact.bus]
        drawing = [until_s for until_s in self._until_s.get(supply, []) if until_s > fact.at_s + 1e-6]
        self._until_s[supply] = [*drawing, fact.at_s + fact.pulse_s]
        if len(drawing) >= limit:
            self.fail(fact.at_s, f"{len(drawing) + 1} locks draw from supply {supply or 'of the bank'!r}")


class NothingByItself(Check):
    name = "A7"
    says = "a restart actuates nothing by itself"
    hears = (PoweredOn, Did, DoorMoved, Commanded, Pulsed)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._acted = False

    def seen(self, fact: PoweredOn | Did | DoorMoved | Commanded | Pulsed) -> None:
        match fact:
            case PoweredOn():
                self._acted = False
            case Pulsed():
                if not self._acted:
                    self.fail(fact.at_s, f"door {fact.door} was pulsed before anybody did anything")
            case _:
                self._acted = True


class Evidence(Check):
    """What boards said of a contact since an intent became durable."""

    name = "C2"
    says = "collected, or opened, only if the board said after that intent that the door is open (A8: UNKNOWN stays)"
    hears = (Durable, ContactRead)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._closed: dict[int, bool] = {}
        self._open_s: dict[int, float] = {}
        self._intents: dict[str, tuple[int, float]] = {}

    def seen(self, fact: Durable | ContactRead) -> None:
        if isinstance(fact, ContactRead):
            # Until now it was as it was told last.
            if not fact.closed or self._closed.get(fact.door) is False:
                self._open_s[fact.door] = fact.at_s
            self._closed[fact.door] = fact.closed
            return
        body = fact.body
        match fact.kind:
            case "door.intent":
                self._intents[str(body["intent"])] = (_int(body["compartment"]), fact.at_s)
            case "door.opened" | "parcel.collected" if body["intent"]:
                self._claimed(fact, str(body["intent"]), _int(body["compartment"]))
            case _:
                pass

    def _claimed(self, fact: Durable, intent: str, door: int) -> None:
        wanted = self._intents.get(intent)
        if wanted is None or wanted[0] != door:
            self.fail(fact.at_s, f"{fact.kind} of door {door} for intent {intent}, which is not of that door")
            return
        seen_s = fact.at_s if not self._closed.get(door, True) else self._open_s.get(door, -1.0)
        if seen_s < wanted[1]:
            self.fail(fact.at_s, f"{fact.kind} of door {door} (intent {intent}), which no board has said to be open")


class NothingAfterDiskFailure(Check):
    name = "E6"
    says = "a core whose journal could not be written opens nothing any more"
    hears = (Pulsed,)

    def __init__(self, broken: Broken, failed: Callable[[], bool]) -> None:
        super().__init__(broken)
        self._failed = failed

    def seen(self, fact: Pulsed) -> None:
        if self._failed():
            self.fail(fact.at_s, f"door {fact.door} was pulsed after the disk had failed")


def _int(value: Any) -> int:
    return int(value)
