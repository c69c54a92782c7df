"""Handing out parcels: one door after the other, nearest first, each counted only on evidence.

A parcel is collected when its door was seen open after the pulse and then closed, and nobody said that something is
wrong. A door that did not open may be tried again by the person, three pulses in all; then it is suspect, the parcel
stays theirs and staff are told.
"""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from kiosk.domain.record import DoorIntent, Entry, JsonValue, Kind
from kiosk.domain.recovery import DOUBTFUL_TOPICS
from kiosk.flows.effects import ClearDeadline, Effect, Pulse, Record, SetDeadline
from kiosk.flows.events import (
    AccountTold,
    Answered,
    CodeScanned,
    Deadline,
    DeadlinePassed,
    DoorBack,
    DoorClosed,
    DoorLost,
    DoorOpened,
    Event,
    GoodsScanned,
    HeldBack,
    LookedInto,
    Outcome,
    PinChecked,
    Pressed,
    PulseEnded,
    SignInTold,
    WalkWantsPulse,
    Withheld,
    WrongDoor,
)
from kiosk.flows.timing import HELD_ALARM_S, HELD_S, MAX_PULSES, MAX_REOPENS, REOPEN_S

UNSEEN: Final = "reopen_unknown"
"""Decision of a pulse for a door of which nobody saw whether the last one opened it; told to the backend as such."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One parcel that may be handed out, and why."""

    credential: str
    pickup: str
    parcel: str
    compartment: int
    decision: str
    actor: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """All parcels of one visit. `index` is the one at hand; `lines_to_come` belong to the order but are not here.

    `unseen`: doors that were open when their board fell silent; nothing is said of their parcels.
    """

    claims: tuple[Claim, ...]
    index: int = 0
    collected: tuple[int, ...] = ()
    missed: tuple[int, ...] = ()
    lines_to_come: int = 0
    unseen: tuple[int, ...] = ()

    @property
    def claim(self) -> Claim:
        """The parcel at hand."""
        return self.claims[self.index]

    @property
    def compartment(self) -> int:
        """The door at hand."""
        return self.claim.compartment

    @property
    def waiting(self) -> tuple[int, ...]:
        """Doors still to come after the one at hand."""
        return tuple(claim.compartment for claim in self.claims[self.index + 1 :])


@dataclass(frozen=True, slots=True)
class Opening:
    """A pulse is under way."""

    round: Round
    pulse: int
    intent: str


@dataclass(frozen=True, slots=True)
class DoorOpen:
    """The door was seen open. `held` after a minute; `report` is what the person said is wrong.

    `unseen_utc`: since when its board has been silent.
    """

    round: Round
    pulse: int
    intent: str
    opened_utc: float = 0.0
    held: bool = False
    alarmed: bool = False
    report: str = ""
    unseen_utc: float | None = None


@dataclass(frozen=True, slots=True)
class DoorFault:
    """The door stayed shut ("jammed") or nobody could see it ("unknown"). Not collected, not lost."""

    round: Round
    pulse: int
    intent: str
    reason: str


@dataclass(frozen=True, slots=True)
class NextDoor:
    """The door at hand waits for a touch: after a restart, or a door left open, nothing opens by itself."""

    round: Round


@dataclass(frozen=True, slots=True)
class Waiting:
    """The door at hand is held back for `wait_s`, then opens by itself. 0: after a restart it waits for a touch."""

    round: Round
    intent: DoorIntent
    wait_s: float


@dataclass(frozen=True, slots=True)
class Done:
    """The visit is over. `last` may be opened again until the reopen deadline."""

    round: Round
    last: Claim | None
    pulse: int = 0


Collecting = Opening | DoorOpen | DoorFault | NextDoor | Waiting | Done
Step = tuple[Collecting, tuple[Effect, ...]]


def begin(session: str, round_: Round) -> Step:
    """Start with the first parcel. `round_.claims` must not be empty."""
    return _pulse(session, round_, 1, consumes=True)


