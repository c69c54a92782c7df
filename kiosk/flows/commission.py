"""The technician's side of a commissioning walk: answers go to the walk, and each pulse it wants is an intent first.

The walk itself (what is read, what it proves) is held behind `ports.Commissioning`; here is who answers it and when.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kiosk.flows import service
from kiosk.flows.effects import AnswerWalk, BeginWalk, StopWalk, TellWalk
from kiosk.flows.events import Event, Pressed, PulseEnded, WalkWantsPulse
from kiosk.flows.service import Commission, Step

REASON: Final = "commissioning"
_ANSWERS: Final[Mapping[str, str]] = {
    "walk_confirm": "confirmed",
    "walk_none": "none",
    "walk_several": "several",
    "walk_skip": "skip",
}


def step(session: str, state: Commission, event: Event) -> Step:
    """One event of the walk."""
    match event:
        case WalkWantsPulse(door) if state.doors.pulsing is None:
            doors, effects = service.pulse(session, state.doors, door, REASON)
            return Commission(doors), effects
        case PulseEnded(door) if door == state.doors.pulsing:
            return Commission(replace(state.doors, pulsing=None)), (TellWalk(door),)
        case Pressed("select_door", _, number) if number:
            return state, (AnswerWalk("door", number),)
        case Pressed(action) if action in _ANSWERS:
            return state, (AnswerWalk(_ANSWERS[action]),)
        case Pressed("commission"):
            return state, (BeginWalk(state.doors.employee.id),)
        case Pressed("doors_page" | "back" | "log_out"):
            after, effects = service.page(session, state, event)
            return after, (StopWalk(), *effects)
        case _:
            return state, ()
