"""What journal and sensors mean together after a restart: a total function, one verdict for every compartment.

The table (rows: what the journal has pending; columns: what the contact says):

    pending        open                         closed                          silent
    intent         opened (recovered)           UNKNOWN                         UNKNOWN
    opened         still open: wait             closed (recovered), see below   wait
    jammed         (1)                          as it is                        as it is
    unknown        (1)                          as it is                        as it is
    nothing        alarm, blocked               fine                            unavailable

(1) If the person is still there the door gave way after all: their journey hears of it. If not, nobody knows who opened
it, and it is an alarm as if nothing were pending; the parcel stays in doubt. Only a kiosk that has run since the pulse
knows whether the door was read closed in between (services/door_watch.py).

No lock has a sensor of its own: the contact sits in the lock and closes when the latch has caught. So "closed but not
locked" reads as open and is the first column; a leaf that leans on its frame never reads closed.

UNKNOWN stays unknown until a door is seen open or a named person has looked (A8). What nobody saw gets no invented
time: such an event says after what it was, and its own time is before what.
"""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.custody import Holding, HoldingState
from kiosk.domain.record import Entry, JsonValue, Kind, OpenIntent

DOUBTFUL_TOPICS = frozenset({"empty", "damaged", "not_mine"})
"""Reports after which a closed door does not mean that the parcel was collected: staff decide."""
FORCED = "forced"
KIOSK = "kiosk"
"""The actor of what no person did."""