def step(session: str, state: Collecting, event: Event) -> Step:
    """One event of the hand-out. Events that mean nothing here leave the state as it is."""
    match event:
        case HeldBack(intent, wait_s) if isinstance(state, Opening) and intent.intent == state.intent:
            return _held_back(session, state, intent, wait_s)
        case Pressed():
            return _pressed(session, state, event)
        case DeadlinePassed(name):
            return _deadline(session, state, name)
        case PulseEnded() | DoorOpened() | DoorClosed() | DoorLost() | DoorBack() | WrongDoor() | Withheld():
            return _door(session, state, event) if event.compartment == _compartment(state) else (state, ())
        case AccountTold() | SignInTold() | GoodsScanned():
            return state, ()
        case CodeScanned() | Answered() | PinChecked() | WalkWantsPulse() | LookedInto() | HeldBack():
            return state, ()
        case _:
            assert_never(event)


def _compartment(state: Collecting) -> int | None:
    """The door at hand, if any."""
    return None if isinstance(state, Done) else state.round.compartment


_OfDoor = PulseEnded | DoorOpened | DoorClosed | DoorLost | DoorBack | WrongDoor | Withheld


def _door(session: str, state: Collecting, event: _OfDoor) -> Step:
    """Something about the door at hand."""
    match state, event:
        case Opening(), PulseEnded():
            return _pulse_ended(session, state, event)
        case Opening(), Withheld(_, reason):
            return _withheld(session, state, reason)
        case Opening() | DoorFault(), WrongDoor():
            return _wrong_door(session, state)
        case DoorFault(), DoorOpened():
            return _opened_late(session, state, event.at_utc)
        case DoorOpen(), DoorClosed():
            return _closed(session, state, event)
        case DoorOpen(unseen_utc=None), DoorLost():
            return replace(state, unseen_utc=event.at_utc), (SetDeadline(Deadline.HELD, HELD_S),)
        case DoorOpen(unseen_utc=float()), DoorBack():
            return replace(state, unseen_utc=None), (SetDeadline(Deadline.HELD, HELD_S),)
        case _:
            return state, ()


def _pulse(session: str, round_: Round, pulse: int, *, consumes: bool, decision: str = "") -> Step:
    claim = round_.claim
    intent = f"{session}-{claim.compartment}-{pulse}"
    record = DoorIntent(
        intent=intent,
        session=session,
        credential=claim.credential,
        pickup=claim.pickup,
        parcel=claim.parcel,
        compartment=claim.compartment,
        actor=claim.actor,
        decision=decision or claim.decision,
        pulse=pulse,
        reference=claim.reference,
        consumes=consumes,
    )
    return Opening(round_, pulse, intent), (Pulse(record),)


def _held_back(session: str, state: Opening, intent: DoorIntent, wait_s: float) -> Step:
    held = Entry.of(Kind.BULK_LIMIT, session, compartment=intent.compartment, wait_s=round(wait_s))
    return Waiting(state.round, intent, wait_s), (Record(held), SetDeadline(Deadline.TURN, wait_s))


def _withheld(session: str, state: Opening, reason: str) -> Step:
    """This one is not handed out; the others of the visit are asked for all the same."""
    refused = Entry.of(Kind.CODE_REFUSED, session, entry="intent", reason=reason)
    round_ = replace(state.round, missed=(*state.round.missed, state.round.compartment))
    after, effects = _next(session, round_, None, state.pulse)
    return after, (Record(refused), *effects)


def _turn(state: Waiting) -> Step:
    return Opening(state.round, state.intent.pulse, state.intent.intent), (Pulse(state.intent),)


