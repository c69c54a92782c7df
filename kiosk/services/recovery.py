"""What to make of the journal after a restart: journal × sensors → verdict, with no way to pulse anything.

The restart table: an intent without a result and an open door was an opening; with a closed door nobody knows
(UNKNOWN, the same person may ask again); an opened door that is closed now was closed while nobody watched.
"""

from dataclasses import dataclass

from kiosk.domain.pickup import ParcelState
from kiosk.domain.record import Entry, Kind, OpenIntent
from kiosk.flows import collect, service
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
        events += await _cycle(journal, open_intent, bank.door(open_intent.intent.compartment), session, clock.utc_s())
    if session is None and state is not None:
        await journal.save_session(None)
    return Recovered(session, tuple(events))


async def _cycle(
    journal: Journal, open_intent: OpenIntent, door: Door, session: Session | None, utc: float
) -> list[Event]:
    """One row of the restart table: write what the sensor says, and return what the session has missed."""
    number = open_intent.intent.compartment
    events: list[Event] = []
    if open_intent.state == "intent":
        entry, outcome = _verdict(open_intent, door)
        await journal.append(entry)
    else:
        outcome = Outcome(open_intent.state)
    if _awaits_outcome(session, open_intent):
        events.append(PulseEnded(number, outcome, utc))
    if open_intent.state == "opened" and door is Door.CLOSED:
        if _collects(session, open_intent):
            events.append(DoorClosed(number, while_away=True))
        else:
            await end_cycle(journal, open_intent, utc)
    return events


async def end_cycle(journal: Journal, opened: OpenIntent, utc: float) -> None:
    """The end of a door cycle that no journey saw: closed, and the parcel collected on the evidence there is."""
    pickup = await journal.pickup(opened.intent.pickup)
    gone = {parcel.id for parcel in pickup.parcels if parcel.state is ParcelState.COLLECTED} if pickup else set()
    closed, *collected = _closing_entries(opened, utc)
    # A door that was opened again after its parcel had been collected hands nothing out a second time.
    await journal.append(closed, *([] if opened.intent.parcel in gone else collected))


def _closing_entries(opened: OpenIntent, utc: float) -> tuple[Entry, ...]:
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


def _awaits_outcome(session: Session | None, open_intent: OpenIntent) -> bool:
    """Whether somebody still looks at a pulse under way."""
    match session:
        case Session(flow=collect.Opening(intent=intent)):
            return intent == open_intent.intent.intent
        case (
            Session(id=id_, flow=service.Doors(pulsing=door))
            | Session(
                id=id_,
                flow=service.CameraPage(service.Doors(pulsing=door)) | service.BusPage(service.Doors(pulsing=door)),
            )
        ):
            return (id_, door) == (open_intent.intent.session, open_intent.intent.compartment)
        case _:
            return False


def _collects(session: Session | None, open_intent: OpenIntent) -> bool:
    """Whether the journey that opened this door goes on, and will end its cycle itself."""
    flow = session.flow if session else None
    if isinstance(flow, collect.Opening | collect.DoorOpen | collect.DoorFault):
        return flow.intent == open_intent.intent.intent
    return False
