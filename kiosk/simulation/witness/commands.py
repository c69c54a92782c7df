"""Invariants of what opens from afar, and of how much opens at once: A5, A6, A9."""

from typing import Final

from kiosk.simulation.facts import Commanded, Durable
from kiosk.simulation.witness.check import Broken, Check

_LIFE_S: Final = 15.0 + 5.0
_WINDOW_S: Final = 59.0
_DOORS: Final = 3
_ON_SITE: Final = "technician"
_RESCUE: Final = "rescue"


class CommandsActOnce(Check):
    """From what the operator signed, and what else came over the line."""

    name = "A5"
    says = "a remote command acts once, fresh, on its own kiosk and start of it, and only if the operator made it (A6)"
    hears = (Commanded, Durable)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._good: dict[str, Commanded] = {}

    def seen(self, fact: Commanded | Durable) -> None:
        if isinstance(fact, Commanded):
            if fact.ok:
                self._good[fact.id] = fact
        elif fact.kind == "door.intent" and fact.body["decision"] == "remote":
            self._acted(fact)

    def _acted(self, fact: Durable) -> None:
        made = self._good.pop(fact.session, None)
        if made is None:
            self.fail(fact.at_s, f"command {fact.session} was not made, or not for this, or acted before: {fact.body}")
        elif (made.door, made.parcel) != (fact.body["compartment"], fact.body["parcel"]):
            self.fail(fact.at_s, f"the command was for door {made.door}, parcel {made.parcel!r}: {fact.body}")
        elif fact.at_s - made.at_s > _LIFE_S:
            self.fail(fact.at_s, f"the command was made {fact.at_s - made.at_s:.0f} s before: {fact.body}")


class FewAtOnce(Check):
    """All pulses of a door in a session are one opening; rescue has a window of its own."""

    name = "A9"
    says = "no more than three doors open within a minute, whoever asks for them, but for staff on site"
    hears = (Durable,)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._recent: dict[bool, list[tuple[float, tuple[str, object]]]] = {False: [], True: []}

    def seen(self, fact: Durable) -> None:
        if fact.kind != "door.intent" or fact.body["decision"] == _ON_SITE:
            return
        lane = fact.body["decision"] == _RESCUE
        opening = (fact.session, fact.body["compartment"])
        recent = [(at_s, other) for at_s, other in self._recent[lane] if fact.at_s - at_s < _WINDOW_S]
        self._recent[lane] = [*recent, (fact.at_s, opening)]
        doors = {other for _, other in self._recent[lane]}
        if len(doors) > _DOORS:
            self.fail(fact.at_s, f"{len(doors)} doors within a minute: {sorted(map(str, doors))}")
