"""What the commissioning walk asks of the technician, in the source language, and how the wall shows it."""

import msgspec
import pytest

from tests.ui.fixtures import SCREENS, site
from ui.viewmodels.service_commission import ServiceCommissionViewModel
from ui.viewmodels.wall import Mark

WHICH = SCREENS["service_commission_which"][0]


def shown(**values):
    model = ServiceCommissionViewModel()
    screen = msgspec.structs.replace(WHICH, **values)
    model.show(screen, site())
    return model, model._marks(screen)


@pytest.mark.parametrize(
    ("values", "headline"),
    [
        ({"asked": "close_all"}, "Close every door"),
        ({}, "Which door opened?"),
        ({"asked": "close", "asked_door": 6}, "Close door 6"),
        ({"asked": "close"}, "Close what is open"),
        ({"asked": "still_open", "asked_door": 12}, "Door 12 reads open"),
        ({"asked": "", "doing": "before"}, "Door 12 is going to open"),
        ({"asked": "", "doing": "pulsing"}, "Door 12 opens now"),
        ({"asked": "", "doing": "after_closing"}, "Reading the contacts"),
        ({"asked": "", "doing": "measuring", "door": None}, "In a moment"),
    ],
)
def test_one_thing_at_a_time(qapp, values, headline):
    assert shown(**values)[0].property("headline") == headline


def test_the_wall_does_not_say_which_door_reads_open_before_the_technician_has(qapp):
    assert 12 not in shown(open=(12,))[1]
    assert shown(open=(12,), asked="close")[1][12].look == "lit"


def test_proved_left_out_and_wrong_doors_are_told_apart(qapp):
    marks = shown()[1]
    assert marks[1] == Mark("", "check", "proved")
    assert marks[9] == Mark("next", "question", "left out")
    assert marks[5] == Mark("fault", "alert", "something is wrong")


def test_the_end_names_the_file_to_change_and_what_is_left(qapp):
    model, _ = shown(asked="", ended=True, door=None)
    assert "banks/demo-24.toml" in model.property("hint")
    assert model.property("againLabel") == "Walk the rest"
    model, _ = shown(asked="", ended=True, door=None, findings=(), proven=tuple(range(1, 25)), skipped=(), left=())
    assert "opens its own compartment" in model.property("hint")
    assert model.property("againLabel") == "Walk all again"
    model, _ = shown(asked="", ended=True, findings=())
    assert "opens for nobody" in model.property("hint")


def test_a_proof_that_is_not_on_the_disk_is_said_first(qapp):
    assert "could not be written" in shown(saved=False)[0].property("hint")
