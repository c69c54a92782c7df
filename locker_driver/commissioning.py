"""The commissioning walk: proves for every door that its number opens its compartment and that its contact says so.

A pure reducer. `begin()` gives the first state and effects, `step()` the next for each event; the performer carries the
effects out in their order and feeds the answers back. Who performs: the command line (`locker_driver.cli.walk`), or the
application's maintenance screen. Types: `locker_driver.commissioning_words`.

    walk, effects = begin(config)
      MeasureEcho(bus)     -> EchoMeasured      once for each bus, first of all
      Ask(CLOSE_ALL)       -> Confirmed         then, for each door:
        Look(n) x 3        -> Seen              three readings that agree: closed
        Pulse(n)           -> Pulsed
        Ask(WHICH_OPENED)  -> DoorSeen | NoneSeen | SeveralSeen
        Look(n) x 3        -> Seen              three readings: open
        Ask(CLOSE)         -> Confirmed
        Look(n) x 3        -> Seen              three readings: closed again
        Store(...) or Report(...)
      Finished()

At most one effect of a step wants an answer (MeasureEcho, Look, Pulse, Ask), and it is the last; Store and Report want
none. An event that does not fit is ignored, so a late one does no harm. Skipped, Redo and Stopped may come at any time;
while a pulse is under way only Stopped counts. For a screen: `walk.asked` is the question that waits for the person,
`walk.door` the door being walked, `walk.left` those to come, and `walk.proven`, `walk.skipped`, `walk.findings`.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from locker_driver.commissioning_judge import Trial, contact_of, judge, steady
from locker_driver.commissioning_phases import (
    After,
    Before,
    Closing,
    Ended,
    Looking,
    Measuring,
    Opened,
    Pulsing,
    Reclosing,
    StillOpen,
    Walk,
    Watching,
)
from locker_driver.commissioning_words import (
    Ask,
    Confirmed,
    DoorSeen,
    EchoMeasured,
    Effect,
    Event,
    Finding,
    FindingCode,
    Finished,
    Look,
    MeasureEcho,
    NoneSeen,
    Pulse,
    Pulsed,
    Question,
    Redo,
    Report,
    Seen,
    SeveralSeen,
    Skipped,
    Stopped,
    Store,
)
from locker_driver.config import BankConfig, BusConfig
from locker_driver.errors import UnknownDoorError
from locker_driver.proof import Evidence, fingerprint

AGREE: Final = 3
"""Readings in a row that must agree."""
GONE: Final = 5
"""Looks in a row without an answer of the door's board until the board counts as gone."""
MAX_LOOKS: Final = 12
"""Looks until a contact that does not settle is given up."""


Effects = tuple[Effect, ...]
Step = tuple[Walk, Effects]


def begin(config: BankConfig, doors: Iterable[int] = ()) -> Step:
    """A walk of these doors in this order; without any, of all by number. To resume an earlier walk, give the doors
    that `proof.armed_doors` does not have. Raises UnknownDoorError.
    """
    order = tuple(dict.fromkeys(doors)) or tuple(sorted(config.channels))
    for number in order:
        if number not in config.channels:
            raise UnknownDoorError(number)
    used = {config.channels[number].bus for number in order}
    walk = Walk(config, Closing(), order)
    return _measure(walk, tuple(bus.name for bus in config.buses if bus.name in used))


def step(walk: Walk, event: Event) -> Step:
    """The next state and what to do now."""
    match walk.phase, event:
        case Ended(), _:
            return walk, ()
        case _, Stopped():
            present = () if walk.door is None else (walk.door,)
            return replace(walk, phase=Ended(), left=present + walk.left), (Finished(),)
        case Measuring((bus, *_)), EchoMeasured(measured) if bus == measured:
            return _echo_measured(walk, walk.phase.buses, event)
        case Closing(), Confirmed():
            return _next(walk)
        case phase, Redo(number) if number in walk.config.channels and not isinstance(phase, Pulsing | Measuring):
            return _redo(walk, number)
        case (Before() | StillOpen() | Watching() | Opened() | Reclosing() | After()) as phase, Skipped():
            return _next(replace(walk, skipped=walk.skipped | {phase.trial.door}))
        case (Before() | Opened() | After()) as phase, Seen(number) if number == phase.trial.door:
            return _seen(walk, phase, event)
        case _:
            return _answered(walk, event)


def _answered(walk: Walk, event: Event) -> Step:
    """The person's answers and the end of the pulse."""
    match walk.phase, event:
        case StillOpen(trial), Confirmed():
            return _look(walk, Before(trial, asked=True))
        case Pulsing(trial), Pulsed(number) if number == trial.door:
            return _pulsed(walk, trial, event)
        case Watching(trial), DoorSeen() | NoneSeen() | SeveralSeen():
            return _look(walk, Opened(replace(trial, who=event)))
        case Reclosing(trial), Confirmed():
            return _look(walk, After(trial))
        case _:
            return walk, ()


# --- before the first door ----------------------------------------------------------------------------------------


def _measure(walk: Walk, buses: tuple[str, ...]) -> Step:
    if buses:
        return replace(walk, phase=Measuring(buses)), (MeasureEcho(buses[0]),)
    if not walk.left:
        return replace(walk, phase=Ended()), (Finished(),)
    return replace(walk, phase=Closing()), (Ask(Question.CLOSE_ALL),)


