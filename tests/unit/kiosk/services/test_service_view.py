import pytest

from kiosk.domain.record import CompartmentFlags
from kiosk.domain.wall import Box, Compartment, Wall
from kiosk.flows.service import Doors
from kiosk.messages import BusLine, ServiceDoor, ServiceScreen
from kiosk.ports import BusFigures, Door
from kiosk.services.facts import Facts
from kiosk.services.service_view import service_screen
from tests.helpers.flow_script import employee

WALL = Wall(500, 2000, Box(0, 0, 1, 1), (Compartment(3, "S", 1, 1, Box(0, 0, 500, 200), "main", 2, 9),))
BUS = BusFigures("main", "/dev/ttyUSB0", "connected", 1, 2, 3, 4, 5)


def screen(facts: Facts, flow: Doors | None = None) -> ServiceScreen:
    shown = flow or Doors(employee(name="Tor"))
    doors = {3: Door.OPEN}
    return service_screen(shown, facts=facts, wall=WALL, doors=doors, buses=(BUS,), now_s=1000.0, version="0.1")


@pytest.mark.parametrize(
    ("flags", "parcel", "state"),
    [
        (None, False, "free"),
        (None, True, "occupied"),
        (CompartmentFlags(3, "", suspect=True), True, "suspect"),
        (CompartmentFlags(3, "dirty", suspect=False), True, "blocked"),
        (CompartmentFlags(3, "dirty", suspect=True), True, "blocked"),
    ],
)
def test_the_state_of_a_compartment(flags: CompartmentFlags | None, parcel: bool, state: str) -> None:
    facts = Facts(lambda: None, flags={3: flags} if flags else {}, holds_parcel=frozenset({3} if parcel else ()))
    [door] = screen(facts).doors
    assert (door.state, door.holds_parcel) == (state, parcel)
    assert door.reason == (flags.blocked_reason if flags else "")


def test_what_is_known_of_a_door() -> None:
    facts = Facts(lambda: None, last_opened_s={3: 940.0}, failures={3: 2})
    expected = ServiceDoor(3, 2, 9, "open", "free", last_opened_s=60, failures=2)
    assert screen(facts).doors == (expected,)


def test_buses_outbox_and_the_age_of_the_list() -> None:
    made = screen(Facts(lambda: None, outbox=4, synced_s=990.0))
    assert made.buses == (BusLine("main", "/dev/ttyUSB0", "connected", 1, 2, 3, 4, 5),)
    assert (made.outbox, made.sync_age_s, made.technician) == (4, 10, "Tor")
    assert screen(Facts(lambda: None)).sync_age_s is None


def test_what_the_technician_is_doing() -> None:
    made = screen(Facts(lambda: None), Doors(employee(), 3, "open_reason", last_outcome="jammed"))
    assert (made.selected, made.asking, made.last_outcome) == (3, "open_reason", "jammed")
