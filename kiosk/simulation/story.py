"""What happened, in the words of the place."""

from collections.abc import Iterable
from typing import Final

from kiosk.messages import DoneScreen, DoorFaultScreen, DoorScreen, RefusedScreen, Screen
from kiosk.simulation import facts
from kiosk.simulation.facts import Fact
from kiosk.simulation.witness.check import Violation

LINES: Final = 40
_HIDDEN: Final = (
    facts.Asked,
    facts.Answered,
    facts.Lied,
    facts.Told,
    facts.Stored,
    facts.Issued,
    facts.Wanted,
    facts.HandedOver,
)
_DEATHS: Final = {
    "power": "the power is gone",
    "killed": "the core is killed",
    "journal": "the core ends: its journal has failed",
}


def story(seed: int, violation: Violation, told: Iterable[Fact], replay: str) -> list[str]:
    """Lines for people: the end of what happened, what did not hold, and how to see it again."""
    shown = _without_repetition(f"{_when(fact.at_s)}  {words(fact)}" for fact in told if not isinstance(fact, _HIDDEN))
    return [
        f"seed {seed}: invariant {violation.invariant} does not hold at {_when(violation.at_s)}",
        "",
        *shown[-LINES:],
        "",
        f"{violation.invariant}: {violation.says}",
        f"but: {violation.what}",
        f"replay: {replay}",
    ]


def words(fact: Fact) -> str:
    """One fact as a sentence."""
    match fact:
        case facts.Pulsed():
            return f"PULSE   {fact.bus}, board {fact.board}, channel {fact.channel}: the lock of door {fact.door}"
        case facts.DoorMoved():
            return f"door {fact.door} {'opens' if fact.open else 'closes'} ({fact.by})"
        case facts.ContactRead():
            return f"board says that door {fact.door} is {'closed' if fact.closed else 'open'}"
        case facts.PoweredOn():
            return f"MACHINE start {fact.boot}"
        case facts.Ready():
            return f"MACHINE start {fact.boot} serves"
        case facts.Died():
            return f"MACHINE {_DEATHS.get(fact.how, fact.how)}"
        case facts.Restored():
            return f"MACHINE the disk is put back to {_when(fact.taken_s)}, event {fact.seq}"
        case facts.Shown():
            return f"screen: {_screen(fact.view.screen)}" + (f" [{fact.view.session}]" if fact.view.session else "")
        case facts.Durable():
            said = ", ".join(f"{name} {value}" for name, value in fact.body.items() if value not in ("", None))
            return f"DURABLE {fact.seq} {fact.kind} [{fact.session}] {said}"
        case _:
            return _words_of_people(fact)


def _words_of_people(fact: Fact) -> str:
    match fact:
        case facts.FaultBegan():
            return f"FAULT   {fact.fault} begins {fact.where}".rstrip()
        case facts.FaultEnded():
            return f"FAULT   {fact.fault} ends {fact.where}".rstrip()
        case facts.Did():
            return f"{fact.who} {fact.what} {fact.detail}".rstrip()
        case facts.Taken():
            return f"{fact.who} takes parcel {fact.parcel} out of door {fact.door}"
        case facts.Put():
            act = "puts parcel {} into" if fact.inside else "will close without parcel {} the"
            return f"{fact.who} {act.format(fact.parcel)} door {fact.door}"
        case facts.Delegated():
            return (
                f"somebody is sent for pickup {fact.pickup}, at most {fact.max_visits} visits, {fact.parcels or 'all'}"
            )
        case facts.DelegateRevoked():
            return f"the customer takes {fact.credential} back"
        case facts.Visit():
            has = "has everything" if fact.success else "goes without"
            return f"{fact.who} ({fact.kind}) leaves, {has}" + (f": {fact.excuse}" if fact.excuse else "")
        case _:
            return _words_of_the_shop(fact)


def _words_of_the_shop(fact: Fact) -> str:
    match fact:
        case facts.Refused():
            return f"the shop cannot read event {fact.seq}"
        case facts.LeftAlone():
            return f"the shop wants no request for {fact.for_s:.0f} s"
        case facts.SetBack():
            return f"the shop counts anew in epoch {fact.epoch}, as of {_when(fact.taken_s)}"
        case facts.Revoked():
            return f"the shop takes pickup {fact.pickup} back"
        case _:
            return str(fact)


def _screen(screen: Screen) -> str:
    name = type(screen).__name__.removesuffix("Screen").lower()
    match screen:
        case DoorScreen():
            return f"door {screen.compartment} {screen.state}, {screen.parcel} of {screen.parcels}"
        case DoorFaultScreen():
            return f"door {screen.compartment} {screen.reason}, {screen.tries_left} tries left"
        case RefusedScreen():
            return f"refused, {screen.reason}"
        case DoneScreen():
            return f"done, collected {screen.collected}, not {screen.not_collected}"
        case _:
            return name


def _when(at_s: float) -> str:
    minutes, seconds = divmod(at_s, 60)
    hours, minutes = divmod(int(minutes), 60)
    days, hours = divmod(hours, 24)
    return f"day {days} {hours:02d}:{minutes:02d}:{seconds:06.3f}"


def _without_repetition(lines: Iterable[str]) -> list[str]:
    """The first of what is said several times in a row, with its time."""
    kept: list[str] = []
    for line in lines:
        if not kept or _said(kept[-1]) != _said(line):
            kept.append(line)
    return kept


def _said(line: str) -> str:
    return line.partition("  ")[2]
