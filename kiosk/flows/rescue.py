"""Somebody may be inside a compartment: a layer over whatever the kiosk does, without credential, session or network.

A suspicion begins when a child-sized compartment closes empty and unattended, or when a person says that somebody is
inside. It stays, through restarts, until a person has looked into the open compartment and said so, or a technician
has put the compartment back into service; until then one touch opens that door. The session below goes on untouched.
"""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.flows.effects import ClearDeadline, Effect, Pulse, Record, SetDeadline
from kiosk.flows.events import Deadline, DeadlinePassed, DoorClosed, DoorOpened, Outcome, PulseEnded

PATIENCE_S: Final = 120.0
"""A page that nobody touches goes away after so long; a suspicion that was put off comes back."""
ACTOR: Final = "rescue"


@dataclass(frozen=True, slots=True)
class Choosing:
    """A person says that somebody is inside, and has not said where."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One door. `state` is "opening", "open" or "failed"."""

    number: int
    state: str


@dataclass(frozen=True, slots=True)
class Rescue:
    """`suspects`: doors behind which somebody may be. `looked`: open doors into which somebody has looked.

    `call` is for the help line, `pulses` counts its tries. `put_off`: somebody has sent the suspicion away for now.
    """

    call: str = ""
    suspects: tuple[int, ...] = ()
    page: Choosing | Asked | None = None
    put_off: bool = False
    looked: frozenset[int] = frozenset()
    pulses: int = 0


NOBODY_INSIDE: Final = Rescue()


@dataclass(frozen=True, slots=True)
class Suspected:
    """A door closed, and somebody may be behind it; `cause` is a word for the record."""

    number: int
    cause: str


@dataclass(frozen=True, slots=True)
class Told:
    """All doors under suspicion, as the journal says: after a start, and when a technician has looked."""

    suspects: frozenset[int]


@dataclass(frozen=True, slots=True)
class Touched:
    """A touch, with what is known of door `number`: whether a child fits, whether it is empty, whether it is open."""

    action: str
    number: int = 0
    fits: bool = False
    empty: bool = False
    open: bool = False


Event = Suspected | Told | Touched | PulseEnded | DoorOpened | DoorClosed | DeadlinePassed
Step = tuple[Rescue, tuple[Effect, ...]]
_PATIENCE: Final = SetDeadline(Deadline.RESCUE, PATIENCE_S)
_NO_WAIT: Final = ClearDeadline(Deadline.RESCUE)


def step(state: Rescue, event: Event, fresh_id: str) -> Step:
    """One event. `fresh_id` becomes the id of a call that this event starts, and is otherwise unused."""
    match event:
        case Suspected(number, cause):
            return _suspected(state, number, cause)
        case Told(suspects):
            return _told(state, suspects)
        case Touched():
            return _touched(state if state.call else replace(state, call=fresh_id), event)
        case PulseEnded(number, outcome):
            return _pulsed(state, number, outcome)
        case DoorOpened(number):
            return _opened(state, number)
        case DoorClosed(number):
            return _closed(state, number)
        case DeadlinePassed():
            return _left(state), ()
        case _:
            assert_never(event)


def shown(state: Rescue, *, open_doors: frozenset[int], busy: bool) -> tuple[str, int | None] | None:
    """What the screen shows of it, as (state, door), or None. `busy`: somebody's door is opening or open."""
    match state.page:
        case Choosing():
            return "choose", None
        case Asked(number, how):
            return how, number
        case None if state.suspects and not state.put_off and not busy:
            number = state.suspects[0]
            return "open" if number in open_doors else "suspected", number
        case None:
            return None
        case _:
            assert_never(state.page)


def _suspected(state: Rescue, number: int, cause: str) -> Step:
    if number in state.looked:
        return replace(state, looked=state.looked - {number}), ()
    effects = () if number in state.suspects else (Record(_suspicion(state, number, cause)),)
    page = None if _asked(state, number) else state.page
    return replace(state, suspects=_with(state.suspects, number), page=page, put_off=False), (*effects, _NO_WAIT)


