"""The technician's live wall as a screen. Pure."""

from collections.abc import Mapping
from typing import Literal, cast

from kiosk.domain.wall import Compartment, Wall
from kiosk.flows.service import Doors
from kiosk.messages import BusLine, ServiceDoor, ServiceScreen
from kiosk.ports import BusFigures, Door
from kiosk.services.facts import Facts


def service_screen(
    flow: Doors,
    *,
    facts: Facts,
    wall: Wall,
    doors: Mapping[int, Door],
    buses: tuple[BusFigures, ...],
    now_s: float,
    version: str,
) -> ServiceScreen:
    """All doors, all buses, and what the technician is about to do."""
    return ServiceScreen(
        doors=tuple(_door(door, facts, doors[door.number], now_s) for door in wall.compartments),
        buses=tuple(_bus(figures) for figures in buses),
        selected=flow.selected,
        asking=cast('Literal["", "block_reason", "open_reason"]', flow.asking),
        last_outcome=flow.last_outcome,
        technician=flow.employee.name,
        outbox=facts.outbox,
        sync_age_s=None if facts.synced_s is None else round(now_s - facts.synced_s),
        version=version,
    )


def _door(compartment: Compartment, facts: Facts, door: Door, now_s: float) -> ServiceDoor:
    number = compartment.number
    flags = facts.flags.get(number)
    holds = number in facts.holds_parcel
    state: Literal["free", "occupied", "blocked", "suspect"] = "occupied" if holds else "free"
    if flags and flags.suspect:
        state = "suspect"
    if flags and flags.blocked_reason:
        state = "blocked"
    opened_s = facts.last_opened_s.get(number)
    return ServiceDoor(
        number=number,
        board=compartment.board,
        channel=compartment.channel,
        door=door.value,
        state=state,
        reason=flags.blocked_reason if flags else "",
        last_opened_s=None if opened_s is None else round(now_s - opened_s),
        failures=facts.failures.get(number, 0),
        holds_parcel=holds,
    )


def _bus(figures: BusFigures) -> BusLine:
    state = cast('Literal["connected", "connecting", "disconnected"]', figures.state)
    return BusLine(
        name=figures.name,
        port=figures.port,
        state=state,
        sent=figures.sent,
        received=figures.received,
        timeouts=figures.timeouts,
        bad_checks=figures.bad_checks,
        garbage_bytes=figures.garbage_bytes,
    )
