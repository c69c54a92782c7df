"""Runs the session reducer: one event after the other, effects performed, state durable before it is shown.

The order for a door is fixed here and nowhere else: the intent with all that belongs to it is committed, only the
commit yields a permit, the permit is redeemed for one pulse, the outcome is committed, then the journey hears of it.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Final

from kiosk.domain.decision import Grant, Reason, Refusal
from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.flows import session as flow
from kiosk.flows.effects import (
    AnswerWalk,
    BeginWalk,
    Check,
    CheckPin,
    ClearDeadline,
    Effect,
    Pulse,
    Record,
    SetDeadline,
    StopWalk,
    TellWalk,
)
from kiosk.flows.events import (
    Answered,
    CodeScanned,
    DeadlinePassed,
    DoorClosed,
    Event,
    Outcome,
    PinChecked,
    Pressed,
    PulseEnded,
    SignedIn,
)
from kiosk.ports import Clock, Commissioning, Door, DoorBank, Journal, Permit
from kiosk.services.activity import Activity
from kiosk.services.checker import Checker
from kiosk.services.deadlines import Deadlines
from kiosk.services.facts import Facts
from kiosk.services.session_store import encode

_QUEUE_SIZE: Final = 256
_UNLOCK_LIMIT_S: Final = 20.0
"""Longer than any bank takes to make up its mind; a bank that says nothing by then is a bug, the door UNKNOWN."""

log = logging.getLogger(__name__)


class RestartPulseError(RuntimeError):
    """A bug: recovery asked for a pulse. A restart actuates nothing by itself (invariant A7)."""


@dataclass(frozen=True, slots=True)
class _Reply:
    """What was found out, and to which question: the person who asked an earlier one may have gone."""

    question: int
    event: Answered | PinChecked


class SessionRunner:
    """Owns the session state. Everything else sends events to `post`."""

    def __init__(
        self,
        *,
        site: flow.Site,
        journal: Journal,
        bank: DoorBank,
        commissioning: Commissioning,
        checker: Checker,
        clock: Clock,
        facts: Facts,
        activity: Activity,
        committed: Callable[[], None],
        fresh_id: Callable[[], str],
    ) -> None:
        self.session = flow.idle(site)
        self.deadlines = Deadlines(lambda name: self.post(DeadlinePassed(name)))
        self._site = site
        self._journal = journal
        self._bank = bank
        self._commissioning = commissioning
        self._checker = checker
        self._clock = clock
        self._facts = facts
        self._activity = activity
        self._committed = committed
        self._fresh_id = fresh_id
        self._events: asyncio.Queue[Event | _Reply] = asyncio.Queue(_QUEUE_SIZE)
        self._question = 0
        self._unwritten: list[Entry] = []
        self._saved = False
        self._tasks: asyncio.TaskGroup | None = None
        self._may_pulse = False

    def post(self, event: Event) -> None:
        """Hand over an event. A flood (a broken touch screen, a loop of codes) loses touches and codes, never doors."""
        if self._events.qsize() >= _QUEUE_SIZE // 2 and isinstance(event, Pressed | CodeScanned):
            log.warning("too many events at once, a %s was dropped", type(event).__name__)
            return
        self._events.put_nowait(event)

    async def run(self, restored: flow.Session | None = None, first: tuple[Event, ...] = ()) -> None:
        """Serve until cancelled. `restored` is the session found after a restart, `first` what recovery learned."""
        async with asyncio.TaskGroup() as self._tasks:
            if restored is not None:
                self.session, self._saved = restored, True
                self._perform_deadlines(flow.resume(restored))
            for event in first:
                await self._handle(event)
            self._may_pulse = True
            self._facts.changed()
            while True:
                heard = await self._events.get()
                if not isinstance(heard, _Reply):
                    await self._handle(heard)
                elif heard.question == self._question:
                    await self._handle(heard.event)

    async def _handle(self, event: Event) -> None:
        before = self.session
        after, effects = flow.step(self._site, before, event, self._fresh_id())
        if after == before and not effects:
            return
        await self._commit(after, effects)
        self.session = after
        self._perform_deadlines(effects)
        for effect in effects:
            self._start(effect)
        if after != before:
            self._facts.changed()
        if isinstance(event, Answered):
            self._activity.answered(after, event.answer)
        elif isinstance(event, CodeScanned | DeadlinePassed) and isinstance(after.flow, flow.Refused):
            self._activity.answered(after, after.flow.refusal)
        if before.id and not after.id:
            self._activity.ended()

    async def _commit(self, after: flow.Session, effects: tuple[Effect, ...]) -> None:
        """Write what the step wants written, in one transaction; pulses are started with the permit it yields.

        While a code is being checked nothing is worth a write of its own: those entries go with the next one, so that
        the way from a code to an unlock holds exactly one commit.
        """
        self._unwritten += [effect.entry for effect in effects if isinstance(effect, Record)]
        if isinstance(after.flow, flow.Checking):
            return
        state = encode(after, self._clock.utc_s())
        entries, self._unwritten = self._unwritten, []
        pulses = [effect.intent for effect in effects if isinstance(effect, Pulse)]
        for intent in pulses:
            if not self._may_pulse:
                raise RestartPulseError(intent.compartment)
            permit = await self._journal.intend(intent, *entries, session_state=state)
            self._background(self._pulse(intent, permit))
        if state is None and self._saved:
            # Before its end is written: a core that is lost in between must not find it again for the next person (U2).
            await self._journal.save_session(None)
        if not pulses and entries:
            await self._journal.append(*entries, session_state=state)
        elif not pulses and state is not None and _other_screen(self.session, after):
            await self._journal.save_session(state)
        self._saved = state is not None
        if entries or pulses:
            self._committed()

    def _perform_deadlines(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            match effect:
                case SetDeadline(name, after_s):
                    self.deadlines.set(name, after_s)
                case ClearDeadline(name):
                    self.deadlines.clear(name)
                case _:
                    pass

    def _start(self, effect: Effect) -> None:
        match effect:
            case Check():
                self._ask(self._check(effect))
            case CheckPin():
                self._ask(self._checker.check_pin(effect))
            case BeginWalk(actor):
                self._commissioning.begin(actor)
            case AnswerWalk(answer, number):
                self._commissioning.answer(answer, number)
            case TellWalk(door):
                self._commissioning.pulsed(door)
            case StopWalk():
                self._commissioning.stop()
            case _:
                pass

    def _background(self, work: Coroutine[None, None, None]) -> None:
        assert self._tasks is not None
        self._tasks.create_task(work)

    def _ask(self, question: Coroutine[None, None, Answered | PinChecked]) -> None:
        self._question += 1
        self._background(self._reply(self._question, question))

    async def _reply(self, number: int, question: Coroutine[None, None, Answered | PinChecked]) -> None:
        self._events.put_nowait(_Reply(number, await question))

    async def _check(self, effect: Check) -> Answered:
        answer = await self._checker.check(effect)
        if self._facts.bank_down and isinstance(answer, Grant | SignedIn):
            # A technician is let in all the same: they come because of it.
            return Answered(Refusal(Reason.BANK_DOWN))
        return Answered(answer)

    async def _pulse(self, intent: DoorIntent, permit: Permit) -> None:
        door = intent.compartment
        try:
            async with asyncio.timeout(_UNLOCK_LIMIT_S):
                outcome = Outcome(await self._bank.unlock(door, permit))
        except TimeoutError:
            outcome = Outcome.UNKNOWN
        await self._journal.append(_outcome_entry(intent, outcome))
        self._committed()
        self._count(door, outcome)
        self._activity.door(intent, outcome)
        self.post(PulseEnded(door, outcome, self._clock.utc_s()))
        if outcome in {Outcome.OPENED, Outcome.ALREADY_OPEN} and self._bank.door(door) is Door.CLOSED:
            # It was closed again before the outcome was durable; its closing has been heard and lost.
            self.post(DoorClosed(door))

    def _count(self, door: int, outcome: Outcome) -> None:
        if outcome in {Outcome.OPENED, Outcome.ALREADY_OPEN}:
            self._facts.last_opened_s[door] = self._clock.monotonic_s()
        else:
            self._facts.failures[door] = self._facts.failures.get(door, 0) + 1


def _outcome_entry(intent: DoorIntent, outcome: Outcome) -> Entry:
    match outcome:
        case Outcome.OPENED | Outcome.ALREADY_OPEN:
            already = outcome is Outcome.ALREADY_OPEN
            return Entry.of(
                Kind.DOOR_OPENED,
                intent.session,
                intent=intent.intent,
                compartment=intent.compartment,
                already_open=already,
            )
        case Outcome.JAMMED:
            return Entry.of(Kind.DOOR_JAMMED, intent.session, intent=intent.intent, compartment=intent.compartment)
        case Outcome.UNKNOWN:
            return Entry.of(
                Kind.DOOR_UNKNOWN,
                intent.session,
                intent=intent.intent,
                compartment=intent.compartment,
                cause="no_evidence",
            )


def _other_screen(before: flow.Session, after: flow.Session) -> bool:
    """Whether somebody would miss it after a restart: another screen, another language, help; not every key."""
    return (
        type(before.flow) is not type(after.flow)
        or before.language != after.language
        or before.help != after.help
        or before.id != after.id
    )