def _told(state: Rescue, suspects: frozenset[int]) -> Step:
    page = state.page
    if isinstance(page, Asked) and page.number in state.suspects and page.number not in suspects:
        page = None
    after = replace(state, suspects=tuple(sorted(suspects)), page=page)
    return after, ()


def _touched(state: Rescue, touch: Touched) -> Step:
    opening = isinstance(state.page, Asked) and state.page.state == "opening"
    match touch.action:
        case "rescue" if not opening and not isinstance(state.page, Choosing):
            called = Record(Entry.of(Kind.RESCUE_CALLED, state.call, compartment=None))
            return replace(state, page=Choosing()), (called, _PATIENCE)
        case "rescue_door" if touch.fits and not opening:
            return _door(state, touch)
        case "rescue_clear" if touch.open and touch.number in state.suspects and not opening:
            return _clear(state, touch.number)
        case "back" if not opening:
            return replace(state, call="", page=None, pulses=0, put_off=bool(state.suspects)), (_PATIENCE,)
        case _:
            return state, ()


def _door(state: Rescue, touch: Touched) -> Step:
    number = touch.number
    if not (touch.empty or number in state.suspects):
        # Whatever is said, nobody's parcel is handed to a stranger: staff have to come.
        called = Record(Entry.of(Kind.RESCUE_CALLED, state.call, compartment=number))
        return replace(state, page=Asked(number, "failed")), (called, _PATIENCE)
    effects: tuple[Effect, ...] = ()
    if number not in state.suspects:
        effects = (Record(_suspicion(state, number, "called")),)
    pulse = state.pulses + 1
    suspects = _with(state.suspects, number)
    after = replace(state, suspects=suspects, page=Asked(number, "opening"), pulses=pulse)
    return after, (*effects, Pulse(_intent(state.call, number, pulse)), _NO_WAIT)


def _clear(state: Rescue, number: int) -> Step:
    cleared = Entry.of(Kind.ENTRAPMENT_CLEARED, state.call, compartment=number, how="looked_inside", actor=ACTOR)
    left = tuple(suspect for suspect in state.suspects if suspect != number)
    after = Rescue(suspects=left, looked=state.looked | {number})
    return after, (Record(cleared), _PATIENCE)


def _pulsed(state: Rescue, number: int, outcome: Outcome) -> Step:
    page = state.page
    if not isinstance(page, Asked) or page.number != number or page.state != "opening":
        return state, ()
    if outcome in {Outcome.OPENED, Outcome.ALREADY_OPEN}:
        return replace(state, page=replace(page, state="open")), ()
    return replace(state, page=replace(page, state="failed")), (_PATIENCE,)


def _opened(state: Rescue, number: int) -> Step:
    """Somebody pushed a door that had not opened."""
    page = state.page
    if isinstance(page, Asked) and page.number == number and page.state == "failed" and number in state.suspects:
        return replace(state, page=replace(page, state="open")), (_NO_WAIT,)
    return state, ()


def _closed(state: Rescue, number: int) -> Step:
    """An open page of a door that closed goes back to the suspicion: somebody may have shut it without looking."""
    if state.page == Asked(number, "open"):
        return replace(state, page=None, put_off=False), ()
    return state, ()


def _left(state: Rescue) -> Rescue:
    if isinstance(state.page, Asked) and state.page.state in {"opening", "open"}:
        return replace(state, put_off=False, looked=frozenset())
    return Rescue(suspects=state.suspects)


def _asked(state: Rescue, number: int) -> bool:
    return isinstance(state.page, Asked) and state.page.number == number


def _with(suspects: tuple[int, ...], number: int) -> tuple[int, ...]:
    return tuple(sorted({*suspects, number}))


def _suspicion(state: Rescue, number: int, cause: str) -> Entry:
    return Entry.of(Kind.ENTRAPMENT_SUSPECTED, state.call, compartment=number, cause=cause)


def _intent(call: str, number: int, pulse: int) -> DoorIntent:
    return DoorIntent(
        intent=f"{call}-{number}-{pulse}",
        session=call,
        credential="",
        pickup="",
        parcel="",
        compartment=number,
        actor=ACTOR,
        decision="rescue",
        pulse=pulse,
        consumes=False,
    )
