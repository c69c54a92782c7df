import pytest

from locker_driver.config import Channel
from locker_driver.doors import COMMAND_WINDOW_S, UNSEEN_S, Doors
from locker_driver.jobs import Reading
from locker_driver.models import DoorChange, DoorState
from locker_driver.polling import LOST_AFTER

CHANNELS = {10: Channel("main", 1, 1), 11: Channel("main", 1, 2), 20: Channel("main", 2, 1)}


class Wall:
    """Board 1 of the bank, read whenever it is told what it reads."""

    def __init__(self) -> None:
        self.doors = Doors(CHANNELS)
        self.now_s = 0.0

    def reads(self, closed: dict[int, bool] | None, times: int = 1) -> list[tuple[int, DoorChange]]:
        changes = []
        for _ in range(times):
            self.now_s += 1.0
            changes += self.doors.read(Reading("main", 1, closed, self.now_s, self.now_s))
        return changes


CLOSED = {1: True, 2: True}
FIRST_OPEN = {1: False, 2: True}


def test_the_first_reading_is_taken_and_is_no_change() -> None:
    wall = Wall()
    assert wall.doors.state(10) is DoorState.UNKNOWN
    assert wall.reads(FIRST_OPEN) == []
    assert wall.doors.state(10) is DoorState.OPEN
    assert wall.doors.state(11) is DoorState.CLOSED
    assert wall.doors.state(20) is DoorState.UNKNOWN


def test_two_readings_that_agree_make_a_change() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    assert wall.reads(FIRST_OPEN) == []
    assert wall.doors.state(10) is DoorState.CLOSED
    assert wall.reads(FIRST_OPEN) == [(10, DoorChange.OPENED_WITHOUT_COMMAND)]
    assert wall.reads(CLOSED, times=2) == [(10, DoorChange.CLOSED)]


def test_an_unconfirmed_reading_is_not_certain() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    assert wall.doors.certain(10) is DoorState.CLOSED
    wall.reads(FIRST_OPEN)
    assert wall.doors.certain(10) is DoorState.UNKNOWN
    wall.reads(FIRST_OPEN)
    assert wall.doors.certain(10) is DoorState.OPEN


def test_a_single_odd_reading_changes_nothing() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    assert wall.reads(FIRST_OPEN) + wall.reads(CLOSED) + wall.reads(FIRST_OPEN) == []
    assert wall.doors.state(10) is DoorState.CLOSED


def test_a_commanded_opening_is_told_apart_from_a_forced_one() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    wall.doors.commanded(10, wall.now_s)
    both = {1: False, 2: False}
    assert wall.reads(both, times=2) == [(10, DoorChange.OPENED), (11, DoorChange.OPENED_WITHOUT_COMMAND)]


def test_an_opening_long_after_the_command_is_not_its_doing() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    wall.doors.commanded(10, wall.now_s)
    wall.now_s += COMMAND_WINDOW_S
    assert wall.reads(CLOSED) == []
    assert wall.reads(FIRST_OPEN, times=2) == [(10, DoorChange.OPENED_WITHOUT_COMMAND)]


@pytest.mark.parametrize(
    ("silent_s", "change"),
    [
        (COMMAND_WINDOW_S, DoorChange.OPENED),
        (UNSEEN_S - 5.0, DoorChange.OPENED),
        (UNSEEN_S + 1.0, DoorChange.OPENED_WITHOUT_COMMAND),
    ],
)
def test_a_door_that_nobody_could_read_since_its_pulse_was_opened_by_it(silent_s: float, change: DoorChange) -> None:
    wall = Wall()
    wall.reads(CLOSED)
    wall.doors.commanded(10, wall.now_s)
    wall.reads(None, times=LOST_AFTER)
    wall.now_s = 1.0 + silent_s - 1.0
    assert (10, change) in wall.reads(FIRST_OPEN, times=2)


def test_a_silence_that_began_long_after_the_pulse_explains_nothing() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    wall.doors.commanded(10, wall.now_s)
    wall.now_s += COMMAND_WINDOW_S
    wall.reads(CLOSED)
    wall.reads(None, times=LOST_AFTER)
    assert (10, DoorChange.OPENED_WITHOUT_COMMAND) in wall.reads(FIRST_OPEN, times=2)


