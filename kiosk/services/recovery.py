"""Brings journal and sensors together after a restart. The verdicts are `domain.recovery`; here they are performed.

A restart actuates nothing (invariant A7): what is handed in here can be looked at and not pulsed.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kiosk.domain.custody import Holding
from kiosk.domain.record import Entry, Kind, OpenIntent
from kiosk.domain.recovery import Found, Reading, Verdict, ending, ending_unseen, judge
from kiosk.flows import collect, service
from kiosk.flows.events import DoorBack, DoorClosed, DoorLost, DoorOpened, Event, Outcome, PulseEnded
from kiosk.flows.session import Session
from kiosk.ports import Clock, DoorReadings, Journal
from kiosk.services.session_store import decode

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wiring:
    """The doors of the bank. `unarmed`: nobody has proved which contact is whose, so nothing is made of an open one.
    `large`: a person fits in.
    """

    numbers: Sequence[int] = ()
    unarmed: Collection[int] = ()
    large: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Recovered:
    """The session to go on with, None when nobody waits for one; `events` bring it up to the sensors.

    `unexpected`: doors that stand open and that nobody asked for. `unavailable`: doors that do not answer.
    """

    session: Session | None
    events: tuple[Event, ...]
    unexpected: tuple[int, ...] = ()
    unavailable: tuple[int, ...] = ()


async def recover(journal: Journal, bank: DoorReadings, clock: Clock, wiring: Wiring | None = None) -> Recovered:
    """Doors must have been polled once."""
    wiring = wiring or Wiring()
    state = await journal.load_session()
    session = None if state is None else decode(state, clock.utc_s())
    pending = {one.intent.compartment: one for one in await journal.open_intents()}
    holdings, flags = await journal.holdings(), await journal.compartments()
    events: list[Event] = []
    unexpected: list[int] = []
    unavailable: list[int] = []
    for number in sorted({*wiring.numbers, *pending}):
        asked = pending.get(number)
        found = Found(
            number,
            Reading(bank.door(number).value),
            asked,
            holdings.get(number),
            attended=asked is not None and _collects(session, asked),
            blocked=number in wiring.unarmed or bool(number in flags and flags[number].blocked_reason),
            large=number in wiring.large,
        )
        verdict = judge(found)
        entries, heard = _perform(found, verdict, session, clock.utc_s())
        events += heard
        if entries:
            await journal.append(*entries)
        if any(entry.kind is Kind.DOOR_FORCED for entry in entries):
            log.warning("door %d stood open at the start and nobody had asked for it", number)
            unexpected.append(number)
        if not verdict.available:
            unavailable.append(number)
    if session is None and state is not None:
        await journal.save_session(None)
    return Recovered(session, tuple(events), tuple(unexpected), tuple(unavailable))


def _perform(
    found: Found, verdict: Verdict, session: Session | None, utc: float
) -> tuple[tuple[Entry, ...], list[Event]]:
    """What is written now, and what the session has missed."""
    if found.pending is None:
        return verdict.entries, []
    pending, heard = found.pending, list[Event]()
    seen_utc = utc if pending.opened_utc is None else pending.opened_utc
    if _awaits_outcome(session, pending):
        heard.append(PulseEnded(found.compartment, Outcome(verdict.state), seen_utc))
    if verdict.gave_way:
        heard.append(DoorOpened(found.compartment, utc))
    if verdict.state == "opened" and found.attended:
        heard += _sight(found, session, seen_utc)
    if verdict.ended and found.attended:
        return verdict.entries, [*heard, DoorClosed(found.compartment, while_away=True, after_utc=seen_utc)]
    if verdict.ended:
        return (*verdict.entries, *ending_unseen(pending, found)), heard
    return verdict.entries, heard


def _sight(found: Found, session: Session | None, seen_utc: float) -> list[Event]:
    """Whether the open door somebody is at can be seen."""
    if found.reading is Reading.SILENT:
        return [DoorLost(found.compartment, seen_utc)]
    match session:
        case Session(flow=collect.DoorOpen(unseen_utc=float())) if found.reading is Reading.OPEN:
            return [DoorBack(found.compartment)]
        case _:
            return []


async def end_cycle(journal: Journal, opened: OpenIntent, *, seen: bool = True) -> None:
    """A door that was opened is closed, and no journey goes on with it. `seen`: when it closed."""
    holding: Holding | None = (await journal.holdings()).get(opened.intent.compartment)
    await journal.append(*ending(opened, holding, seen=seen))


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
