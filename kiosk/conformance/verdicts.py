"""How a scenario ends otherwise than well."""

from typing import Final

_LONGEST: Final = 120


class BrokenError(Exception):
    """The contract was broken: the text names request and field."""


class SkippedError(Exception):
    """It cannot be tried: the text says what is missing."""


def cut(value: object) -> str:
    """A value in a report, as long as one can read. Never give it a code."""
    text = repr(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
