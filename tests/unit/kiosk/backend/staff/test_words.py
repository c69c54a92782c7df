"""Words of the staff page: all that templates ask for is there, in both languages."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from kiosk.backend.staff.words import is_known, language_of, say

FOLDER = Path("kiosk/backend/staff")
WORDS = tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))


def test_templates_hold_no_words_of_their_own() -> None:
    for template in FOLDER.glob("templates/[a-z]*.html"):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", " ", template.read_text("utf-8"), flags=re.DOTALL)
        left = set(re.findall(r"[A-Za-zÆØÅæøå]{2,}", text)) - {"SSCC"}
        assert not left, (template.name, left)


def test_what_templates_and_routes_ask_for_is_written() -> None:
    asked: set[str] = set()
    for file in [*FOLDER.glob("templates/*.html"), *FOLDER.glob("*.py")]:
        text = file.read_text("utf-8")
        asked |= set(re.findall(r"\bt\([\"']([a-z_.]+)[\"'][,)]", text)) | set(
            re.findall(r'"(problem\.[a-z_-]+)"', text)
        )
    assert len(asked) > 80
    assert {key for key in asked if not is_known(key)} == set()


def test_both_languages_say_something_and_take_the_same_values() -> None:
    for key, words in WORDS.items():
        assert len(words) == 2, key
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in words]
        assert fields[0] == fields[1], key
        assert all(words), key


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "nb"),
        ("nb-NO,nb;q=0.9,en;q=0.8", "nb"),
        ("nn", "nb"),
        ("en-GB,en;q=0.9,nb;q=0.8", "en"),
        ("de", "en"),
        ("en;q=0.2, no;q=0.7", "nb"),
        ("*", "nb"),
        ("en;q=oops, nb;q=0.1", "nb"),
        (";;;,,,", "nb"),
    ],
)
def test_the_browser_says_which_language(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


def test_values_are_filled_in() -> None:
    assert say("nb", "compartment_n", n=12) == "Luke 12"
    assert say("en", "compartment_n", n=12) == "Compartment 12"
