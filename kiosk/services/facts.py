"""What the core knows of its surroundings right now: camera, backend, doors. Held here, shown by the presenter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk.domain.record import CompartmentFlags
from kiosk.messages import ReaderStatus


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something at the doors that a technician has to look at. `kind` is one of `messages.AlarmKind`."""

    kind: str
    at_s: float
    bus: str = ""
    board: int | None = None
    door: int | None = None


@dataclass(slots=True)
class Facts:
    """Changed by the services through `update`, which tells the publisher. Times are monotonic seconds."""

    changed: Callable[[], None]
    camera: ReaderStatus | None = None
    backend_away: bool = False
    synced_s: float | None = None
    list_refused: str = ""
    """Why the last page of the list was not applied: one of `domain.site_list.ListFault`, or a problem's code."""
    other_sites: Mapping[int, str] = field(default_factory=dict)
    outbox: int = 0
    bank_down: bool = False
    flags: dict[int, CompartmentFlags] = field(default_factory=dict)
    last_symbology: str = ""
    last_length: int = 0
    holds_parcel: frozenset[int] = frozenset()
    last_opened_s: dict[int, float] = field(default_factory=dict)
    failures: dict[int, int] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    unarmed: frozenset[int] = frozenset()

    @property
    def camera_ok(self) -> bool:
        """Whether a code held up would be seen."""
        return self.camera is not None and self.camera.state == "ok"

    def set(self, **values: object) -> None:
        """Set fields by name; the publisher hears of it only if something is different."""
        different = False
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                different = True
        if different:
            self.changed()
