"""How long the kiosk waits for people and for its own parts, in seconds.

A warning gives at least 20 s to extend, as often as one likes (EN 301 549, timing adjustable); nothing ends while a
door is open.
"""

from typing import Final

ANSWER_S: Final = 8.0
IDLE_S: Final = 60.0
WALK_S: Final = 300.0
"""A technician who commissions a wall is at its doors, not at the screen."""
PHONE_S: Final = 180.0
"""Whoever signs in on their phone looks at the phone, and types a password there."""
WARNING_S: Final = 30.0
FAREWELL_S: Final = 30.0
"""Refused and done: nothing is lost when they end, so they end without a warning."""
HELD_S: Final = 60.0
HELD_ALARM_S: Final = 300.0
REOPEN_S: Final = 180.0
MAX_PULSES: Final = 3
"""Pulses for a door that does not open, in one visit; lock makers blame most failures on parcels that press."""
MAX_REOPENS: Final = 6
"""Pulses for one door in one visit, opening again included."""
