from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.flows import rescue
from kiosk.flows.effects import ClearDeadline, Effect, Pulse, Record, SetDeadline
from kiosk.flows.events import Deadline, DeadlinePassed, DoorClosed, DoorOpened, Outcome, PulseEnded
from kiosk.flows.rescue import Asked, Choosing, Event, Rescue, Suspected, Told, Touched, shown

LATE = DeadlinePassed(Deadline.RESCUE)
EMPTY = {"fits": True, "empty": True}


class Call:
    """Plays events; `effects` are those of the last one."""

    def __init__(self, state: Rescue = rescue.NOBODY_INSIDE) -> None:
        self.state = state
        self.effects: tuple[Effect, ...] = ()
        self.entries: list[Entry] = []
        self.intents: list[DoorIntent] = []
        self._calls = 0

    def play(self, *events: Event) -> "Call":
        for event in events:
            self._calls += 1
            self.state, self.effects = rescue.step(self.state, event, f"R{self._calls}")
            self.entries += [effect.entry for effect in self.effects if isinstance(effect, Record)]
            self.intents += [effect.intent for effect in self.effects if isinstance(effect, Pulse)]
        return self

    def shown(self, *open_doors: int, busy: bool = False) -> tuple[str, int | None] | None:
        return shown(self.state, open_doors=frozenset(open_doors), busy=busy)

    @property
    def kinds(self) -> list[Kind]:
        return [entry.kind for entry in self.entries]


def test_a_suspicion_is_shown_and_recorded_once_until_somebody_has_looked_inside() -> None:
    call = Call().play(Suspected(7, "closed_unattended"), Suspected(7, "closed_unattended"))
    assert call.kinds == [Kind.ENTRAPMENT_SUSPECTED]
    assert call.entries[0].body == {"compartment": 7, "cause": "closed_unattended"}
    assert call.shown() == ("suspected", 7)
    call.play(Touched("rescue_door", 7, fits=True, empty=True))
    assert call.shown() == ("opening", 7)
    call.play(PulseEnded(7, Outcome.OPENED))
    assert call.shown(7) == ("open", 7)
    call.play(Touched("rescue_clear", 7, open=True, **EMPTY))
    assert call.shown(7) is None
    assert call.kinds == [Kind.ENTRAPMENT_SUSPECTED, Kind.ENTRAPMENT_CLEARED]
    assert call.entries[1].body == {"compartment": 7, "how": "looked_inside", "actor": "rescue"}


def test_nobody_can_say_that_nobody_is_inside_a_closed_compartment() -> None:
    call = Call().play(Suspected(7, "x"), Touched("rescue_clear", 7, open=False, **EMPTY))
    assert call.kinds == [Kind.ENTRAPMENT_SUSPECTED]
    assert call.shown() == ("suspected", 7)


def test_a_door_that_is_not_under_suspicion_is_not_cleared() -> None:
    assert Call().play(Touched("rescue_clear", 7, open=True, **EMPTY)).entries == []


def test_the_door_one_has_looked_into_closes_without_a_new_suspicion_but_only_once_and_soon() -> None:
    looked = Rescue(looked=frozenset({7}))
    call = Call(looked).play(Suspected(7, "x"))
    assert (call.entries, call.shown()) == ([], None)
    assert Call(call.state).play(Suspected(7, "x")).shown() == ("suspected", 7)
    assert Call(looked).play(LATE, Suspected(7, "x")).shown() == ("suspected", 7)


def test_a_door_that_is_shut_again_without_a_look_is_under_suspicion_still() -> None:
    call = Call().play(Suspected(7, "x"), Touched("rescue_door", 7, **EMPTY), PulseEnded(7, Outcome.OPENED))
    assert call.play(Suspected(7, "x")).shown() == ("suspected", 7)
    call.play(Touched("rescue_door", 7, **EMPTY), PulseEnded(7, Outcome.OPENED), DoorClosed(7))
    assert call.shown() == ("suspected", 7)


def test_somebody_calls_and_chooses_an_empty_compartment_which_opens_at_once() -> None:
    call = Call().play(Touched("rescue"))
    assert (call.kinds, call.shown()) == ([Kind.RESCUE_CALLED], ("choose", None))
    assert SetDeadline(Deadline.RESCUE, rescue.PATIENCE_S) in call.effects
    call.play(Touched("rescue_door", 13, **EMPTY))
    assert ClearDeadline(Deadline.RESCUE) in call.effects
    [intent] = call.intents
    assert (intent.compartment, intent.decision, intent.actor, intent.credential) == (13, "rescue", "rescue", "")
    assert (intent.session, intent.consumes, intent.parcel) == ("R1", False, "")
    assert [entry.body.get("cause") for entry in call.entries] == [None, "called"]


def test_a_compartment_with_a_parcel_stays_shut_and_staff_are_told() -> None:
    call = Call().play(Touched("rescue"), Touched("rescue_door", 13, fits=True))
    assert call.intents == []
    assert [entry.body for entry in call.entries] == [{"compartment": None}, {"compartment": 13}]
    assert call.shown() == ("failed", 13)
    assert call.state.suspects == ()
    assert call.play(DoorOpened(13)).shown() == ("failed", 13)


