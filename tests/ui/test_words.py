"""Places, lists and the facts of refusals in words, in Bokmål."""

from typing import get_args

import pytest
from PySide6.QtCore import QLocale

from kiosk import messages as m
from tests.ui.fixtures import AT, site, view
from ui.languages import Languages
from ui.viewmodels import service_words, words
from ui.viewmodels.done import DoneViewModel
from ui.viewmodels.door import DoorViewModel
from ui.viewmodels.keypad import CROCKFORD, slots
from ui.viewmodels.kiosk import KioskViewModel
from ui.viewmodels.out_of_service import OutOfServiceViewModel
from ui.viewmodels.refused import RefusedViewModel


@pytest.fixture(autouse=True)
def norwegian(qapp):
    languages = Languages(qapp)
    before = QLocale()
    languages.speak("nb")
    yield
    languages.remove()
    QLocale.setDefault(before)


def place(row, rows, side="left", band="knee", column=3):
    return words.place(m.PlaceInWords(column, 4, row, rows, band, side))


@pytest.mark.parametrize(
    ("row", "rows", "said"),
    [
        (1, 6, "nederst"),
        (2, 6, "nest nederst"),
        (3, 6, "nummer 3 nedenfra"),
        (4, 6, "nummer 3 ovenfra"),
        (5, 6, "nest øverst"),
        (6, 6, "øverst"),
        (2, 3, "i midten"),
        (1, 1, "nederst"),
    ],
)
def test_a_row_is_said_from_the_nearer_end(row, rows, said):
    assert place(row, rows) == f"Til venstre for skjermen, kolonne 3, {said}, i knehøyde."


def test_side_and_band():
    assert place(1, 6, side="right", band="overhead") == "Til høyre for skjermen, kolonne 3, nederst, over hodehøyde."
    assert place(1, 6, side="here", band="floor", column=2) == "Ved skjermen, kolonne 2, nederst, nede ved gulvet."


def test_numbers_are_listed_as_in_speech():
    assert words.listed([]) == ""
    assert words.listed([3]) == "3"
    assert words.listed([3, 4]) == "3 og 4"
    assert words.listed([3, 4, 9]) == "3, 4 og 9"
    assert words.doors([7]) == "luke 7"
    assert words.doors([7, 8]) == "lukene 7 og 8"


def test_days_are_written_in_the_language_of_the_screen():
    assert words.day(AT) == "mandag 23. november"


@pytest.mark.parametrize("reason", get_args(m.RefusalCode))
def test_every_refusal_says_what_it_is_and_what_to_do(reason):
    model = RefusedViewModel()
    model.show(m.RefusedScreen(reason, at_utc=AT, site_name="Henteskap Nord", wait_s=61), site())
    said = [model.property(name) for name in ("headline", "advice", "fact", "factLabel")]
    assert all(said), said
    assert len(model.property("headline")) < 40


@pytest.mark.parametrize(
    ("screen", "label", "fact"),
    [
        (m.RefusedScreen("expired", at_utc=AT), "Fristen var", "Mandag 23. november"),
        (m.RefusedScreen("wrong_site", site_name="Nord"), "Koden gjelder", "Nord"),
        (m.RefusedScreen("too_many_attempts", wait_s=61), "Prøv igjen om", "2 minutter"),
        (m.RefusedScreen("too_many_attempts", wait_s=10), "Prøv igjen om", "1 minutt"),
        (m.RefusedScreen("cancelled"), "Vi hjelper deg", "22 00 11 22"),
        (m.RefusedScreen("expired"), "Vi hjelper deg", "22 00 11 22"),
    ],
)
def test_a_refusal_shows_its_fact_or_whom_to_call(screen, label, fact):
    model = RefusedViewModel()
    model.show(screen, site())
    assert (model.property("factLabel"), model.property("fact")) == (label, fact)


def test_a_code_is_shown_in_groups_with_the_place_of_the_next_symbol():
    shown = slots("7A2M4", 9, "crockford")
    assert "".join(slot.symbol for slot in shown) == "7A2M4"
    assert [i for i, slot in enumerate(shown) if slot.gap] == [4, 8]
    assert [i for i, slot in enumerate(shown) if slot.current] == [5]
    assert [i for i, slot in enumerate(slots("", 6, "digits")) if slot.gap] == [3]
    assert [i for i, slot in enumerate(slots("", 4, "digits")) if slot.gap] == []


def test_the_alphabet_has_no_symbol_that_looks_like_another():
    assert len(set(CROCKFORD)) == 32
    assert not set("ILOU") & set(CROCKFORD)


