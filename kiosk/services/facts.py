"""What the core knows of its surroundings right now: camera, backend, doors. Held here, shown by the presenter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk.domain.custody import CONFLICT, Holding, HoldingState
from kiosk.domain.record import CompartmentFlags
from kiosk.messages import ReaderStatus, ScannerLine


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
    """Changed by the services through `update`, which tells the publisher. Times are monotonic seconds.

    `clock` is a `ClockState`, `list_tier` a `Tier`; `list_refuses`: some codes are refused for the age of the list.
    """

    changed: Callable[[], None]
    camera: ReaderStatus | None = None
    scanners: tuple[ScannerLine, ...] = ()
    backend_away: bool = False
    synced_s: float | None = None
    list_refused: str = ""
    """Why the last page of the list was not applied: one of `domain.site_list.ListFault`, or a problem's code."""
    other_sites: Mapping[int, str] = field(default_factory=dict)
    capabilities: frozenset[str] = frozenset()
    """What the backend offers beyond what every one does, as it says itself."""
    outbox: int = 0
    set_aside: int = 0
    bank_down: bool = False
    flags: dict[int, CompartmentFlags] = field(default_factory=dict)
    last_symbology: str = ""
    last_length: int = 0
    last_label: str = ""
    holdings: Mapping[int, Holding] = field(default_factory=dict)
    last_opened_s: dict[int, float] = field(default_factory=dict)
    failures: dict[int, int] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    unarmed: frozenset[int] = frozenset()
    left_open: frozenset[int] = frozenset()
    """Doors that have stood open for a minute: for the screen, and for a light or a sound at the door."""
    free_mb: int | None = None
    storage_low: bool = False
    disk_full: bool = False
    clock: str = "held"
    list_tier: str = "fresh"
    list_refuses: bool = False

    holds_parcel: frozenset[int] = frozenset()
    """Compartments with a parcel in them. This and the next two follow from `holdings`."""
    in_doubt: frozenset[int] = frozenset()
    """Compartments whose parcel staff have to look for."""
    contested: frozenset[int] = frozenset()
    """Compartments into which the list puts a second parcel."""

    def __post_init__(self) -> None:
        self._sort_holdings()

    def _sort_holdings(self) -> None:
        # Asked for many times a view, for every door.
        held, reserved = self.holdings.items(), HoldingState.RESERVED
        self.holds_parcel = frozenset(number for number, one in held if one.state is not reserved)
        self.in_doubt = frozenset(number for number, one in held if one.doubt)
        self.contested = frozenset(number for number, one in held if one.doubt == CONFLICT)

    @property
    def camera_ok(self) -> bool:
        """Whether a code held up would be seen."""
        return self.camera is not None and self.camera.state == "ok"

    def out_of_service(self) -> bool:
        """No door can be opened for anybody."""
        return self.bank_down or self.disk_full

    def set(self, **values: object) -> None:
        """Set fields by name; the publisher hears of it only if something is different."""
        different = False
        for name, value in values.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                different = True
        if different:
            if "holdings" in values:
                self._sort_holdings()
            self.changed()
