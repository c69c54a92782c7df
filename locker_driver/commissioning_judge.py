"""What one walked door tells: readings before, during and after, and what the person saw. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from locker_driver.commissioning_words import (
    Contact,
    DoorSeen,
    Finding,
    FindingCode,
    NoneSeen,
    Seen,
    SeveralSeen,
)
from locker_driver.config import BankConfig
from locker_driver.dialects import Dialect8a

WRONG_SHARE: Final = 0.5
"""More contacts than this reading open while all doors are closed: the setting is wrong, not the doors."""

Closed = Mapping[Contact, bool]


@dataclass(frozen=True, slots=True)
class Trial:
    """One door on its way. The looks are the three that agreed."""

    door: int
    before: tuple[Seen, ...] = ()
    acknowledged: bool = False
    who: DoorSeen | NoneSeen | SeveralSeen | None = None
    opened: tuple[Seen, ...] = ()
    after: tuple[Seen, ...] = ()


def contact_of(config: BankConfig, number: int) -> Contact:
    place = config.channels[number]
    return Contact(place.bus, *place.contact)


def steady(looks: Sequence[Seen]) -> dict[Contact, bool]:
    """The contacts that read the same in every look."""
    first = looks[0].closed
    return {
        contact: closed
        for contact, closed in first.items()
        if all(look.closed.get(contact) is closed for look in looks)
    }


def judge(config: BankConfig, trial: Trial) -> Finding | None:
    """What is wrong with the door, or None: it is proven."""
    before, opened = steady(trial.before), steady(trial.opened)
    changed = [contact for contact in sorted(before) if opened.get(contact) is (not before[contact])]
    match trial.who:
        case NoneSeen() | None:
            return _at_lock(config, trial, FindingCode.NOTHING_OPENED, acknowledged=int(trial.acknowledged))
        case SeveralSeen():
            return _at_lock(config, trial, FindingCode.SEVERAL_OPENED)
        case DoorSeen(number):
            if len(changed) == 1 and not before[changed[0]] and _mostly_open(config, changed[0].bus, before):
                return _polarity(config, changed[0].bus)
            if number != trial.door:
                return _other_opened(config, trial, number, changed)
            return _own_opened(config, trial, changed)


def _at_lock(config: BankConfig, trial: Trial, code: FindingCode, **params: int) -> Finding:
    place = config.channels[trial.door]
    return Finding(code, trial.door, {"bus": place.bus, "board": place.board, "channel": place.channel, **params})


def _mostly_open(config: BankConfig, bus: str, closed: Closed) -> bool:
    contacts = {contact_of(config, number) for number, place in config.channels.items() if place.bus == bus}
    readings = [closed[contact] for contact in contacts if contact in closed]
    return readings.count(False) > WRONG_SHARE * len(readings)


def _polarity(config: BankConfig, bus: str) -> Finding:
    line = next(line for line in config.lines if line.name == bus)
    other = "open_when_shorted" if line.polarity == "closed_when_shorted" else "closed_when_shorted"
    return Finding(FindingCode.POLARITY, None, {"bus": bus, "polarity": other})


def _other_opened(config: BankConfig, trial: Trial, seen: int, changed: Sequence[Contact]) -> Finding:
    sensor = changed[0] if len(changed) == 1 else None
    on_bus = sensor is not None and sensor.bus == config.channels[trial.door].bus
    return _at_lock(
        config,
        trial,
        FindingCode.OTHER_OPENED,
        seen=seen,
        sensor_board=sensor.board if sensor is not None and on_bus else 0,
        sensor_channel=sensor.channel if sensor is not None and on_bus else 0,
    )


def _own_opened(config: BankConfig, trial: Trial, changed: Sequence[Contact]) -> Finding | None:
    own = contact_of(config, trial.door)
    if _group_order_wrong(config, trial, changed):
        bus = next(bus for bus in config.buses if bus.name == own.bus)
        assert isinstance(bus.dialect, Dialect8a)
        params: dict[str, str | int] = {"bus": own.bus, "msb_group_first": int(not bus.dialect.msb_group_first)}
        return Finding(FindingCode.GROUP_ORDER, None, params)
    if not changed:
        reads = "closed" if trial.opened[-1].closed[own] else "open"
        return Finding(FindingCode.NO_FEEDBACK, trial.door, {"reads": reads})
    if len(changed) > 1:
        return Finding(FindingCode.MORE_CHANGED, trial.door, {"contacts": len(changed)})
    found = changed[0]
    if found != own:
        where: dict[str, str | int] = {"bus": found.bus, "board": found.board, "channel": found.channel}
        return Finding(FindingCode.SENSOR_ELSEWHERE, trial.door, where)
    return _followed(own, trial)


def _followed(own: Contact, trial: Trial) -> Finding | None:
    """The right door, and its own contact followed."""
    if not trial.before[-1].closed[own]:
        return Finding(FindingCode.SENSOR_INVERTED, trial.door)
    if not trial.after[-1].closed[own]:
        return Finding(FindingCode.STAYS_OPEN, trial.door)
    singles = [looks[-1].single for looks in (trial.before, trial.opened, trial.after)]
    if singles not in ([None, None, None], [True, False, True]):
        return Finding(FindingCode.UNSTEADY, trial.door)
    return None


def _group_order_wrong(config: BankConfig, trial: Trial, changed: Sequence[Contact]) -> bool:
    """Family 8a: a question about one door is right whatever the order of groups, one about the whole board is not."""
    own = contact_of(config, trial.door)
    line = next(line for line in config.lines if line.name == own.bus)
    if not isinstance(line.dialect, Dialect8a):
        return False
    groups = max(3, -(-line.ways // 8))
    group, way = divmod(own.channel - 1, 8)
    mirrored = Contact(own.bus, own.board, (groups - 1 - group) * 8 + way + 1)
    before, opened = trial.before[-1].single, trial.opened[-1].single
    if mirrored == own or (before is not None and before is opened):
        return False
    if mirrored.channel > line.ways:
        return before is not None and not changed
    return list(changed) == [mirrored]
