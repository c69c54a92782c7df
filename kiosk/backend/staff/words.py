"""What the staff page says: Norwegian Bokmål and English, by key (words.toml). Templates hold no other text."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

BOKMAL: Final = "nb"
ENGLISH: Final = "en"

_FILE: Final = Path(__file__).with_suffix(".toml")
_WORDS: Final[Mapping[str, tuple[str, str]]] = tomllib.loads(_FILE.read_text("utf-8"))
_NORDIC: Final = frozenset({"nb", "no", "nn", "da", "sv"})


def language_of(accepted: str) -> str:
    """By Accept-Language (RFC 9110): English, but Bokmål for who prefers a Scandinavian language or says nothing."""
    best, language = 0.0, BOKMAL
    for part in accepted[:200].split(","):
        tag, _, rest = part.strip().lower().partition(";")
        weight = _weight(rest)
        known = BOKMAL if tag.partition("-")[0] in _NORDIC else ENGLISH
        if tag and tag != "*" and weight > best:
            best, language = weight, known
    return language


def say(language: str, key: str, **values: object) -> str:
    """The words for `key`. Raises KeyError for a key nobody wrote."""
    return _WORDS[key][language == ENGLISH].format(**values)


def is_known(key: str) -> bool:
    """Whether somebody wrote words for `key`."""
    return key in _WORDS


def _weight(rest: str) -> float:
    """Without one it is 1; one that nobody can read counts for nothing."""
    if not rest:
        return 1.0
    try:
        return min(max(float(rest.strip().removeprefix("q=")), 0.0), 1.0)
    except ValueError:
        return 0.0
