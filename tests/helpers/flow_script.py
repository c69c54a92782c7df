"""Scripts for reducers: events in, states and effects out, nothing sleeps."""

from collections.abc import Mapping
from typing import TypeVar

from kiosk.domain.account import Account, Employee, ReferenceRule
from kiosk.domain.pickup import Parcel, Pickup, PickupState
from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.flows import session
from kiosk.flows.effects import Effect, Pulse, Record, SetDeadline
from kiosk.flows.events import Event

T = TypeVar("T")
DISTANCES: Mapping[int, float] = {number: float(number) for number in range(1, 25)}
SITE = session.Site("nb", ("nb", "en"), DISTANCES)


def pickup(*doors: int, **values: object) -> Pickup:
    """A pickup that is ready, with one parcel a door."""
    parcels = tuple(Parcel(f"parcel-{door}", door) for door in doors)
    fields: dict[str, object] = {
        "id": "PICKUP01",
        "site": 4,
        "state": PickupState.READY,
        "parcels": parcels,
        "not_before_utc": 1000.0,
        "not_after_utc": 9000.0,
        "lines_ready": len(doors),
        "lines_total": len(doors),
    }
    return Pickup(**{**fields, **values})  # type: ignore[arg-type]


def account(rule: ReferenceRule = ReferenceRule.NONE) -> Account:
    return Account("A", "Fjell AS", reference_rule=rule, reference_pattern="PO-[0-9]{4}")


def employee(**values: object) -> Employee:
    fields: dict[str, object] = {"id": "E-1", "account": "A", "name": "Kari"}
    return Employee(**{**fields, **values})  # type: ignore[arg-type]


class Script:
    """Plays one session; `effects` are those of the last event, `entries` and `intents` of all."""

    def __init__(self) -> None:
        self.session = session.idle(SITE)
        self.effects: tuple[Effect, ...] = ()
        self.entries: list[Entry] = []
        self.intents: list[DoorIntent] = []
        self._sessions = 0

    def play(self, *events: Event) -> "Script":
        for event in events:
            self._sessions += 1
            self.session, self.effects = session.step(SITE, self.session, event, f"S{self._sessions}")
            self.entries += [effect.entry for effect in self.effects if isinstance(effect, Record)]
            self.intents += [effect.intent for effect in self.effects if isinstance(effect, Pulse)]
        return self

    def flow(self, kind: type[T]) -> T:
        """The flow, which must be of this kind."""
        assert isinstance(self.session.flow, kind), self.session.flow
        return self.session.flow

    @property
    def kinds(self) -> list[Kind]:
        return [entry.kind for entry in self.entries]

    @property
    def deadlines(self) -> dict[str, float]:
        """What the last event set."""
        return {effect.name.value: effect.after_s for effect in self.effects if isinstance(effect, SetDeadline)}
