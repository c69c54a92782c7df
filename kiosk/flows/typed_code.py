"""The code typed by hand: nine symbols from the slip, or six digits together with the last four of the phone.

Nothing here knows whether a code exists. Only a slip of the finger (wrong check symbol) is told apart, since that is
no secret; every other failure reads the same.
"""

from dataclasses import dataclass, replace
from typing import Final

from kiosk.domain.typed_code import ALPHABET, is_valid, normalise
from kiosk.flows.effects import Check, Effect
from kiosk.flows.events import Event, Pressed

CODE_LENGTH: Final = 9
DIGITS_LENGTH: Final = 6
PHONE_LENGTH: Final = 4


@dataclass(frozen=True, slots=True)
class Typing:
    """The code so far, normalised."""

    entered: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """Six digits were typed; the last four of the phone so far."""

    digits: str
    entered: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The code is being checked."""


Entering = Typing | Phone
Step = tuple[Entering | Submitted, tuple[Effect, ...]]


def step(state: Entering, event: Event) -> Step:
    """Keys in, at last one Check out."""
    match state, event:
        case Typing(), Pressed("key", value):
            return _typed(state, normalise(value))
        case Phone(), Pressed("key", value):
            return _phone(state, value)
        case ((Typing() | Phone()), Pressed("erase")):
            return replace(state, entered=state.entered[:-1], error=""), ()
        case Typing(), Pressed("submit"):
            return _submit(state)
        case Phone(), Pressed("submit"):
            return replace(state, error="too_short"), ()
        case _:
            return state, ()


def _typed(state: Typing, symbol: str) -> Step:
    if len(symbol) != 1 or symbol not in ALPHABET or len(state.entered) >= CODE_LENGTH:
        return state, ()
    typed = Typing(state.entered + symbol)
    return _submit(typed) if len(typed.entered) == CODE_LENGTH else (typed, ())


def _submit(state: Typing) -> Step:
    if len(state.entered) == DIGITS_LENGTH and state.entered.isdigit():
        return Phone(state.entered), ()
    if len(state.entered) < CODE_LENGTH:
        return replace(state, error="too_short"), ()
    if not is_valid(state.entered):
        return replace(state, error="bad_check"), ()
    return Submitted(), (Check("typed", state.entered.encode()),)


def _phone(state: Phone, digit: str) -> Step:
    if len(digit) != 1 or digit not in "0123456789":
        return state, ()
    entered = state.entered + digit
    if len(entered) < PHONE_LENGTH:
        return replace(state, entered=entered, error=""), ()
    return Submitted(), (Check("typed", state.digits.encode(), phone_last4=entered),)
