"""What to make of the journal after a restart: journal × sensors → verdict, with no way to pulse anything.

The restart table: an intent without a result and an open door was an opening; with a closed door nobody knows
(UNKNOWN, the same person may ask again); an opened door that is closed now was closed while nobody watched.
"""

from dataclasses import dataclass

from kiosk.domain.record import Entry, Kind, OpenIntent
from kiosk.flows import collect
from kiosk.flows.events import DoorClosed, Event, Outcome, PulseEnded
from kiosk.flows.session import Session
from kiosk.ports import Clock, Door, DoorBank, Journal
from kiosk.services.session_store import decode


@dataclass(frozen=True, slots=True)
class Recovered:
    """The session to go on with, None when nobody waits for one; `events` bring it up to the sensors."""

    session: Session | None
    events: tuple[Event, ...]


async def recover(journal: Journal, bank: DoorBank, clock: Clock) -> Recovered:
    """Bring journal and sensors together. `bank` is only read. Doors must have been polled once."""
    state = await journal.load_session()
    session = None if state is None else decode(state, clock.utc_s())
    events: list[Event] = []
    for open_intent in await journal.open_intents():
        door = bank.door(open_intent.intent.compartment)
        current = _is_current(session, open_intent)
        if open_intent.state == "intent":
            entry, outcome = _verdict(open_intent, door)
            await journal.append(entry)
            if current:
                events.append(PulseEnded(open_intent.intent.compartment, outcome, clock.utc_s()))
        elif current and isinstance(session and session.flow, collect.Opening):
            outcome = Outcome(open_intent.state)
            events.append(PulseEnded(open_intent.intent.compartment, outcome, clock.utc_s()))
        if open_intent.state == "opened" and door is Door.CLOSED:
            if current:
                events.append(DoorClosed(open_intent.intent.compartment, while_away=True))
            else:
                await journal.append(*closing_entries(open_intent, clock.utc_s()))
    if session is None and state is not None:
        await journal.save_session(None)
    return Recovered(session, tuple(events))


def closing_entries(opened: OpenIntent, utc: float) -> tuple[Entry, ...]:
    """The end of a door cycle that no journey saw: closed, and the parcel collected on the evidence there is."""
    intent = opened.intent
    closed = Entry.of(
        Kind.DOOR_CLOSED, intent.session, intent=intent.intent, compartment=intent.compartment, recovered=True
    )
    if not intent.parcel:
        return (closed,)
    collected = Entry.of(
        Kind.PARCEL_COLLECTED,
        intent.session,
        intent=intent.intent,
        pickup=intent.pickup,
        parcel=intent.parcel,
        compartment=intent.compartment,
        opened_utc=utc,
        credential=intent.credential,
        actor=intent.actor,
        reference=intent.reference,
        recovered=True,
    )
    return closed, collected


def _verdict(open_intent: OpenIntent, door: Door) -> tuple[Entry, Outcome]:
    intent = open_intent.intent
    if door is Door.OPEN:
        opened = Entry.of(
            Kind.DOOR_OPENED,
            intent.session,
            intent=intent.intent,
            compartment=intent.compartment,
            already_open=False,
            recovered=True,
        )
        return opened, Outcome.OPENED
    unknown = Entry.of(
        Kind.DOOR_UNKNOWN,
        intent.session,
        intent=intent.intent,
        compartment=intent.compartment,
        cause="restart",
    )
    return unknown, Outcome.UNKNOWN


def _is_current(session: Session | None, open_intent: OpenIntent) -> bool:
    flow = session.flow if session else None
    if isinstance(flow, collect.Opening | collect.DoorOpen | collect.DoorFault):
        return flow.intent == open_intent.intent.intent
    return False