class Reading(StrEnum):
    """What the contact says; the words of `ports.Door`."""

    OPEN = "open"
    CLOSED = "closed"
    SILENT = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    """One compartment after a restart. `attended`: the journey that asked for it goes on. `blocked`: out of service
    before. `large`: a person fits in.
    """

    compartment: int
    reading: Reading
    pending: OpenIntent | None = None
    holding: Holding | None = None
    attended: bool = False
    blocked: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`entries` are to be recorded. `state` is that of the pending intent now, "" if nothing is pending.

    `gave_way`: the door is open after its pulse had been given up. `ended`: it was closed while nobody watched, and
    the journey that opened it (or, where that is over, `ending()`) says what it came to. `available` False: its board
    is silent, nothing may be put there.
    """

    entries: tuple[Entry, ...] = ()
    state: str = ""
    gave_way: bool = False
    ended: bool = False
    available: bool = True


def judge(found: Found) -> Verdict:
    """One row of the table."""
    available = found.reading is not Reading.SILENT
    if found.pending is None:
        return Verdict(_unexpected(found), available=available)
    match found.pending.state, found.reading:
        case "intent", Reading.OPEN:
            return Verdict((_opened(found.pending),), "opened")
        case "intent", _:
            return Verdict((_unknown(found.pending),), "unknown", available=available)
        case "opened" as state, _:
            return Verdict((), state, ended=found.reading is Reading.CLOSED, available=available)
        case state, Reading.OPEN if found.attended:
            return Verdict((), state, gave_way=True)
        case _:
            return Verdict(_unexpected(found), found.pending.state, available=available)


def opened_late(pending: OpenIntent) -> Entry:
    """A door whose pulse had been given up was found open, and was not seen closed in between."""
    return _opened(pending, late=True)


def ending(opened: OpenIntent, holding: Holding | None, *, seen: bool) -> tuple[Entry, ...]:
    """A door that was opened is closed, and no journey goes on: what that means for its parcel.

    `holding` is what the ledger has on the compartment. `seen`: its closing was watched, its time is known.
    """
    bounds: dict[str, JsonValue] = {} if seen else {"recovered": True, "closed_after_utc": _seen_open_utc(opened)}
    closed = _entry(Kind.DOOR_CLOSED, opened, intent=opened.intent.intent, **bounds)
    if opened.intent.parcel:
        return (closed, *_handed_out(opened, bounds))
    return (closed, *_by_staff(opened, holding))


def ending_unseen(opened: OpenIntent, found: Found) -> tuple[Entry, ...]:
    """As `ending`, for a door that was closed while nobody watched: whoever closed it may have shut somebody in."""
    entries = ending(opened, found.holding, seen=False)
    told = {entry.kind for entry in entries}
    empty = found.holding is None or found.holding.state is HoldingState.RESERVED
    emptied = not told.isdisjoint({Kind.PARCEL_COLLECTED, Kind.PARCEL_REMOVED})
    if not found.large or not (empty or emptied) or Kind.PARCEL_DEPOSITED in told:
        return entries
    return *entries, Entry.of(Kind.ENTRAPMENT_SUSPECTED, compartment=found.compartment, cause="closed_unseen")


def _handed_out(opened: OpenIntent, bounds: dict[str, JsonValue]) -> tuple[Entry, ...]:
    intent = opened.intent
    parcel: dict[str, JsonValue] = {"pickup": intent.pickup, "parcel": intent.parcel}
    if opened.complaint in DOUBTFUL_TOPICS:
        return (_entry(Kind.PARCEL_SUSPECT, opened, reason=opened.complaint, **parcel),)
    if opened.collected:
        return ()  # opened again after it had left: nothing is handed out a second time
    collected = _entry(
        Kind.PARCEL_COLLECTED,
        opened,
        intent=intent.intent,
        opened_utc=_seen_open_utc(opened),
        credential=intent.credential,
        actor=intent.actor,
        reference=intent.reference,
        **parcel,
        **bounds,
    )
    return (collected,)


def _by_staff(opened: OpenIntent, holding: Holding | None) -> tuple[Entry, ...]:
    """A technician takes out the parcel that is there, or puts in the one the compartment is kept for."""
    intent = opened.intent
    if holding is None or intent.decision != "technician":
        return ()
    who: dict[str, JsonValue] = {"intent": intent.intent, "actor": intent.actor}
    parcel: dict[str, JsonValue] = {"pickup": holding.pickup, "parcel": holding.parcel}
    match intent.reference, holding.state:
        case "load", HoldingState.RESERVED:
            return (_entry(Kind.PARCEL_DEPOSITED, opened, how="loaded", **parcel, **who),)
        case "remove_parcel", HoldingState.OCCUPIED | HoldingState.RECALL:
            return (_entry(Kind.PARCEL_REMOVED, opened, reason=intent.reference, **parcel, **who),)
        case _:
            return ()


def _opened(pending: OpenIntent, **more: JsonValue) -> Entry:
    return _entry(
        Kind.DOOR_OPENED,
        pending,
        intent=pending.intent.intent,
        already_open=False,
        recovered=True,
        opened_after_utc=pending.intent_utc,
        **more,
    )


def _unknown(pending: OpenIntent) -> Entry:
    return _entry(Kind.DOOR_UNKNOWN, pending, intent=pending.intent.intent, cause="restart")


def _unexpected(found: Found) -> tuple[Entry, ...]:
    """Told once: a compartment that is blocked already was reported, or is being worked on."""
    if found.blocked or found.reading is not Reading.OPEN:
        return ()
    number = found.compartment
    forced = Entry.of(Kind.DOOR_FORCED, compartment=number, recovered=True)
    blocked = Entry.of(Kind.COMPARTMENT_BLOCKED, compartment=number, reason=FORCED, actor=KIOSK)
    empty = found.holding is None or found.holding.state is HoldingState.RESERVED
    if empty and found.large:
        return forced, blocked, Entry.of(Kind.ENTRAPMENT_SUSPECTED, compartment=number, cause="open_at_start")
    return forced, blocked


def _seen_open_utc(opened: OpenIntent) -> float:
    return opened.intent_utc if opened.opened_utc is None else opened.opened_utc


def _entry(kind: Kind, of: OpenIntent, **body: JsonValue) -> Entry:
    return Entry(kind, {"compartment": of.intent.compartment, **body}, of.intent.session)