def _pulse_ended(session: str, state: Opening, event: PulseEnded) -> Step:
    outcome = event.outcome
    match outcome:
        case Outcome.OPENED | Outcome.ALREADY_OPEN:
            opened = DoorOpen(state.round, state.pulse, state.intent, event.at_utc)
            return opened, (SetDeadline(Deadline.HELD, HELD_S),)
        case Outcome.JAMMED | Outcome.UNKNOWN:
            fault = DoorFault(state.round, state.pulse, state.intent, outcome.value)
            if state.pulse < MAX_PULSES:
                return fault, ()
            return fault, (Record(_suspect(session, state.round.claim, outcome.value)),)
        case _:
            assert_never(outcome)


def _wrong_door(session: str, state: Opening | DoorFault) -> Step:
    """One more pulse would open the wrong door once more, so this was the last one."""
    last = replace(state, pulse=max(state.pulse, MAX_PULSES))
    if isinstance(state, Opening) or state.pulse >= MAX_PULSES:
        return last, ()  # what is to be said of the parcel is said when the pulse has ended, or has been
    return last, (Record(_suspect(session, state.round.claim, "wrong_door")),)


def _opened_late(session: str, state: DoorFault, at_utc: float) -> Step:
    door = state.round.compartment
    opened = Record(
        Entry.of(Kind.DOOR_OPENED, session, intent=state.intent, compartment=door, already_open=False, late=True)
    )
    return DoorOpen(state.round, state.pulse, state.intent, at_utc), (opened, SetDeadline(Deadline.HELD, HELD_S))


def _closed(session: str, state: DoorOpen, event: DoorClosed) -> Step:
    claim = state.round.claim
    bounds: dict[str, JsonValue] = {}
    after_utc = state.unseen_utc if event.after_utc is None else event.after_utc
    if after_utc is not None:
        bounds = {"recovered": True, "closed_after_utc": after_utc}
    body: dict[str, JsonValue] = {"intent": state.intent, "compartment": claim.compartment, **bounds}
    closed = Record(Entry(Kind.DOOR_CLOSED, body, session))
    round_, verdict = _verdict(session, state, bounds)
    if round_.waiting and (event.while_away or state.held or state.unseen_utc is not None):
        # Who closed it need not be who was served: nothing opens for a passer-by (docs/adr/0015).
        after: Collecting = NextDoor(replace(round_, index=round_.index + 1))
        effects: tuple[Effect, ...] = ()
    else:
        after, effects = _next(session, round_, claim, state.pulse)
    return after, (closed, *verdict, ClearDeadline(Deadline.HELD), *effects)


def _let_go(session: str, state: DoorOpen, *, touched: bool) -> Step:
    """Nobody can see this door close: nothing is claimed of its parcel until its board answers again
    (`services/door_watch.py`), and nobody is kept waiting for that.
    """
    round_, door = state.round, state.round.compartment
    if door not in round_.collected:
        round_ = replace(round_, unseen=(*round_.unseen, door))
    unseen = Record(Entry.of(Kind.DOOR_UNSEEN, session, intent=state.intent, compartment=door))
    if round_.waiting and not touched:
        after: Collecting = NextDoor(replace(round_, index=round_.index + 1))
        effects: tuple[Effect, ...] = ()
    else:
        after, effects = _next(session, round_, None, state.pulse)
    return after, (unseen, ClearDeadline(Deadline.HELD), *effects)


def _verdict(session: str, state: DoorOpen, bounds: dict[str, JsonValue]) -> tuple[Round, tuple[Effect, ...]]:
    """Collected, or suspect after a complaint. A door opened again counts its parcel only once."""
    round_, claim = state.round, state.round.claim
    if state.report in DOUBTFUL_TOPICS:
        kept = tuple(number for number in round_.collected if number != claim.compartment)
        missed = replace(round_, collected=kept, missed=(*round_.missed, claim.compartment))
        return missed, (Record(_suspect(session, claim, state.report)),)
    if claim.compartment in round_.collected:
        return round_, ()
    collected = replace(round_, collected=(*round_.collected, claim.compartment))
    return collected, (Record(_collected(session, claim, state, bounds)),)


