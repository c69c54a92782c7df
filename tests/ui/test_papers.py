"""Papers and news of an account in words, in Bokmål; and that the code on the screen is the link."""

import msgspec
import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import QLocale
from PySide6.QtGui import QImage

from kiosk import messages as m
from tests.ui.fixtures import AT, SCREENS, site, view
from ui.languages import Languages
from ui.viewmodels.account import AccountViewModel
from ui.viewmodels.approval import ApprovalViewModel
from ui.viewmodels.money import money
from ui.viewmodels.papers import PapersViewModel
from ui.viewmodels.rows import Rows


@pytest.fixture(autouse=True)
def norwegian(qapp):
    languages = Languages(qapp)
    before = QLocale()
    languages.speak("nb")
    yield
    languages.remove()
    QLocale.setDefault(before)


def rows(vm, name) -> list[list[str]]:
    model = getattr(vm, name)
    assert isinstance(model, Rows)
    roles = sorted(model.roleNames())
    return [[model.data(model.index(row), role) for role in roles] for row in range(len(model))]


def papers(name: str) -> PapersViewModel:
    vm = PapersViewModel()
    vm.update(view(name), site())
    return vm


def account(screen: m.AccountScreen) -> AccountViewModel:
    vm = AccountViewModel()
    vm.show(screen, site())
    return vm


@pytest.mark.parametrize(
    ("language", "minor", "currency", "read"),
    [
        ("nb", 149_900, "NOK", "kr 1 499,00"),
        ("nb", -42_950, "NOK", "−kr 429,50"),
        ("nb", 149_900, "SEK", "SEK 1 499,00"),
        ("en", 149_900, "NOK", "NOK 1,499.00"),
        ("en", 5, "EUR", "EUR 0.05"),
        ("de", 149_900, "EUR", "1.499,00 €"),
        ("de", -149_900, "NOK", "−1.499,00 NOK"),
        ("sv", 149_900, "SEK", "1 499,00 kr"),
        ("nb", 1_499, "ISK", "ISK 1 499"),
        ("nb", 0, "NOK", "kr 0,00"),
    ],
)
def test_amounts_are_read_as_the_language_writes_them(language, minor, currency, read):
    QLocale.setDefault(QLocale(language))
    said = money(minor, currency)
    assert said.replace("\u00a0", " ") == read
    assert " " not in said  # never on two lines


def test_documents_in_words():
    first, credit_note, _, unreadable = rows(papers("papers"), "papers")
    assert [text.replace("\u00a0", " ") for text in first[:5]] == [
        "INV-30418",
        "Faktura 30418",
        "17. nov. 2026",
        "kr 12 499,00",
        "Ikke betalt",
    ]
    assert (credit_note[1], credit_note[4]) == ("Kreditnota 20171", "Utlignet")
    assert (first[5], unreadable[5]) == (True, False)
    assert first[6].replace("\u00a0", " ") == "Faktura 30418, 17. nov. 2026, kr 12 499,00, Ikke betalt"
    (note, *_) = rows(papers("papers_notes"), "papers")
    assert note[1:5] == ["Følgeseddel 30420", "23. nov. 2026", "", ""]


def test_the_other_kind_is_one_touch_away():
    assert rows(papers("papers"), "others") == [["delivery_notes", "Følgesedler"]]
    assert rows(papers("papers_none"), "others") == []
    assert rows(papers("paper"), "others") == []


def test_what_is_left_of_the_credit_stands_at_the_top():
    assert papers("papers").credit.replace("\u00a0", " ") == "kr 37 501,00 igjen å handle for på konto"
    assert papers("papers_notes").credit == "Det kan ikke handles på konto nå."
    assert papers("papers_asked").credit == papers("paper").credit == ""
    unlimited = PapersViewModel()
    unlimited.show(m.PapersScreen((), "invoices", "told", credit=m.CreditLine("NOK", None, stopped=False)), site())
    assert unlimited.credit == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("papers_asked", "Et øyeblikk …"),
        ("papers_away", "Butikken svarer ikke nå. Prøv igjen om litt."),
        ("papers_badge_again", "Besøket ditt er over. Avslutt og vis adgangskortet ditt på nytt."),
        ("papers_none", "Det er ingen."),
    ],
)
def test_why_there_is_no_list_is_said(name, said):
    assert papers(name).hint == said
    assert not papers(name).listed


