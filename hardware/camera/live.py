"""One look at each frame of a camera: what changes, which codes are there, and which exposure would show more."""

from collections.abc import Collection
from dataclasses import dataclass

from hardware.camera.bracket import Bracket
from hardware.camera.decode import Code, Symbology
from hardware.camera.gate import SceneGate
from hardware.camera.ladder import BUDGET_S, Ladder, standard_ladder
from hardware.camera.source import Image


@dataclass(frozen=True, slots=True)
class Seen:
    """What one frame showed. `searched`: it was looked at thoroughly, so that no code in it is evidence of none."""

    codes: list[Code]
    searched: bool


class LiveLook:
    """Looks at the frames of one camera, in the order in which they come."""

    def __init__(self, ladder: Ladder) -> None:
        self._ladder = ladder
        self._gate = SceneGate()
        self._bracket = Bracket()

    @property
    def exposure(self) -> float:
        """What the next frame should be taken with, times the camera's own."""
        return self._bracket.exposure

    def look(self, gray: Image, at_s: float, exposure: float = 1.0) -> Seen:
        """`at_s` is monotonic; `exposure` is what the frame was taken with, of which the gate must make nothing."""
        moving = self._gate.look(gray, at_s) if exposure == 1 else self._gate.is_open(at_s)
        codes = self._ladder.read(gray, search=moving)
        self._bracket.note(gray, exposure=exposure, searching=moving and not codes)
        return Seen(codes, moving)


def live_look(symbologies: Collection[Symbology], *, budget_s: float = BUDGET_S) -> LiveLook:
    """As the reader process looks."""
    return LiveLook(standard_ladder(symbologies, budget_s=budget_s))