def _next(session: str, round_: Round, last: Claim | None, pulse: int) -> Step:
    """The next parcel, or thanks."""
    if round_.index + 1 < len(round_.claims):
        return _pulse(session, replace(round_, index=round_.index + 1), 1, consumes=True)
    if last is None or last.compartment not in round_.collected:
        return Done(round_, None), ()
    return Done(round_, last, pulse), (SetDeadline(Deadline.REOPEN, REOPEN_S),)


def _pressed(session: str, state: Collecting, event: Pressed) -> Step:
    match state, event.action:
        case DoorFault(), "retry" if state.pulse < MAX_PULSES:
            decision = UNSEEN if state.reason == Outcome.UNKNOWN else "retry"
            return _pulse(session, state.round, state.pulse + 1, consumes=False, decision=decision)
        case NextDoor(), "open_next":
            return _pulse(session, state.round, 1, consumes=True)
        case Waiting(wait_s=0), "open_next":
            return _turn(state)
        case DoorFault(), "skip":
            return _skip(session, state)
        case DoorOpen(unseen_utc=float()), "skip":
            return _let_go(session, state, touched=True)
        case DoorOpen(unseen_utc=None), "reopen" if state.pulse < MAX_REOPENS:
            # The leaf may have swung shut on the hook without the sensor noticing; a pulse harms nothing.
            return _pulse(session, state.round, state.pulse + 1, consumes=False, decision="reopen")
        case DoorOpen(), "report":
            return _report(session, state, event.value)
        case Done(last=Claim()), "reopen" if state.pulse < MAX_REOPENS:
            return _pulse(session, state.round, state.pulse + 1, consumes=False, decision="reopen")
        case _:
            return state, ()


def _skip(session: str, state: DoorFault) -> Step:
    round_ = replace(state.round, missed=(*state.round.missed, state.round.compartment))
    after, effects = _next(session, round_, None, state.pulse)
    return after, effects


def _report(session: str, state: DoorOpen, topic: str) -> Step:
    claim = state.round.claim
    filed = Entry.of(Kind.REPORT_FILED, session, topic=topic, compartment=claim.compartment, pickup=claim.pickup)
    return replace(state, report=topic), (Record(filed),)


def _deadline(session: str, state: Collecting, name: Deadline) -> Step:
    match state, name:
        case DoorOpen(unseen_utc=float()), Deadline.HELD:
            return _let_go(session, state, touched=False)
        case DoorOpen(alarmed=False), Deadline.HELD:
            open_s = HELD_ALARM_S if state.held else HELD_S
            door = state.round.compartment
            held = Record(Entry.of(Kind.DOOR_HELD_OPEN, session, intent=state.intent, compartment=door, open_s=open_s))
            if state.held:
                return replace(state, alarmed=True), (held,)
            return replace(state, held=True), (held, SetDeadline(Deadline.HELD, HELD_ALARM_S - HELD_S))
        case Waiting(), Deadline.TURN:
            return _turn(state)
        case Done(), Deadline.REOPEN:
            return replace(state, last=None), ()
        case _:
            return state, ()


def _collected(session: str, claim: Claim, state: DoorOpen, bounds: dict[str, JsonValue]) -> Entry:
    body: dict[str, JsonValue] = {
        "intent": state.intent,
        "pickup": claim.pickup,
        "parcel": claim.parcel,
        "compartment": claim.compartment,
        "opened_utc": state.opened_utc,
        "credential": claim.credential,
        "actor": claim.actor,
        "reference": claim.reference,
        **bounds,
    }
    return Entry(Kind.PARCEL_COLLECTED, body, session)


def _suspect(session: str, claim: Claim, reason: str) -> Entry:
    return Entry.of(
        Kind.PARCEL_SUSPECT,
        session,
        pickup=claim.pickup,
        parcel=claim.parcel,
        compartment=claim.compartment,
        reason=reason,
    )
