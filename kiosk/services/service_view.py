"""The technician's live wall as a screen. Pure."""

from typing import Literal, cast

from kiosk.domain.wall import Wall
from kiosk.flows.service import BusPage, Commission, Doors
from kiosk.messages import (
    AlarmKind,
    AlarmLine,
    BusLine,
    BusState,
    FindingCode,
    FindingLine,
    ServiceBusScreen,
    ServiceCommissionScreen,
    ServiceDoor,
    ServiceScreen,
    WalkDoing,
    WalkQuestion,
)
from kiosk.ports import BankNow, BusFigures, Door, WalkNow
from kiosk.services.facts import Alarm, Facts

DoorCondition = Literal["free", "occupied", "blocked", "suspect", "unarmed", "reserved", "recall"]


def service_screen(
    flow: Doors,
    *,
    facts: Facts,
    wall: Wall,
    bank: BankNow,
    now_s: float,
    version: str,
) -> ServiceScreen:
    """All doors, all buses, and what the technician is about to do."""
    return ServiceScreen(
        doors=tuple(_door(door.number, facts, bank, now_s) for door in wall.compartments),
        buses=tuple(_bus(figures) for figures in bank.buses),
        alarms=_alarms(facts, now_s),
        selected=flow.selected,
        asking=cast('Literal["", "block_reason", "open_reason", "resolve_reason"]', flow.asking),
        last_outcome=flow.last_outcome,
        technician=flow.employee.name,
        outbox=facts.outbox,
        set_aside=facts.set_aside,
        sync_age_s=None if facts.synced_s is None else round(now_s - facts.synced_s),
        version=version,
        free_mb=facts.free_mb,
        clock=cast('Literal["trusted", "held", "untrusted"]', facts.clock),
        list_tier=cast('Literal["fresh", "stale", "old", "ended"]', facts.list_tier),
        can_load=flow.reserved,
    )


def bus_screen(flow: BusPage, *, facts: Facts, bank: BankNow, now_s: float) -> ServiceBusScreen:
    """One bus from near: its figures, the last that was said on it, and what has been wrong lately."""
    return ServiceBusScreen(
        buses=tuple(_bus(figures) for figures in bank.buses),
        selected=flow.bus,
        frames=bank.frames,
        silent_doors=tuple(
            number
            for number, place in sorted(bank.places.items())
            if place.bus == flow.bus and bank.doors[number] is Door.UNKNOWN
        ),
        alarms=_alarms(facts, now_s),
    )


def commission_screen(
    flow: Commission, *, walk: WalkNow | None, bank: BankNow, bank_file: str
) -> ServiceCommissionScreen:
    """The walk as it stands; for a moment there is none yet."""
    standing_open = tuple(sorted(number for number, door in bank.doors.items() if door is Door.OPEN))
    technician = flow.doors.employee.name
    if walk is None:
        return ServiceCommissionScreen(
            "", None, "measuring", None, open=standing_open, bank_file=bank_file, technician=technician
        )
    return ServiceCommissionScreen(
        asked=cast("WalkQuestion", walk.asked),
        asked_door=walk.asked_door,
        doing=cast("WalkDoing", walk.doing),
        door=walk.door,
        left=walk.left,
        proven=tuple(sorted(walk.proven)),
        skipped=tuple(sorted(walk.skipped)),
        open=standing_open,
        findings=tuple(
            FindingLine(cast("FindingCode", found.code), found.door, dict(found.params)) for found in walk.findings
        ),
        ended=walk.ended,
        saved=walk.saved,
        bank_file=bank_file,
        technician=technician,
    )


def _door(number: int, facts: Facts, bank: BankNow, now_s: float) -> ServiceDoor:
    flags = facts.flags.get(number)
    held = facts.holdings.get(number)
    state: DoorCondition = held.state.value if held else "free"
    if (flags and flags.suspect) or (held and held.doubt):
        state = "suspect"
    if number in bank.unarmed:
        state = "unarmed"
    if flags and flags.blocked_reason:
        state = "blocked"
    opened_s = facts.last_opened_s.get(number)
    place = bank.places[number]
    return ServiceDoor(
        number=number,
        bus=place.bus,
        board=place.board,
        channel=place.channel,
        door=bank.doors[number].value,
        state=state,
        reason=flags.blocked_reason if flags else "",
        last_opened_s=None if opened_s is None else round(now_s - opened_s),
        failures=facts.failures.get(number, 0),
        holds_parcel=number in facts.holds_parcel,
        pickup=held.pickup if held else "",
        recall=held.recall if held else "",
    )


def _bus(figures: BusFigures) -> BusLine:
    return BusLine(
        name=figures.name,
        port=figures.port,
        state=cast("BusState", figures.state),
        sent=figures.sent,
        received=figures.received,
        timeouts=figures.timeouts,
        bad_checks=figures.bad_checks,
        garbage_bytes=figures.garbage_bytes,
        late_frames=figures.late_frames,
        echoes=figures.echoes,
        efficiency=round(figures.efficiency, 2),
    )


def _alarms(facts: Facts, now_s: float) -> tuple[AlarmLine, ...]:
    return tuple(_alarm(alarm, now_s) for alarm in facts.alarms)


def _alarm(alarm: Alarm, now_s: float) -> AlarmLine:
    return AlarmLine(
        kind=cast("AlarmKind", alarm.kind),
        ago_s=max(0, round(now_s - alarm.at_s)),
        bus=alarm.bus,
        board=alarm.board,
        door=alarm.door,
    )