def _echo_measured(walk: Walk, buses: tuple[str, ...], measured: EchoMeasured) -> Step:
    bus = _bus(walk.config, buses[0])
    effects: Effects = ()
    echo = bus.echo if measured.present is None else "strip" if measured.present else "off"
    if echo != bus.echo:
        walk, effects = _found(walk, Finding(FindingCode.ECHO, None, {"bus": bus.name, "echo": echo}))
    for board in measured.doubled:
        walk, told = _found(walk, Finding(FindingCode.BOARD_GARBLED, None, {"bus": bus.name, "board": board}))
        effects += told
    walk, more = _measure(walk, buses[1:])
    return walk, effects + more


def _bus(config: BankConfig, name: str) -> BusConfig:
    return next(bus for bus in config.buses if bus.name == name)


# --- from door to door --------------------------------------------------------------------------------------------


def _next(walk: Walk) -> Step:
    if not walk.left:
        return replace(walk, phase=Ended()), (Finished(),)
    return _look(replace(walk, left=walk.left[1:]), Before(Trial(walk.left[0])))


def _redo(walk: Walk, number: int) -> Step:
    rest = (*((walk.door,) if walk.door is not None else ()), *walk.left)
    left = (number, *(door for door in rest if door != number))
    findings = tuple(finding for finding in walk.findings if finding.door != number)
    walk = replace(walk, left=left, proven=walk.proven - {number}, skipped=walk.skipped - {number}, findings=findings)
    return (walk, ()) if isinstance(walk.phase, Closing) else _next(walk)


def _found(walk: Walk, finding: Finding) -> Step:
    """Note a finding. One about a bus or board ends the walk of its doors: they could not be proven.

    A board that says nothing does not say that it is wired otherwise: what was proved of it before still holds.
    """
    doors = _concerned(walk.config, finding)
    if finding.door is None:
        walk = replace(walk, left=tuple(number for number in walk.left if number not in doors))
    return replace(walk, findings=(*walk.findings, finding), proven=walk.proven - set(doors)), (
        Report(finding, () if finding.code is FindingCode.BOARD_SILENT else doors),
    )


def _concerned(config: BankConfig, finding: Finding) -> tuple[int, ...]:
    """The doors that cannot be as they were proven."""
    if finding.door is not None:
        return (finding.door,)
    bus, board = finding.params["bus"], finding.params.get("board")
    return tuple(
        number
        for number, place in sorted(config.channels.items())
        if place.bus == bus and (board is None or board in {place.board, place.contact[0]})
    )


def _leave(walk: Walk, finding: Finding) -> Step:
    """Done with the present door, which is not proven."""
    walk, told = _found(walk, finding)
    walk, effects = _next(walk)
    return walk, told + effects


# --- readings -----------------------------------------------------------------------------------------------------


def _look(walk: Walk, phase: Looking) -> Step:
    return replace(walk, phase=phase), (Look(phase.trial.door),)


def _seen(walk: Walk, phase: Looking, seen: Seen) -> Step:
    looks = (*phase.looks, seen)
    last = looks[-AGREE:]
    own = contact_of(walk.config, phase.trial.door)
    settled = len(last) == AGREE and own in steady(last) and len({look.single for look in last}) == 1
    if settled and (len(looks) >= MAX_LOOKS or _expected(phase, closed=steady(last)[own])):
        return _settled(walk, phase, last)
    if len(looks) >= GONE and not any(own in look.closed for look in looks[-GONE:]):
        garbled = any((own.bus, own.board) in look.garbled for look in looks[-GONE:])
        code = FindingCode.BOARD_GARBLED if garbled else FindingCode.BOARD_SILENT
        return _leave(walk, Finding(code, None, {"bus": own.bus, "board": own.board}))
    if len(looks) >= MAX_LOOKS:
        return _leave(walk, Finding(FindingCode.UNSTEADY, phase.trial.door))
    return _look(walk, replace(phase, looks=looks))


def _expected(phase: Looking, *, closed: bool) -> bool:
    """Somebody who says that a door is closed may still be pushing it."""
    return closed or not isinstance(phase, After)


def _settled(walk: Walk, phase: Looking, looks: tuple[Seen, ...]) -> Step:
    trial = phase.trial
    match phase:
        case Before():
            if not steady(looks)[contact_of(walk.config, trial.door)] and not phase.asked:
                return replace(walk, phase=StillOpen(trial)), (Ask(Question.STILL_OPEN, trial.door),)
            return replace(walk, phase=Pulsing(replace(trial, before=looks))), (Pulse(trial.door),)
        case Opened() if isinstance(trial.who, NoneSeen):
            return _judged(walk, replace(trial, opened=looks, after=looks))
        case Opened():
            walk = replace(walk, phase=Reclosing(replace(trial, opened=looks)))
            assert walk.asked is not None
            return walk, (walk.asked,)
        case After():
            return _judged(walk, replace(trial, after=looks))


def _pulsed(walk: Walk, trial: Trial, pulsed: Pulsed) -> Step:
    if not pulsed.written:
        return _leave(walk, Finding(FindingCode.NOT_WRITTEN, trial.door, {"problem": pulsed.problem}))
    walk = replace(walk, phase=Watching(replace(trial, acknowledged=pulsed.acknowledged)))
    return walk, (Ask(Question.WHICH_OPENED, trial.door),)


def _judged(walk: Walk, trial: Trial) -> Step:
    finding = judge(walk.config, trial)
    if finding is not None:
        return _leave(walk, finding)
    own = contact_of(walk.config, trial.door)
    before, opened, after = (
        Evidence(looks[-1].closed[own], tuple(frame for look in looks for frame in look.frames))
        for looks in (trial.before, trial.opened, trial.after)
    )
    proof = Store(trial.door, fingerprint(walk.config, trial.door), before, opened, after)
    walk, effects = _next(replace(walk, proven=walk.proven | {trial.door}))
    return walk, (proof, *effects)
