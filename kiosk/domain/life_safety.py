"""Which compartments a child fits into, and when a closing has to be doubted. Pure.

Children have climbed into parcel lockers in several countries. How large is large enough is taken from toy standards,
where they draw the line for boxes that a child can enter: above 30 litres (ASTM F834, by its abstract), with no inner
edge below 150 mm (an excerpt of a national standard). The clauses themselves were not read.
"""

from typing import Final

from kiosk.domain.wall import Box, Wall

MIN_LITRES: Final = 30.0
MIN_EDGE_MM: Final = 150
SHEET_MM: Final = 20
"""Steel, frame and hinge: so much smaller than its front is a compartment inside, in width and in height."""
PROMPT_S: Final = 60.0
"""A door that stands open for so long is asked for on the screen (§1.7)."""
ALARM_S: Final = 300.0
"""And after so long the operator hears of it."""


def child_fits(front: Box, depth_mm: int) -> bool:
    """Whether a child could get into the compartment behind `front`."""
    edges_mm = (front.width_mm - SHEET_MM, front.height_mm - SHEET_MM, depth_mm)
    litres = edges_mm[0] * edges_mm[1] * edges_mm[2] / 1e6
    return min(edges_mm) >= MIN_EDGE_MM and litres > MIN_LITRES


def child_sized(wall: Wall) -> frozenset[int]:
    """The compartments of a wall that a child fits into."""
    return frozenset(door.number for door in wall.compartments if child_fits(door.box, wall.depth_mm))


def suspicious(*, child_sized: bool, empty: bool, attended: bool) -> bool:
    """Whether a door that has just closed may have closed behind somebody.

    `attended`: the person at the kiosk opened it, or a technician is signed in. A door that was opened for a task whose
    person has gone is attended by nobody, whoever closes it.
    """
    return child_sized and empty and not attended
