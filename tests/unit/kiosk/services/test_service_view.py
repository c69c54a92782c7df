from dataclasses import replace

import pytest

from kiosk.domain.custody import Holding, HoldingState
from kiosk.domain.record import CompartmentFlags
from kiosk.domain.wall import Box, Compartment, Wall
from kiosk.flows.service import BusPage, Doors
from kiosk.messages import AlarmLine, BusLine, ServiceDoor, ServiceScreen
from kiosk.ports import BankNow, BusFigures, Door, LockPlace
from kiosk.services.facts import Alarm, Facts
from kiosk.services.service_view import bus_screen, service_screen
from tests.helpers.flow_script import employee

WALL = Wall(500, 2000, Box(0, 0, 1, 1), (Compartment(3, "S", 1, 1, Box(0, 0, 500, 200)),))
BUS = BusFigures("main", "/dev/ttyUSB0", "connected", 1, 2, 3, 4, 5, 6, 7, 0.812)


BANK = BankNow({3: Door.OPEN}, {3: LockPlace("main", 2, 9)}, frozenset(), (BUS,), ("12:00:00 > 80",))


def screen(facts: Facts, flow: Doors | None = None, bank: BankNow = BANK) -> ServiceScreen:
    shown = flow or Doors(employee(name="Tor"))
    return service_screen(shown, facts=facts, wall=WALL, bank=bank, now_s=1000.0, version="0.1")


HELD = Holding(3, "PICKUP01", "p1", HoldingState.OCCUPIED)
RESERVED = replace(HELD, state=HoldingState.RESERVED)
RECALL = replace(HELD, state=HoldingState.RECALL, recall="expired")


@pytest.mark.parametrize(
    ("flags", "held", "state"),
    [
        (None, None, "free"),
        (None, HELD, "occupied"),
        (None, RESERVED, "reserved"),
        (None, RECALL, "recall"),
        (None, replace(RECALL, doubt="conflict"), "suspect"),
        (CompartmentFlags(3, "", suspect=True), HELD, "suspect"),
        (CompartmentFlags(3, "dirty", suspect=False), HELD, "blocked"),
        (CompartmentFlags(3, "dirty", suspect=True), HELD, "blocked"),
    ],
)
def test_the_state_of_a_compartment(flags: CompartmentFlags | None, held: Holding | None, state: str) -> None:
    facts = Facts(lambda: None, flags={3: flags} if flags else {}, holdings={3: held} if held else {})
    [door] = screen(facts).doors
    assert (door.state, door.holds_parcel) == (state, held not in {None, RESERVED})
    assert door.reason == (flags.blocked_reason if flags else "")
    assert (door.pickup, door.recall) == ((held.pickup, held.recall) if held else ("", ""))


def test_what_is_known_of_a_door() -> None:
    facts = Facts(lambda: None, last_opened_s={3: 940.0}, failures={3: 2})
    expected = ServiceDoor(3, 2, 9, "open", "free", bus="main", last_opened_s=60, failures=2)
    assert screen(facts).doors == (expected,)


def test_buses_outbox_and_the_age_of_the_list() -> None:
    made = screen(Facts(lambda: None, outbox=4, synced_s=990.0))
    assert made.buses == (BusLine("main", "/dev/ttyUSB0", "connected", 1, 2, 3, 4, 5, 6, 7, 0.81),)
    assert (made.outbox, made.sync_age_s, made.technician) == (4, 10, "Tor")
    assert screen(Facts(lambda: None)).sync_age_s is None


def test_what_the_technician_is_doing() -> None:
    made = screen(Facts(lambda: None), Doors(employee(), 3, "open_reason", last_outcome="jammed"))
    assert (made.selected, made.asking, made.last_outcome) == (3, "open_reason", "jammed")
    assert made.can_load is False
    assert screen(Facts(lambda: None), Doors(employee(), 3, "open_reason", reserved=True)).can_load is True


@pytest.mark.parametrize(("blocked", "state"), [("", "unarmed"), ("dirty", "blocked")])
def test_a_door_that_nobody_has_proved(blocked: str, state: str) -> None:
    flags = {3: CompartmentFlags(3, blocked, suspect=True)}
    [door] = screen(Facts(lambda: None, flags=flags), bank=replace(BANK, unarmed=frozenset({3}))).doors
    assert (door.state, door.reason) == (state, blocked)


def test_the_last_alarms_with_their_age() -> None:
    facts = Facts(lambda: None, alarms=(Alarm("brown_out", 940.0, "main", 2), Alarm("held_open", 1001.0, door=3)))
    expected = (AlarmLine("brown_out", 60, "main", 2), AlarmLine("held_open", 0, door=3))
    assert screen(facts).alarms == expected
    assert bus_screen(BusPage(Doors(employee()), "main"), facts=facts, bank=BANK, now_s=1000.0).alarms == expected


def test_a_bus_from_near_names_the_doors_that_are_silent_on_it() -> None:
    doors = {3: Door.UNKNOWN, 4: Door.CLOSED, 5: Door.UNKNOWN}
    places = {3: LockPlace("main", 2, 9), 4: LockPlace("main", 2, 8), 5: LockPlace("annex", 1, 1)}
    bank = replace(BANK, doors=doors, places=places)
    made = bus_screen(BusPage(Doors(employee()), "main"), facts=Facts(lambda: None), bank=bank, now_s=0.0)
    assert (made.selected, made.silent_doors, made.frames) == ("main", (3,), ("12:00:00 > 80",))
    assert [bus.name for bus in made.buses] == ["main"]
