"""The walk on a wall that is wired as the test says, walked by a person who sees every leaf."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest

from locker_driver import BankConfig, BusConfig, Channel, Dialect8a, MqttConfig, UnknownDoorError
from locker_driver.commissioning import AGREE, MAX_LOOKS, Step, begin, step
from locker_driver.commissioning_phases import Walk
from locker_driver.commissioning_proposal import proposed_channels
from locker_driver.commissioning_words import (
    Ask,
    Confirmed,
    Contact,
    DoorSeen,
    EchoMeasured,
    Effect,
    Event,
    FindingCode,
    Finished,
    Look,
    MeasureEcho,
    NoneSeen,
    Pulse,
    Pulsed,
    Question,
    Redo,
    Report,
    Seen,
    SeveralSeen,
    Skipped,
    Stopped,
    Store,
)
from locker_driver.proof import Proof, armed_doors

BUS = BusConfig("main", "/dev/ttyUSB0", (1, 2))
CONFIG = BankConfig((BUS,), {number: Channel("main", 1, number) for number in range(1, 7)})
AT = "2026-11-22T17:00:00Z"


@dataclass
class Wall:
    """Physical truth: which leaf each output moves, which input its switch is on, and what goes wrong."""

    config: BankConfig
    locks: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    switches: dict[int, Contact | None] = field(default_factory=dict)
    inverted: set[int] = field(default_factory=set)
    all_inverted: bool = False
    mirrored: bool = False
    silent: bool = False
    garbled: bool = False
    echo: bool | None = False
    singles: bool = True
    stuck_open: set[int] = field(default_factory=set)
    not_written: str = ""
    open: set[int] = field(default_factory=set)
    pulses: list[int] = field(default_factory=list)
    asked: list[Ask] = field(default_factory=list)
    proof: Proof = field(default_factory=Proof)
    flicker: set[Contact] = field(default_factory=set)
    looks: int = 0

    def __post_init__(self) -> None:
        for number, place in self.config.channels.items():
            self.locks.setdefault((place.board, place.channel), (number,))
            self.switches.setdefault(number, Contact(place.bus, *place.contact))

    def contact(self, contact: Contact) -> bool:
        leaf = next((leaf for leaf, wired in self.switches.items() if wired == contact), None)
        closed = leaf not in self.open
        return closed ^ self.all_inverted ^ (leaf in self.inverted) ^ (contact in self.flicker and self.looks % 2 == 0)

    def seen(self, number: int) -> Seen:
        self.looks += 1
        place = self.config.channels[number]
        own = Contact(place.bus, *place.contact)
        if self.silent or self.garbled:
            return Seen(number, {}, garbled=frozenset({("main", 1)}) if self.garbled else frozenset())
        closed = {}
        for channel in range(1, 25):
            shown = (2 - (channel - 1) // 8) * 8 + (channel - 1) % 8 + 1 if self.mirrored else channel
            closed[Contact("main", 1, channel)] = self.contact(Contact("main", 1, shown))
        return Seen(number, closed, self.contact(own) if self.singles else None, (f"look {number}",))

    def perform(self, effect: Effect) -> Event | None:
        match effect:
            case MeasureEcho(bus):
                return EchoMeasured(bus, self.echo)
            case Look(number):
                return self.seen(number)
            case Pulse(number):
                self.pulses.append(number)
                if self.not_written:
                    return Pulsed(number, False, problem=self.not_written)
                place = self.config.channels[number]
                self.open |= set(self.locks[place.board, place.channel])
                return Pulsed(number, True, acknowledged=True)
            case Ask():
                self.asked.append(effect)
                return self.answer(effect)
            case Store(number):
                self.proof = self.proof.having(number, effect.stamped("Kari", AT))
                return None
            case Report() | Finished():
                return None

    def answer(self, ask: Ask) -> Event:
        if ask.question is not Question.WHICH_OPENED:
            self.open &= self.stuck_open
            return Confirmed()
        if not self.open - self.stuck_open:
            return NoneSeen()
        if len(self.open) > 1:
            return SeveralSeen()
        return DoorSeen(min(self.open))

    def walk(self, doors: Sequence[int] = (), answer: Callable[[Ask], Event] | None = None) -> Walk:
        if answer is not None:
            self.answer = answer  # type: ignore[method-assign]
        return self.go_on(begin(self.config, doors))

    def go_on(self, begun: Step) -> Walk:
        state, effects = begun
        while Finished() not in effects:
            events = [event for effect in effects if (event := self.perform(effect)) is not None]
            assert len(events) == 1
            state, effects = step(state, events[0])
        for effect in effects:
            self.perform(effect)
        return state


def found(walk: Walk) -> list[tuple[FindingCode, int | None, Mapping[str, str | int]]]:
    return [(finding.code, finding.door, finding.params) for finding in walk.findings]


def test_a_wall_that_is_wired_right_is_proven() -> None:
    wall = Wall(CONFIG)
    walk = wall.walk()
    assert walk.proven == set(range(1, 7))
    assert not walk.findings
    assert wall.pulses == [1, 2, 3, 4, 5, 6]
    assert armed_doors(wall.proof, CONFIG) == walk.proven
    evidence = wall.proof.doors[3]
    assert (evidence.before.closed, evidence.opened.closed, evidence.after.closed) == (True, False, True)
    assert evidence.before.frames == ("look 3",) * 3
    assert (evidence.by, evidence.at) == ("Kari", AT)


def test_the_order_of_the_walk() -> None:
    wall = Wall(CONFIG)
    state, effects = begin(CONFIG, [2])
    heard: list[Effect] = []
    while effects:
        heard += effects
        event = next((event for effect in effects if (event := wall.perform(effect)) is not None), None)
        if event is None:
            break
        state, effects = step(state, event)
    looks = [Look(2)] * 3
    assert heard[:-2] == [
        MeasureEcho("main"),
        Ask(Question.CLOSE_ALL),
        *looks,
        Pulse(2),
        Ask(Question.WHICH_OPENED, 2),
        *looks,
        Ask(Question.CLOSE, 2),
        *looks,
    ]
    assert isinstance(heard[-2], Store)
    assert heard[-1] == Finished()


def test_two_crossed_doors_are_found_and_the_swap_is_proposed() -> None:
    one, two = Contact("main", 1, 1), Contact("main", 1, 2)
    wall = Wall(CONFIG, locks={(1, 1): (2,), (1, 2): (1,)}, switches={1: two, 2: one})
    walk = wall.walk()
    assert walk.proven == {3, 4, 5, 6}
    at = {"bus": "main", "board": 1, "sensor_board": 1}
    assert found(walk) == [
        (FindingCode.OTHER_OPENED, 1, at | {"channel": 1, "seen": 2, "sensor_channel": 1}),
        (FindingCode.OTHER_OPENED, 2, at | {"channel": 2, "seen": 1, "sensor_channel": 2}),
    ]
    assert proposed_channels(CONFIG, walk.findings) == {1: Channel("main", 1, 2), 2: Channel("main", 1, 1)}


def test_crossed_locks_whose_contacts_are_right_are_told_apart() -> None:
    walk = Wall(CONFIG, locks={(1, 1): (2,), (1, 2): (1,)}).walk()
    assert proposed_channels(CONFIG, walk.findings) == {
        1: Channel("main", 1, 2, 1, 1),
        2: Channel("main", 1, 1, 1, 2),
    }


def test_a_door_the_bank_does_not_have_is_named() -> None:
    walk = Wall(CONFIG, locks={(1, 1): (77,)}, switches={77: Contact("main", 1, 1)}).walk([1])
    assert walk.findings[0].params["seen"] == 77


def test_a_contact_on_another_channel_is_found_there() -> None:
    walk = Wall(CONFIG, switches={3: Contact("main", 1, 20)}).walk()
    assert found(walk) == [(FindingCode.SENSOR_ELSEWHERE, 3, {"bus": "main", "board": 1, "channel": 20})]
    assert proposed_channels(CONFIG, walk.findings) == {3: Channel("main", 1, 3, 1, 20)}
    assert walk.proven == {1, 2, 4, 5, 6}


def test_a_contact_that_never_changes_is_missing() -> None:
    wall = Wall(CONFIG, switches={3: None})
    walk = wall.walk()
    assert found(walk) == [(FindingCode.NO_FEEDBACK, 3, {"reads": "closed"})]


def test_a_contact_that_always_reads_open_is_missing_too() -> None:
    wall = Wall(CONFIG, stuck_open={3}, open={3})
    walk = wall.walk([3], answer=lambda ask: DoorSeen(3) if ask.question is Question.WHICH_OPENED else Confirmed())
    assert Ask(Question.STILL_OPEN, 3) in wall.asked
    assert wall.pulses == [3]
    assert found(walk) == [(FindingCode.NO_FEEDBACK, 3, {"reads": "open"})]


@pytest.mark.parametrize("singles", [True, False])
def test_the_wrong_polarity_is_found_at_the_first_door(singles: bool) -> None:
    wall = Wall(CONFIG, all_inverted=True, singles=singles)
    walk = wall.walk()
    assert found(walk) == [(FindingCode.POLARITY, None, {"bus": "main", "polarity": "open_when_shorted"})]
    assert wall.pulses == [1]
    assert not walk.proven


def test_the_wrong_polarity_is_found_even_if_another_door_opens() -> None:
    walk = Wall(CONFIG, all_inverted=True, locks={(1, 1): (2,)}, switches={2: Contact("main", 1, 1)}).walk()
    assert [finding.code for finding in walk.findings] == [FindingCode.POLARITY]


def test_one_contact_that_is_wired_the_other_way_round() -> None:
    walk = Wall(CONFIG, inverted={4}).walk()
    assert found(walk) == [(FindingCode.SENSOR_INVERTED, 4, {})]
    assert walk.proven == {1, 2, 3, 5, 6}


@pytest.mark.parametrize("singles", [True, False])
def test_the_order_of_groups_is_found(singles: bool) -> None:
    wall = Wall(CONFIG, mirrored=True, singles=singles)
    walk = wall.walk()
    assert found(walk) == [(FindingCode.GROUP_ORDER, None, {"bus": "main", "msb_group_first": 0})]
    assert wall.pulses == [1]


def test_the_order_of_groups_is_found_where_the_board_has_no_such_channel() -> None:
    bus = replace(BUS, ways=12)
    config = BankConfig((bus,), {1: Channel("main", 1, 1)})
    wall = Wall(config, mirrored=True)
    real = wall.seen

    def twelve(number: int) -> Seen:
        seen = real(number)
        return replace(seen, closed={contact: True for contact in seen.closed if contact.channel <= 12})

    wall.seen = twelve  # type: ignore[method-assign]
    assert found(wall.walk()) == [(FindingCode.GROUP_ORDER, None, {"bus": "main", "msb_group_first": 0})]


def test_groups_in_low_order_are_found_too() -> None:
    bus = replace(BUS, dialect=Dialect8a(msb_group_first=False))
    walk = Wall(BankConfig((bus,), CONFIG.channels), mirrored=True).walk()
    assert walk.findings[0].params == {"bus": "main", "msb_group_first": 1}


def test_a_contact_that_sits_on_the_mirrored_channel_is_not_the_order_of_groups() -> None:
    walk = Wall(CONFIG, switches={1: Contact("main", 1, 17)}).walk([1])
    assert [finding.code for finding in walk.findings] == [FindingCode.SENSOR_ELSEWHERE]


def test_nothing_opens() -> None:
    walk = Wall(CONFIG, locks={(1, 2): ()}).walk()
    params = {"bus": "main", "board": 1, "channel": 2, "acknowledged": 1}
    assert found(walk) == [(FindingCode.NOTHING_OPENED, 2, params)]


def test_two_doors_that_move_at_once() -> None:
    walk = Wall(CONFIG, locks={(1, 2): (2, 30)}).walk()
    assert found(walk) == [(FindingCode.SEVERAL_OPENED, 2, {"bus": "main", "board": 1, "channel": 2})]


def test_another_door_opened_at_the_same_time() -> None:
    wall = Wall(CONFIG, locks={(1, 2): (2, 3)})
    walk = wall.walk(
        [2],
        answer=lambda ask: (
            DoorSeen(2) if ask.question is Question.WHICH_OPENED else (wall.open.clear(), Confirmed())[1]
        ),
    )
    assert found(walk) == [(FindingCode.MORE_CHANGED, 2, {"contacts": 2})]


def test_a_door_that_still_reads_open_is_not_proven() -> None:
    wall = Wall(CONFIG)
    walk = wall.walk([5], answer=lambda ask: DoorSeen(5) if ask.question is Question.WHICH_OPENED else Confirmed())
    assert found(walk) == [(FindingCode.STAYS_OPEN, 5, {})]
    assert not wall.proof.doors


def test_a_pulse_that_was_not_written() -> None:
    walk = Wall(CONFIG, not_written="port is away").walk([1])
    assert found(walk) == [(FindingCode.NOT_WRITTEN, 1, {"problem": "port is away"})]


@pytest.mark.parametrize(("echo", "setting"), [(True, "off"), (False, "strip")])
def test_the_wrong_echo_ends_the_walk_of_its_bus(echo: bool, setting: str) -> None:
    bus = replace(BUS, echo=setting)
    wall = Wall(BankConfig((bus,), CONFIG.channels), echo=echo)
    walk = wall.walk()
    assert found(walk) == [(FindingCode.ECHO, None, {"bus": "main", "echo": "strip" if echo else "off"})]
    assert not wall.pulses
    assert not wall.asked


@pytest.mark.parametrize(("echo", "setting"), [(True, "strip"), (False, "off"), (None, "off"), (None, "strip")])
def test_the_right_or_unknown_echo_does_not(echo: bool | None, setting: str) -> None:
    bus = replace(BUS, echo=setting)
    assert Wall(BankConfig((bus,), CONFIG.channels), echo=echo).walk().proven == set(CONFIG.channels)


def test_a_board_that_is_silent_or_garbled_takes_its_doors_out_of_the_walk() -> None:
    channels = {1: Channel("main", 1, 1), 2: Channel("main", 1, 2), 3: Channel("main", 2, 1)}
    for garbled, code in ((False, FindingCode.BOARD_SILENT), (True, FindingCode.BOARD_GARBLED)):
        wall = Wall(BankConfig((BUS,), channels), silent=not garbled, garbled=garbled)
        walk = wall.walk([1, 2])
        assert found(walk) == [(code, None, {"bus": "main", "board": 1})]
        assert not wall.pulses


def test_a_board_that_answers_twice_takes_its_doors_out_of_the_walk() -> None:
    channels = {1: Channel("main", 1, 1), 2: Channel("main", 2, 1), 3: Channel("main", 2, 2, 1, 9)}
    state, _ = begin(BankConfig((BUS,), channels))
    state, effects = step(state, EchoMeasured("main", False, (1,)))
    assert found(state) == [(FindingCode.BOARD_GARBLED, None, {"bus": "main", "board": 1})]
    assert state.left == (2,)
    assert effects == (Report(state.findings[0], (1, 3)), Ask(Question.CLOSE_ALL))


def test_doors_of_other_boards_are_still_walked() -> None:
    other = BusConfig("other", "/dev/ttyUSB1", (1,))
    channels = {1: Channel("main", 1, 1), 2: Channel("main", 2, 1), 3: Channel("other", 1, 1)}
    state, _ = begin(BankConfig((BUS, other), channels))
    state, effects = step(state, EchoMeasured("main", True))
    assert effects[-1] == MeasureEcho("other")
    assert state.left == (3,)


def test_a_contact_that_does_not_settle_is_given_up() -> None:
    wall = Wall(CONFIG, flicker={Contact("main", 1, 1)})
    walk = wall.walk([1, 2])
    assert found(walk) == [(FindingCode.UNSTEADY, 1, {})]
    assert walk.proven == {2}
    assert wall.looks == MAX_LOOKS + 9


def test_a_question_about_one_door_whose_answers_differ_is_given_up() -> None:
    wall = Wall(CONFIG)
    real = wall.seen
    wall.seen = lambda number: replace(real(number), single=wall.looks % 2 == 0)  # type: ignore[method-assign]
    assert found(wall.walk([1])) == [(FindingCode.UNSTEADY, 1, {})]
    assert not wall.pulses


def test_a_door_may_still_be_moving_when_the_person_says_that_it_is_closed() -> None:
    wall = Wall(CONFIG)
    state, effects = step(_until(wall, Question.CLOSE, 1), Confirmed())
    for _ in range(AGREE):
        assert effects == (Look(1),)
        state, effects = step(state, wall.seen(1))
    wall.open.clear()
    for _ in range(AGREE):
        assert effects == (Look(1),)
        state, effects = step(state, wall.seen(1))
    assert isinstance(effects[0], Store)
    assert (state.proven, state.findings) == ({1}, ())


def test_a_board_that_is_garbled_later_takes_the_proofs_of_its_doors_with_it() -> None:
    wall = Wall(CONFIG)
    state, effects = step(_until(wall, Question.WHICH_OPENED, 2), DoorSeen(2))
    assert state.proven == {1}
    wall.garbled = True
    while effects == (Look(2),):
        state, effects = step(state, wall.seen(2))
    assert effects == (Report(state.findings[0], (1, 2, 3, 4, 5, 6)), Finished())
    assert not state.proven


def test_a_late_look_for_another_door_is_ignored() -> None:
    wall = Wall(CONFIG)
    state, effects = step(_until(wall, Question.WHICH_OPENED, 1), Skipped())
    assert effects == (Look(2),)
    assert step(state, wall.seen(1)) == (state, ())


def test_nobody_is_asked_to_close_what_did_not_open() -> None:
    wall = Wall(CONFIG, locks={(1, 2): ()})
    wall.walk([2])
    assert [ask.question for ask in wall.asked] == [Question.CLOSE_ALL, Question.WHICH_OPENED]


def test_a_flickering_contact_elsewhere_disturbs_no_other_door() -> None:
    assert Wall(CONFIG, flicker={Contact("main", 1, 24)}).walk().proven == set(CONFIG.channels)


def test_a_question_about_one_door_that_contradicts_the_board_proves_nothing() -> None:
    wall = Wall(CONFIG)
    real = wall.seen
    wall.seen = lambda number: replace(real(number), single=True)  # type: ignore[method-assign]
    assert found(wall.walk([1])) == [(FindingCode.UNSTEADY, 1, {})]


def test_brokers_have_no_echo() -> None:
    broker = MqttConfig("main", "mqtts://broker", "shelly", ("a",), username="kiosk")
    state, effects = begin(BankConfig((), {1: Channel("main", 1, 1)}, (broker,)))
    assert effects == (Ask(Question.CLOSE_ALL),)
    assert state.asked == effects[0]


def _until(wall: Wall, question: Question, door: int) -> Walk:
    state, effects = begin(wall.config)
    while (ask := Ask(question, door)) not in effects:
        event = next(event for effect in effects if (event := wall.perform(effect)) is not None)
        state, effects = step(state, event)
    assert state.asked == ask
    assert state.door == door
    return state


def test_a_door_can_be_skipped_and_the_walk_stopped() -> None:
    wall = Wall(CONFIG)
    state = _until(wall, Question.WHICH_OPENED, 1)
    state, effects = step(state, Skipped())
    assert (state.door, effects, state.skipped) == (2, (Look(2),), {1})
    state, effects = step(state, Stopped())
    assert effects == (Finished(),)
    assert step(state, Redo(1)) == (state, ())
    assert state.left == (2, 3, 4, 5, 6)


def test_a_door_can_be_walked_again_and_the_present_one_follows() -> None:
    wall = Wall(CONFIG, locks={(1, 1): ()})
    state = _until(wall, Question.CLOSE, 3)
    assert [finding.door for finding in state.findings] == [1]
    wall.locks[1, 1] = (1,)
    wall.open.clear()
    state, effects = step(state, Redo(1))
    assert (state.door, effects, state.left, state.findings) == (1, (Look(1),), (3, 4, 5, 6), ())
    walk = wall.go_on((state, effects))
    assert walk.proven == set(CONFIG.channels)
    assert wall.pulses == [1, 2, 3, 1, 3, 4, 5, 6]


def test_a_proven_door_that_is_walked_again_counts_only_when_proven_anew() -> None:
    wall = Wall(CONFIG)
    state, _ = step(_until(wall, Question.CLOSE, 2), Redo(1))
    assert 1 not in state.proven


def test_events_that_do_not_fit_are_ignored() -> None:
    wall = Wall(CONFIG)
    state = _until(wall, Question.WHICH_OPENED, 2)
    for event in (Seen(2, {}), Seen(1, {}), Pulsed(2, True), Confirmed(), EchoMeasured("main", True), Redo(99)):
        assert step(state, event) == (state, ())


def test_only_stopping_counts_while_a_pulse_is_under_way() -> None:
    wall = Wall(CONFIG)
    state, effects = begin(CONFIG)
    while Pulse(1) not in effects:
        state, effects = step(state, next(event for effect in effects if (event := wall.perform(effect)) is not None))
    for event in (Skipped(), Redo(2), Pulsed(2, True)):
        assert step(state, event) == (state, ())
    assert step(state, Stopped())[1] == (Finished(),)


def test_a_walk_of_a_door_that_is_not_there() -> None:
    with pytest.raises(UnknownDoorError):
        begin(CONFIG, [1, 7])