def test_every_reason_and_outcome_of_the_technician_has_words():
    for asking in ("block_reason", "open_reason", "resolve_reason"):
        codes = service_words.reasons_for(asking, can_load=True)
        assert codes
        for code in codes:
            assert service_words.reason(code) != words.error_code(code) or code == "test"
    assert service_words.reasons_for("", can_load=True) == ()
    assert service_words.reason("not_known_here") == "not known here"
    assert [service_words.ago(s) for s in (5, 340, 7300)] == ["5 s siden", "5 min siden", "2 t siden"]


def test_the_most_important_notice_is_the_one_that_is_read():
    model = KioskViewModel()
    model.show(view("idle"), site())
    assert model.property("notice") == ""
    told = ("storage_low", "list_stale", "clock_untrusted", "list_refusing", "doors_down")
    said = []
    for count in range(len(told)):
        model.show(m.View(1, "", "nb", m.IdleScreen(True, True), notices=told[: count + 1]), site())
        said.append(model.property("notice"))
    assert said == [
        "Henteskapet trenger service. Du kan hente som vanlig.",
        "Helt nye bestillinger kan mangle her en liten stund.",
        "Klokka vår er ikke stilt. Koder med frist må kanskje vente.",
        "Bestillingslista vår er gammel. Noen koder må vente på nettet.",
        "Noen av lukene kan ikke åpnes akkurat nå.",
    ]


@pytest.mark.parametrize("notice", get_args(m.Notice))
def test_every_notice_has_words_of_its_own_where_the_screen_does_not_say_it(notice):
    model = KioskViewModel()
    model.show(m.View(1, "", "nb", m.KeypadScreen("typed_code", "crockford", "", 9), notices=(notice,)), site())
    assert model.property("notice")


def test_a_door_that_has_to_wait_says_for_how_long(qapp):
    model = DoorViewModel()
    model.show(
        m.DoorScreen(24, m.PlaceInWords(4, 4, 1, 5, "knee", "right"), "wait", 5, 6, None, False, wait_s=1), site()
    )
    assert (model.property("status"), model.property("headline")) == ("En kort pause", "Luke 24")
    assert model.property("instruction") == "Den åpner av seg selv om 1 sekund."


@pytest.mark.parametrize("reason", get_args(m.OutOfServiceScreen.__annotations__["reason"]))
def test_out_of_service_always_says_what_it_is_and_what_that_means(reason):
    model = OutOfServiceViewModel()
    model.show(m.OutOfServiceScreen(reason, "OL-301"), site())
    assert all(model.property(name) for name in ("headline", "hint", "phone"))
    assert model.property("code") == "Kode OL-301"
    model.show(m.OutOfServiceScreen(reason), site())
    assert model.property("code") == ""


@pytest.mark.parametrize("reason", ["disk_full", "disk_read_only", "journal_damaged", "journal_failed", "bank_down"])
def test_who_cannot_collect_is_told_that_the_parcel_is_safe_and_the_deadline_stands_still(reason):
    model = OutOfServiceViewModel()
    model.show(m.OutOfServiceScreen(reason), site())
    assert "trygt" in model.property("hint")
    assert "fristen løper ikke" in model.property("hint").lower()


def test_help_is_offered_once_a_screen():
    model = KioskViewModel()
    model.show(view("idle"), site())
    assert model.property("helpInHeader") is True
    model.show(view("door_open"), site())
    assert model.property("helpInHeader") is False


@pytest.mark.parametrize(
    ("missed", "doubtful", "headline", "said"),
    [
        ((), (), "Ingenting ble hentet", ""),
        ((24,), (), "Ingenting ble hentet", "Ikke hentet: luke 24."),
        ((), (12,), "Vi så ikke luka", "Vi så ikke om luke 12 åpnet seg."),
        ((24,), (12, 7), "Vi så ikke luka", "lukene 7, 12 og 24"),
    ],
)
def test_whoever_leaves_without_a_parcel_hears_whose_it_is(missed, doubtful, headline, said):
    model = DoneViewModel()
    model.show(m.DoneScreen((), missed, None, 0, "", (), doubtful), site())
    assert model.property("headline") == headline
    assert said in model.property("notCollected")
    assert ("betjeningen har fått beskjed" in model.property("notCollected").lower()) is bool(missed or doubtful)


def test_what_is_to_be_paid_says_what_to_do():
    model = RefusedViewModel()
    model.show(m.RefusedScreen("payment_due"), site())
    assert model.property("headline") == "Ikke betalt ennå"
    assert "Betal" in model.property("advice")
