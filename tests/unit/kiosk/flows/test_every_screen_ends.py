"""Invariant U3: every screen goes back to idle in bounded time, with a warning that can be answered; never while a door
is open. Walked over all sessions there are, with the deadlines kept as the runner keeps them.
"""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.flows import collect, session
from kiosk.flows.effects import Check, CheckPin, ClearDeadline, Effect, Pulse, SetDeadline
from kiosk.flows.events import (
    CodeScanned,
    Deadline,
    DeadlinePassed,
    DoorBack,
    DoorClosed,
    DoorLost,
    DoorOpened,
    Event,
    GoodsScanned,
    Outcome,
    PinChecked,
    Pressed,
    PulseEnded,
)
from kiosk.flows.session import Checking, Idle, Session
from kiosk.flows.timing import ANSWER_S, FAREWELL_S, IDLE_S, WALK_S, WARNING_S
from tests.helpers.every_flow import SESSIONS
from tests.helpers.flow_script import SITE

BOUND_S = ANSWER_S + WALK_S + WARNING_S + FAREWELL_S + IDLE_S
MOVING = (collect.Opening, collect.DoorOpen)
FAREWELL = (session.Refused, collect.Done)
ACTIONS = (
    "type_code", "key", "erase", "submit", "back", "home", "help", "report", "more_time", "reopen", "retry",
    "open_next", "skip", "language", "toggle_pickup", "collect", "select_door", "open_door", "block_door",
    "unblock_door", "reason", "commission", "walk_confirm", "camera_page", "bus_page", "doors_page", "log_out",
    "shop", "more", "fewer", "quantity", "type_article", "checkout", "deliver", "change_reference", "buy", "ask_again",
)  # fmt: skip


def _moves(current: Session) -> bool:
    """Whether a door is opening or seen open. One whose board is silent holds nobody up."""
    match current.flow:
        case collect.DoorOpen(unseen_utc=float()):
            return False
        case flow:
            return isinstance(flow, MOVING)


class Person:
    """A session with its waits. Time passes only in `wait`; pulses and checks are answered by the world."""

    def __init__(self, current: Session) -> None:
        self.now = current
        self.waits: dict[Deadline, float] = {}
        self.elapsed_s = 0.0
        self.owed: list[Event] = []
        self._keep(session.resume(current) if current.id else ())
        if current.warned:
            self.waits[Deadline.WARNED] = WARNING_S
        if isinstance(current.flow, Checking):
            self.waits[Deadline.ANSWER] = ANSWER_S
        if isinstance(current.flow, collect.Waiting) and current.flow.wait_s:
            self.waits[Deadline.TURN] = current.flow.wait_s

    def play(self, event: Event) -> None:
        self.now, effects = session.step(SITE, self.now, event, "FRESH")
        self._keep(effects)

    def wait(self) -> None:
        """Until the next deadline."""
        name = min(self.waits, key=lambda wait: self.waits[wait])
        passed_s = self.waits.pop(name)
        self.waits = {other: left_s - passed_s for other, left_s in self.waits.items()}
        self.elapsed_s += passed_s
        self.play(DeadlinePassed(name))

    def _keep(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            match effect:
                case SetDeadline(name, after_s):
                    self.waits[name] = after_s
                case ClearDeadline(name):
                    self.waits.pop(name, None)
                case Pulse(intent):
                    self.owed.append(PulseEnded(intent.compartment, Outcome.JAMMED))
                case CheckPin():
                    self.owed.append(PinChecked(right=False))
                case Check():
                    pass  # never answered: the deadline has to do
                case _:
                    pass


def leave(person: Person) -> list[Session]:
    """Nobody touches anything any more; the sessions that were seen on the way to idle."""
    seen = [person.now]
    while person.now.id:
        owed, person.owed = person.owed, []
        for event in owed:
            person.play(event)
        if _moves(person.now):
            break
        assert person.waits, f"nothing ends {person.now}"
        person.wait()
        seen.append(person.now)
        assert person.elapsed_s <= BOUND_S, f"still on {person.now}"
    return seen


PLACES = st.sampled_from(sorted(SESSIONS))
TOUCH = st.builds(
    Pressed,
    st.sampled_from(ACTIONS),
    st.sampled_from(("", "1", "nb", "en", "empty", "MINE0001", "07090000000011")),
    st.just(3),
)
EVENTS = st.one_of(
    TOUCH,
    st.just(CodeScanned(b"")),
    st.builds(GoodsScanned, st.sampled_from(("", "07090000000011"))),
    st.just(CodeScanned(b"PK1:X")),
    st.builds(DoorClosed, st.sampled_from((7, 9))),
    st.builds(DoorOpened, st.sampled_from((7, 9))),
    st.builds(DoorLost, st.sampled_from((7, 9)), st.just(5.0)),
    st.builds(DoorBack, st.sampled_from((7, 9))),
    st.builds(PulseEnded, st.sampled_from((7, 9)), st.sampled_from(Outcome)),
)


@pytest.mark.parametrize("name", SESSIONS)
def test_every_screen_that_is_left_alone_ends(name: str) -> None:
    person = Person(SESSIONS[name])
    opening = isinstance(person.now.flow, collect.Opening)
    if opening:
        person.owed.append(PulseEnded(7, Outcome.JAMMED))
    seen = leave(person)
    if isinstance(person.now.flow, collect.DoorOpen):
        assert person.now.flow.unseen_utc is None
        assert {type(before.flow) for before in seen} == {collect.DoorOpen}
        return
    assert isinstance(person.now.flow, Idle)
    assert person.now == session.idle(SITE)


@given(PLACES, st.lists(EVENTS, max_size=12))
def test_whatever_was_done_before_it_ends(name: str, events: list[Event]) -> None:
    person = Person(SESSIONS[name])
    for event in events:
        person.play(event)
    if isinstance(person.now.flow, collect.Opening):
        person.owed.append(PulseEnded(person.now.flow.round.compartment, Outcome.UNKNOWN))
    leave(person)
    assert isinstance(person.now.flow, Idle | collect.DoorOpen)


@given(PLACES, st.lists(EVENTS, max_size=8))
def test_a_screen_on_which_something_can_be_lost_ends_only_after_a_warning(name: str, events: list[Event]) -> None:
    person = Person(SESSIONS[name])
    for event in events:
        person.play(event)
    before = person.now
    while person.now.id and person.waits and not isinstance(person.now.flow, MOVING):
        before = person.now
        person.wait()
        if not person.now.id:
            assert before.warned or isinstance(before.flow, (Idle, *FAREWELL))


@given(PLACES)
def test_a_warning_can_be_answered_as_often_as_one_likes(name: str) -> None:
    person = Person(SESSIONS[name])
    for _ in range(5):
        while person.now.id and not person.now.warned and person.waits and not isinstance(person.now.flow, MOVING):
            person.wait()
        if not person.now.warned:
            return
        person.play(Pressed("more_time"))
        assert not person.now.warned
        assert person.waits[Deadline.IDLE] >= IDLE_S
        assert Deadline.WARNED not in person.waits


@pytest.mark.parametrize("name", [name for name, held in SESSIONS.items() if _moves(held)])
@pytest.mark.parametrize("waits", list(product(Deadline, repeat=2)), ids="-".join)
def test_no_wait_ends_a_session_while_a_door_is_opening_or_open(name: str, waits: tuple[Deadline, ...]) -> None:
    person = Person(SESSIONS[name])
    for wait in waits:
        person.play(DeadlinePassed(wait))
        assert isinstance(person.now.flow, MOVING)
        assert person.now.id == SESSIONS[name].id
