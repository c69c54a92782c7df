"""Runs the session reducer: one event after the other, effects performed, state durable before it is shown.

The order for a door is fixed here and nowhere else: the intent with all that belongs to it is committed, only the
commit yields a permit, the permit is redeemed for one pulse, the outcome is committed, then the journey hears of it.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final, TypeVar

from kiosk.domain.decision import Grant, Reason, Refusal
from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.errors import IntentRefusedError
from kiosk.flows import session as flow
from kiosk.flows.effects import (
    AnswerWalk,
    AskAccount,
    BeginSignIn,
    BeginWalk,
    Check,
    CheckPin,
    ClearDeadline,
    Effect,
    LookInto,
    Pulse,
    Record,
    SetDeadline,
    StopWalk,
    TellWalk,
)
from kiosk.flows.events import (
    AccountTold,
    Answered,
    CodeScanned,
    DeadlinePassed,
    DoorClosed,
    DoorLost,
    Event,
    HeldBack,
    LookedInto,
    Outcome,
    PinChecked,
    Pressed,
    PulseEnded,
    SignedIn,
    SignInTold,
    Withheld,
)
from kiosk.flows.phone_sign_in import PhoneSignIn
from kiosk.ports import Clock, Commissioning, Door, DoorBank, Journal, Permit
from kiosk.services.activity import Activity
from kiosk.services.alarms import AlarmBook
from kiosk.services.bulk_guard import BulkGuard
from kiosk.services.checker import Checker
from kiosk.services.deadlines import Deadlines
from kiosk.services.facts import Facts
from kiosk.services.session_store import encode
from kiosk.services.sign_ins import SignIns
from kiosk.services.visits import Visits

_QUEUE_SIZE: Final = 256
_AFTER_PULSE_S: Final = 2.0
"""A board tells of another door that its pulse opened within a poll or two."""
_UNLOCK_LIMIT_S: Final = 20.0
"""Longer than any bank takes to make up its mind; a bank that says nothing by then is a bug, the door UNKNOWN."""

_TURN_GRACE_S: Final = 0.05
"""Timers may fire a little early."""

log = logging.getLogger(__name__)
T = TypeVar("T")


class RestartPulseError(RuntimeError):
    """A bug: recovery asked for a pulse. A restart actuates nothing by itself (invariant A7)."""


@dataclass(frozen=True, slots=True)
class _Reply:
    """What was found out, and to which question: the person who asked an earlier one may have gone."""

    question: int
    event: Answered | PinChecked


@dataclass(frozen=True, slots=True)
class _ToldTo:
    """An answer about the account, and to whom: nobody else hears it."""

    session: str
    event: AccountTold | SignInTold


@dataclass(frozen=True, slots=True)
class _Between:
    """Work that must not run beside the handling of an event."""

    work: Callable[[], Coroutine[None, None, None]]


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
        visits: Visits,
        sign_ins: SignIns,
        clock: Clock,
        facts: Facts,
        activity: Activity,
        committed: Callable[[], None],
        fresh_id: Callable[[], str],
        guard: BulkGuard,
        hands: Callable[[flow.Session], list[Entry]] = lambda _: [],
    ) -> None:
        self.session = flow.idle(site)
        self.deadlines = Deadlines(lambda name: self.post(DeadlinePassed(name)))
        self._site = site
        self._journal = journal
        self._bank = bank
        self._commissioning = commissioning
        self._checker = checker
        self._visits = visits
        self._sign_ins = sign_ins
        self._clock = clock
        self._facts = facts
        self._activity = activity
        self._committed = committed
        self._fresh_id = fresh_id
        self._guard = guard
        self._hands = hands
        self._alarms = AlarmBook(facts, clock)
        self._events: asyncio.Queue[Event | _Reply | _ToldTo | _Between] = asyncio.Queue(_QUEUE_SIZE)
        self._question = 0
        self._unwritten: list[Entry] = []
        self._saved = False
        self._tasks: asyncio.TaskGroup | None = None
        self._may_pulse = False
        self.ready = asyncio.Event()
        """Set when recovery has been taken in, and doors may move."""
        self._pulsed: dict[int, tuple[str, float]] = {}

    def post(self, event: Event) -> None:
        """Hand over an event. A flood (a broken touch screen, a loop of codes) loses touches and codes, never doors."""
        if self._events.qsize() >= _QUEUE_SIZE // 2 and isinstance(event, Pressed | CodeScanned):
            log.warning("too many events at once, a %s was dropped", type(event).__name__)
            return
        self._events.put_nowait(event)

    async def between(self, work: Callable[[], Coroutine[None, None, T]]) -> T:
        """Result of `work`, run while no event is handled: what it finds of the session stays true meanwhile."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        async def settle() -> None:
            result = await work()
            if not done.done():
                done.set_result(result)

        self._events.put_nowait(_Between(settle))
        return await done

    async def open_by_command(self, intent: DoorIntent, *entries: Entry) -> asyncio.Task[Outcome]:
        """Intent with `entries` in one transaction, then the pulse; only within `between`. The task ends with it."""
        if not self._may_pulse:
            raise RestartPulseError(intent.compartment)
        permit = await self._intend(intent, *entries)
        assert self._tasks is not None
        return self._tasks.create_task(self._pulse(intent, permit))

    async def run(self, restored: flow.Session | None = None, first: tuple[Event, ...] = ()) -> None:
        """Serve until cancelled. `restored` is the session found after a restart, `first` what recovery learned."""
        async with asyncio.TaskGroup() as self._tasks:
            for helper in (self._visits, self._sign_ins):
                helper.start(self._tasks, lambda to, told: self._events.put_nowait(_ToldTo(to, told)))
            if restored is not None:
                self.session, self._saved = restored, True
                self._perform_deadlines(flow.resume(restored))
            for event in first:
                await self._handle(event)
            self._may_pulse = True
            self.ready.set()
            self._facts.changed()
            while True:
                heard = await self._events.get()
                if isinstance(heard, _Between):
                    await heard.work()
                elif isinstance(heard, _Reply):
                    if heard.question == self._question:
                        await self._handle(heard.event)
                elif isinstance(heard, _ToldTo):
                    if heard.session == self.session.id:
                        await self._handle(heard.event)
                else:
                    await self._handle(heard)

    async def _handle(self, event: Event) -> None:
        before = self.session
        after, effects = self._held_back(*flow.step(self._site, before, event, self._fresh_id()))
        if after == before and not effects:
            return
        after, effects = await self._commit_allowed(after, effects)
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
        if before.id != after.id:
            self._visits.leave(before.id)
        if isinstance(before.flow, PhoneSignIn) and not isinstance(after.flow, PhoneSignIn):
            self._sign_ins.leave()

    def _held_back(self, after: flow.Session, effects: tuple[Effect, ...]) -> flow.Step:
        """The step itself, or where the limit on doors in bulk denies its pulse, the step to waiting for a turn."""
        for effect in effects:
            if not isinstance(effect, Pulse) or (wait_s := self._guard.wait_s(effect.intent)) <= 0:
                continue
            log.info("door %d is held back for %.0f s: too many at once", effect.intent.compartment, wait_s)
            self._alarms.note("bulk_limit", door=effect.intent.compartment)
            others = tuple(other for other in effects if other is not effect)
            held, more = flow.step(self._site, after, HeldBack(effect.intent, wait_s + _TURN_GRACE_S), "")
            if held == after:
                # Whoever asked cannot wait for a turn: to them the door did not open.
                self.post(PulseEnded(effect.intent.compartment, Outcome.UNKNOWN, self._clock.utc_s()))
            return held, (*others, *more)
        return after, effects

    async def _commit_allowed(self, after: flow.Session, effects: tuple[Effect, ...]) -> flow.Step:
        """Commit the step; where the journal refuses its intent, what the journey makes of that instead."""
        while True:
            try:
                await self._commit(after, effects)
            except IntentRefusedError as refused:
                log.warning("%s: withheld at the last moment", refused)
                others = tuple(effect for effect in effects if not isinstance(effect, Pulse | Record))
                withheld = Withheld(refused.compartment, refused.reason)
                after, more = self._held_back(*flow.step(self._site, after, withheld, ""))
                effects = (*others, *more)
            else:
                return after, effects

    async def _commit(self, after: flow.Session, effects: tuple[Effect, ...]) -> None:
        """Write what the step wants written, in one transaction; pulses are started with the permit it yields.

        While a code is being checked nothing is worth a write of its own: those entries go with the next one, so that
        the way from a code to an unlock holds exactly one commit.
        """
        self._unwritten += [effect.entry for effect in effects if isinstance(effect, Record)]
        self._unwritten += self._hands(after)
        if isinstance(after.flow, flow.Checking):
            return
        state = encode(after, self._clock.utc_s())
        entries, self._unwritten = self._unwritten, []
        pulses = [effect.intent for effect in effects if isinstance(effect, Pulse)]
        for intent in pulses:
            if not self._may_pulse:
                raise RestartPulseError(intent.compartment)
            try:
                permit = await self._intend(intent, *entries, session_state=state)
            except IntentRefusedError:
                self._unwritten = entries
                raise
            self._background(self._pulse(intent, permit))
        gone = state is None and self._saved
        if not pulses and entries:
            # The end and what was saved in one commit: a core that is lost must not find it for the next person (U2).
            await self._journal.append(*entries, session_state=b"" if gone else state)
        elif not pulses and (gone or (state is not None and _other_screen(self.session, after))):
            await self._journal.save_session(state)
        self._saved = state is not None
        if entries or pulses:
            self._committed()

    async def _intend(self, intent: DoorIntent, *entries: Entry, session_state: bytes | None = None) -> Permit:
        self._guard.pulsed(intent)
        return await self._journal.intend(intent, *entries, session_state=session_state)

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
                self._ask(self._check(effect, self.session.id))
            case AskAccount(question):
                self._visits.ask(self.session.id, question)
            case BeginSignIn():
                self._sign_ins.begin(self.session.id)
            case CheckPin():
                self._ask(self._checker.check_pin(effect))
            case LookInto(door):
                self._background(self._look_into(door))
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

    def _background(self, work: Coroutine[None, None, object]) -> None:
        assert self._tasks is not None
        self._tasks.create_task(work)

    def _ask(self, question: Coroutine[None, None, Answered | PinChecked]) -> None:
        self._question += 1
        self._background(self._reply(self._question, question))

    async def _reply(self, number: int, question: Coroutine[None, None, Answered | PinChecked]) -> None:
        self._events.put_nowait(_Reply(number, await question))

    async def _look_into(self, door: int) -> None:
        self.post(LookedInto(door, (await self._journal.holdings()).get(door)))

    async def _check(self, effect: Check, session: str) -> Answered:
        answer = await self._checker.check(effect)
        if self._facts.out_of_service() and isinstance(answer, Grant | SignedIn):
            # A technician is let in all the same: they come because of it.
            return Answered(Refusal(Reason.BANK_DOWN))
        if isinstance(answer, SignedIn) and session == self.session.id:
            answer = await self._visits.welcome(session, effect, answer)
        return Answered(answer)

    async def pulse_for_rescue(self, intent: DoorIntent, *entries: Entry) -> Outcome:
        """For `services.rescue`, which is no session: the same way to a lock as every pulse. May be awaited when
        `ready`. The limit on doors in bulk has a window of its own for it.
        """
        # Another door may have waited for the same moment.
        while (wait_s := self._guard.wait_s(intent)) > 0:  # noqa: ASYNC110 - the guard says for how long
            await asyncio.sleep(wait_s)
        try:
            permit = await self._intend(intent, *entries)
        except IntentRefusedError:
            return Outcome.UNKNOWN
        self._committed()
        return await self._pulse(intent, permit)

    def pulsed_now(self) -> Mapping[int, str]:
        """Doors whose pulse is under way or has just ended, with its intent: another one that opens is a wrong one."""
        now_s = self._clock.monotonic_s()
        return {door: intent for door, (intent, until_s) in self._pulsed.items() if now_s < until_s}

    async def _pulse(self, intent: DoorIntent, permit: Permit) -> Outcome:
        door = intent.compartment
        self._pulsed = {other: end for other, end in self._pulsed.items() if other in self.pulsed_now()}
        self._pulsed[door] = (intent.intent, inf)
        try:
            async with asyncio.timeout(_UNLOCK_LIMIT_S):
                outcome = Outcome(await self._bank.unlock(door, permit))
        except TimeoutError:
            outcome = Outcome.UNKNOWN
        self._pulsed[door] = (intent.intent, self._clock.monotonic_s() + _AFTER_PULSE_S)
        await self._journal.append(_outcome_entry(intent, outcome))
        self._committed()
        self._count(door, outcome)
        self._activity.door(intent, outcome)
        self.post(PulseEnded(door, outcome, self._clock.utc_s()))
        if outcome in {Outcome.OPENED, Outcome.ALREADY_OPEN}:
            self._catch_up(door)
        return outcome

    def _catch_up(self, door: int) -> None:
        """What became of it before the outcome was durable has been heard and lost."""
        match self._bank.door(door):
            case Door.CLOSED:
                self.post(DoorClosed(door))
            case Door.UNKNOWN:
                self.post(DoorLost(door, self._clock.utc_s()))
            case Door.OPEN:
                pass

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
