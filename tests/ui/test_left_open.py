"""Doors that stand open: who reads the screen is asked to close them, and may take over from one of minutes."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QLocale

from tests.ui.fixtures import site, view
from ui.languages import Languages
from ui.viewmodels.done import DoneViewModel
from ui.viewmodels.door import DoorViewModel
from ui.viewmodels.kiosk import KioskViewModel

OPEN = {
    (7,): {"nb": "Luke 7 står åpen. Lukk den, takk.", "en": "Door 7 is open. Please close it."},
    (7, 9): {"nb": "Lukene 7 og 9 står åpne. Lukk dem, takk.", "en": "Doors 7 and 9 are open. Please close them."},
    (1, 2, 3, 4): {
        "nb": "Lukene 1, 2, 3 og 4 står åpne. Lukk dem, takk.",
        "en": "Doors 1, 2, 3 and 4 are open. Please close them.",
    },
    (1, 2, 3, 4, 5): {"nb": "5 luker står åpne. Lukk dem, takk.", "en": "5 doors are open. Please close them."},
}


@pytest.fixture(autouse=True, params=["nb", "en"])
def language(request, qapp) -> Iterator[str]:
    languages = Languages(qapp)
    before = QLocale()
    languages.speak(request.param)
    yield request.param
    languages.remove()
    QLocale.setDefault(before)


def told(name, left_open, notices=()):
    """The line on top of a screen, and whether it asks for something."""
    model = KioskViewModel()
    model.show(msgspec.structs.replace(view(name), left_open=left_open, notices=notices), site())
    return model.property("notice"), model.property("noticeAsks")


@pytest.mark.parametrize("doors", OPEN)
@pytest.mark.parametrize("name", ["idle", "done", "refused_expired"])
def test_who_has_a_hand_free_is_asked_to_close_them(language, name, doors):
    assert told(name, doors, ("list_stale",)) == (OPEN[doors][language], True)


@pytest.mark.parametrize("name", ["door_open", "door_fault_jammed", "keypad", "account", "service", "help", "pin"])
def test_nobody_in_the_middle_of_something_is_asked(name):
    assert told(name, (7,)) == ("", False)


@pytest.mark.parametrize("worse", ["doors_down", "list_refusing", "clock_untrusted"])
def test_a_door_that_seems_open_for_ever_does_not_hide_why_codes_fail(language, worse):
    line, asks = told("idle", (7,), (worse, "list_stale"))
    assert (line, asks) == told("idle", (), (worse,))
    assert line != OPEN[(7,)][language]


def test_what_the_first_screen_says_by_itself_leaves_the_line_to_the_doors(language):
    assert told("idle", (7,), ("camera_down",)) == (OPEN[(7,)][language], True)
    assert told("done", (7,), ("camera_down",)) != (OPEN[(7,)][language], True)


def test_they_are_marked_on_the_wall_of_the_thanks(language):
    model = DoneViewModel()
    model.update(msgspec.structs.replace(view("done"), left_open=(7,)), site())
    cells = model.property("wall").property("cells")
    names = {bytes(name.data()).decode(): role for role, name in cells.roleNames().items()}
    marks = {
        cells.data(cells.index(row), names["number"]): tuple(
            cells.data(cells.index(row), names[role]) for role in ("look", "glyph", "words")
        )
        for row in range(len(cells))
    }
    assert marks[7] == ("lit", "open", {"nb": "åpen", "en": "open"}[language])
    assert [number for number, (look, *_) in marks.items() if look] == [7, 12]


def test_the_next_person_is_told_how_to_take_over_from_a_door_that_stays_open(language):
    model = DoorViewModel()
    take_over = {"nb": "Ikke din luke? Vis koden din.", "en": "Not your door? Show your code."}
    for name, said in (("door_held_open", ""), ("door_taken_over", take_over[language])):
        model.update(view(name), site())
        assert model.property("takeOver") == said