@pytest.mark.parametrize(("gone", "change"), [(True, DoorChange.OPENED), (False, DoorChange.OPENED_WITHOUT_COMMAND)])
def test_the_silence_of_a_board_that_tells_every_change_counts_once_it_is_gone(gone: bool, change: DoorChange) -> None:
    wall = Wall()

    def hears(closed: dict[int, bool] | None, at_s: float) -> list[tuple[int, DoorChange]]:
        return wall.doors.read(Reading("main", 1, closed, at_s, at_s, certain=True))

    hears(CLOSED, 1.0)
    wall.doors.commanded(10, 2.0)
    if gone:
        hears(None, 3.0)
    assert (10, change) in hears(FIRST_OPEN, 60.0)


def test_the_state_is_kept_for_two_lost_readings_and_unknown_at_the_third() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    assert wall.reads(None, times=LOST_AFTER - 1) == []
    assert wall.doors.state(10) is DoorState.CLOSED
    assert wall.reads(None) == [(10, DoorChange.LOST), (11, DoorChange.LOST)]
    assert wall.doors.state(10) is DoorState.UNKNOWN
    assert wall.reads(None, times=5) == []
    assert wall.reads(CLOSED) == [(10, DoorChange.BACK), (11, DoorChange.BACK)]
    assert wall.doors.state(10) is DoorState.CLOSED


def test_a_reading_in_between_starts_the_count_again() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    assert wall.reads(None, times=2) + wall.reads(CLOSED) + wall.reads(None, times=2) == []
    assert wall.doors.state(10) is DoorState.CLOSED


def test_what_happened_while_the_board_was_away_is_told() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    wall.reads(None, times=LOST_AFTER)
    # One damaged answer after a silence must not tell of a change either.
    assert wall.reads(FIRST_OPEN) == [(10, DoorChange.BACK), (11, DoorChange.BACK)]
    assert wall.doors.state(10) is DoorState.UNKNOWN
    assert wall.doors.state(11) is DoorState.CLOSED
    assert wall.reads(FIRST_OPEN) == [(10, DoorChange.OPENED_WITHOUT_COMMAND)]


def test_a_lost_link_makes_its_doors_unknown_at_once_and_once() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    assert wall.doors.link_lost("other") == []
    assert [number for number, _ in wall.doors.link_lost("main")] == [10, 11, 20]
    assert wall.doors.link_lost("main") == []
    assert wall.doors.state(11) is DoorState.UNKNOWN
    assert not wall.doors.all_known()


def test_a_board_without_doors_is_ignored() -> None:
    assert Doors(CHANNELS).read(Reading("main", 9, {1: False}, 1.0, 1.0)) == []


def test_nearly_all_open_at_start_means_wrong_polarity() -> None:
    doors = Doors({way: Channel("main", 1, way) for way in range(1, 11)})
    assert not doors.suspected_polarity("main")
    doors.read(Reading("main", 1, dict.fromkeys(range(1, 11), False), 1.0, 1.0))
    assert doors.suspected_polarity("main")
    assert not doors.suspected_polarity("other")
    eight = Doors({way: Channel("main", 1, way) for way in range(1, 11)})
    eight.read(Reading("main", 1, {way: way > 8 for way in range(1, 11)}, 1.0, 1.0))
    assert not eight.suspected_polarity("main")
    eight.read(Reading("main", 1, dict.fromkeys(range(1, 11), False), 2.0, 2.0))
    assert not eight.suspected_polarity("main")


def test_a_contact_that_is_wired_elsewhere() -> None:
    doors = Doors({10: Channel("main", 1, 1, sensor_board=2, sensor_channel=7), 11: Channel("main", 1, 7)})
    assert doors.on("main", 2) == (10,)
    doors.read(Reading("main", 2, {7: False, 1: True}, 1.0, 1.0))
    assert (doors.state(10), doors.state(11)) == (DoorState.OPEN, DoorState.UNKNOWN)