CODES = {
    "paper": lambda screen: screen.shown.link,
    "phone_sign_in_shown": lambda screen: screen.url,
}


@pytest.mark.parametrize("name", CODES)
def test_a_phone_reads_the_link_from_the_glass(window, name):
    shown = view(name)
    window.show_view(shown, site())
    image = window.window.grabWindow().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    (found,) = zxingcpp.read_barcodes(np.ascontiguousarray(pixels[:, : image.width()]))
    assert found.text == CODES[name](shown.screen)


@pytest.mark.parametrize("name", CODES)
def test_the_link_stays_in_no_cache(window, name):
    window.show_view(view(name), site())
    codes = [item for item in _all(window.window.contentItem()) if "qr/http" in str(item.property("source"))]
    assert [code.property("cache") for code in codes] == [False]
    window.show_view(view("idle"), site())
    assert not [item for item in _all(window.window.contentItem()) if "qr/http" in str(item.property("source"))]


def _all(item):
    yield item
    for child in item.childItems():
        yield from _all(child)


def test_what_waits_elsewhere_in_words():
    screen = SCREENS["account_everything"][0]
    assert isinstance(screen, m.AccountScreen)
    vm = account(screen)
    assert rows(vm, "news") == [
        ["2 pakker venter på Henteskap Åsane", "Til torsdag 3. desember"],
        ["1 pakke venter på Henteskap Brygga", ""],
        ["4 bestillinger er på vei", "Ordre 10301, 10307, 10311 og flere. 1 av dem venter på godkjenning"],
    ]


def test_nothing_here_and_why_no_more_is_known_is_said():
    screen = SCREENS["account_badge_again"][0]
    assert isinstance(screen, m.AccountScreen)
    vm = account(screen)
    assert vm.hint == "Det er ikke noe du kan hente her nå."
    said = ["", "Avslutt og vis adgangskortet ditt på nytt for å se hva som venter andre steder."]
    assert rows(vm, "news") == [said]
    assert vm.listed
    assert not account(m.AccountScreen("A", "K", (), "told")).listed
    assert account(m.AccountScreen("A", "K", (), "told", (m.ElsewhereLine("Nord", 1, AT),))).listed


def approval(state: str, **more: object) -> ApprovalViewModel:
    vm = ApprovalViewModel()
    screen = SCREENS[f"approval_{state}" if state != "open" else "approval"][0]
    vm.show(msgspec.structs.replace(screen, **more), site())
    return vm


def test_a_purchase_that_waits_in_words():
    vm = approval("open")
    assert vm.headline.replace("\u00a0", " ") == "kr 12 499,00"
    assert vm.facts.splitlines() == ["Kjøpt av E-JONAS", "Til Brygga B, 3. etasje", "Ordre NO-21001"]
    assert (vm.place, vm.settled) == ("Kjøp 1 av 3", False)
    alone = approval("open", project="", order_number="", count=1)
    assert alone.facts == "Kjøpt av E-JONAS"
    assert alone.place == ""


def test_what_became_of_a_purchase_is_said():
    states = ("approved", "rejected", "already_decided", "refused", "unknown")
    said = [approval(state).hint for state in states]
    assert said[:3] == [
        "Godkjent. Det er bestilt nå.",
        "Avvist. Det blir ikke bestilt.",
        "Noen andre har allerede bestemt det.",
    ]
    assert len(set(said)) == len(states)
    assert all(approval(state).settled for state in states)
    assert not approval("deciding").settled