def test_a_small_compartment_is_none_of_its_business() -> None:
    call = Call().play(Touched("rescue_door", 3, fits=False, empty=True))
    assert (call.intents, call.entries, call.shown()) == ([], [], None)


def test_a_door_under_suspicion_opens_even_if_the_ledger_has_changed_its_mind() -> None:
    call = Call().play(Suspected(7, "x"), Touched("rescue_door", 7, fits=True, empty=False))
    assert [intent.compartment for intent in call.intents] == [7]


@pytest.mark.parametrize("outcome", [Outcome.JAMMED, Outcome.UNKNOWN])
def test_a_door_that_does_not_open_may_be_tried_again_and_be_pushed(outcome: Outcome) -> None:
    call = Call().play(Suspected(7, "x"), Touched("rescue_door", 7, **EMPTY), PulseEnded(7, outcome))
    assert call.shown() == ("failed", 7)
    call.play(Touched("rescue_door", 7, **EMPTY))
    assert [(intent.intent, intent.pulse) for intent in call.intents] == [("R2-7-1", 1), ("R2-7-2", 2)]
    call.play(PulseEnded(7, outcome), DoorOpened(7))
    assert call.shown(7) == ("open", 7)


def test_nothing_else_is_done_while_a_door_is_opening() -> None:
    call = Call().play(Touched("rescue_door", 7, **EMPTY))
    state = call.state
    call.play(Touched("rescue"), Touched("rescue_door", 13, **EMPTY), Touched("back"), PulseEnded(13, Outcome.OPENED))
    call.play(Touched("rescue_clear", 7, open=True, **EMPTY), LATE)
    assert call.state == state


def test_a_suspicion_waits_for_a_person_at_an_open_door_but_a_call_does_not() -> None:
    call = Call().play(Suspected(7, "x"))
    assert call.shown(busy=True) is None
    assert call.play(Touched("rescue")).shown(busy=True) == ("choose", None)


def test_a_suspicion_that_was_put_off_comes_back() -> None:
    call = Call().play(Suspected(7, "x"), Touched("back"))
    assert call.shown() is None
    assert SetDeadline(Deadline.RESCUE, rescue.PATIENCE_S) in call.effects
    assert call.play(LATE).shown() == ("suspected", 7)
    assert call.play(Touched("back"), Suspected(13, "x")).shown() == ("suspected", 7)


def test_a_page_that_nobody_touches_goes_away_unless_its_door_is_open() -> None:
    assert Call().play(Touched("rescue"), LATE).state == Rescue()
    call = Call().play(Touched("rescue_door", 7, **EMPTY), PulseEnded(7, Outcome.OPENED), LATE)
    assert call.shown(7) == ("open", 7)


def test_what_the_journal_says_counts() -> None:
    call = Call().play(Told(frozenset({13, 7})))
    assert call.state.suspects == (7, 13)
    assert call.shown(7) == ("open", 7)
    call.play(Touched("rescue_door", 7, **EMPTY), PulseEnded(7, Outcome.JAMMED), Told(frozenset({13})))
    assert call.shown() == ("suspected", 13)


EVENTS = st.one_of(
    st.builds(Suspected, st.sampled_from((7, 13)), st.just("x")),
    st.builds(
        Touched,
        st.sampled_from(("rescue", "rescue_door", "rescue_clear", "back")),
        st.sampled_from((0, 7, 13)),
        fits=st.booleans(),
        empty=st.booleans(),
        open=st.booleans(),
    ),
    st.builds(PulseEnded, st.sampled_from((7, 13)), st.sampled_from(Outcome)),
    st.builds(DoorOpened, st.sampled_from((7, 13))),
    st.builds(DoorClosed, st.sampled_from((7, 13))),
    st.just(LATE),
)


@given(st.lists(EVENTS, max_size=20))
def test_whatever_happens_no_intent_is_used_twice_and_no_parcel_is_given_away(events: list[Event]) -> None:
    call = Call()
    for event in events:
        suspects = set(call.state.suspects)
        before = len(call.intents)
        call.play(event)
        for intent in call.intents[before:]:
            assert isinstance(event, Touched)
            assert event.action == "rescue_door"
            assert event.fits
            assert event.empty or intent.compartment in suspects
        if lost := suspects - set(call.state.suspects):
            assert isinstance(event, Touched)
            assert (event.action, event.open, {event.number}) == ("rescue_clear", True, lost)
    assert len({intent.intent for intent in call.intents}) == len(call.intents)


@given(st.lists(EVENTS, max_size=20))
def test_left_alone_every_page_but_an_open_door_goes_away(events: list[Event]) -> None:
    state = Call().play(*events).state
    if isinstance(state.page, Asked) and state.page.state == "opening":
        state = Call(state).play(PulseEnded(state.page.number, Outcome.UNKNOWN)).state
    after = Call(state).play(LATE).state
    assert after.page is None or after.page == replace(after.page, state="open")
    assert not isinstance(after.page, Choosing)