def test_a_reading_that_does_not_tell_of_a_channel_changes_nothing() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    assert wall.reads({1: False}, times=2) == [(10, DoorChange.OPENED_WITHOUT_COMMAND)]
    assert wall.doors.state(11) is DoorState.CLOSED


def test_a_certain_reading_counts_at_once() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    certain = Reading("main", 1, FIRST_OPEN, 5.0, 5.0, certain=True)
    assert wall.doors.read(certain) == [(10, DoorChange.OPENED_WITHOUT_COMMAND)]
    gone = Reading("main", 1, None, 6.0, 6.0, certain=True)
    assert wall.doors.read(gone) == [(10, DoorChange.LOST), (11, DoorChange.LOST)]


def test_parcels() -> None:
    wall = Wall()
    assert wall.doors.occupied(10) is None
    wall.doors.read(Reading("main", 1, CLOSED, 1.0, 1.0, occupied={1: True}))
    assert (wall.doors.occupied(10), wall.doors.occupied(11)) == (True, None)
    wall.reads(None, times=LOST_AFTER)
    assert wall.doors.occupied(10) is None


def test_what_was_known_last_outlives_a_silence() -> None:
    wall = Wall()
    assert wall.doors.last_known(10) is DoorState.UNKNOWN
    wall.reads(CLOSED)
    wall.reads(None, times=LOST_AFTER)
    assert wall.doors.last_known(10) is DoorState.CLOSED


def test_a_board_answers_since_the_port_was_opened() -> None:
    wall = Wall()
    assert not wall.doors.answers("main", 1)
    wall.reads(CLOSED)
    assert wall.doors.answers("main", 1)
    assert not wall.doors.answers("main", 2)
    wall.reads(None, times=LOST_AFTER)
    assert wall.doors.answers("main", 1)
    wall.doors.link_lost("main")
    assert not wall.doors.answers("main", 1)


def test_a_command_that_was_not_written_is_taken_back() -> None:
    wall = Wall()
    wall.reads(CLOSED)
    before_s = wall.doors.commanded(10, wall.now_s)
    wall.doors.commanded(10, before_s)
    assert wall.reads(FIRST_OPEN, times=2) == [(10, DoorChange.OPENED_WITHOUT_COMMAND)]


def test_a_door_that_stands_open_is_told_once_until_it_closes() -> None:
    doors = Doors(CHANNELS, {"main": 60.0})

    def reads(closed: dict[int, bool] | None, at_s: float, times: int = 2) -> None:
        for _ in range(times):
            doors.read(Reading("main", 1, closed, at_s, at_s))

    reads(CLOSED, 1.0)
    assert doors.next_held_s() == float("inf")
    reads(FIRST_OPEN, 10.0)
    assert doors.next_held_s() == 70.0
    assert doors.held_open(69.9) == []
    assert doors.held_open(70.0) == [(10, DoorChange.HELD_OPEN)]
    assert doors.held_open(200.0) == []
    reads(CLOSED, 210.0)
    reads(FIRST_OPEN, 220.0)
    reads(None, 230.0, times=LOST_AFTER)
    assert doors.held_open(300.0) == []
    reads(FIRST_OPEN, 310.0)
    assert doors.held_open(310.0) == [(10, DoorChange.HELD_OPEN)]


def test_without_patience_set_nobody_is_told() -> None:
    doors = Doors(CHANNELS, {"main": 0.0})
    doors.read(Reading("main", 1, FIRST_OPEN, 1.0, 1.0))
    assert doors.next_held_s() == float("inf")


def test_a_door_that_its_board_leaves_out_is_unknown_at_the_third_reading() -> None:
    wall = Wall()
    wall.reads(CLOSED, times=2)
    wall.reads({2: True}, times=LOST_AFTER - 1)
    assert wall.doors.state(10) is DoorState.CLOSED
    wall.reads(CLOSED)
    wall.reads({2: True}, times=LOST_AFTER)
    assert wall.doors.state(10) is DoorState.UNKNOWN
    assert wall.doors.state(11) is DoorState.CLOSED
    wall.reads(CLOSED, times=2)
    assert wall.doors.state(10) is DoorState.CLOSED
