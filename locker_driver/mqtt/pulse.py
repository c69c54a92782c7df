"""A command that was written, until its pulse is over."""

from dataclasses import dataclass
from typing import Final

from locker_driver.jobs import Job
from locker_driver.mqtt.command_watch import Sent
from locker_driver.mqtt.contact_book import Place

ANSWER_S: Final = 2.0
"""A module that has not begun a pulse by then is not waited for; longer than a command lives on the broker's way."""
ASK_OFF_S: Final = 0.3
STUCK_S: Final = 0.7
"""An output that is not known to be off ASK_OFF_S and this long after its pulse may be burning a solenoid."""
OWED_S: Final = 30.0
"""How late an answer may come that names no command: so long, one may belong to a command that was given up."""


@dataclass(slots=True)
class Pulse:
    """`look_s`: when something is missed if nothing came. `told`: its job ended, only the pulse's end is awaited.

    `doubtful`: what answers it may be the late answer to another command.
    """

    job: Job
    place: Place
    sent: Sent
    written_s: float
    look_s: float
    doubtful: bool
    accepted_s: float | None = None
    answer: bytes = b""
    asked_off: bool = False
    told: bool = False
