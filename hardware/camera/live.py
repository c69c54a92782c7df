"""One look at each frame of a camera: what changes, which codes are there, and which exposure would show more."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Protocol

from hardware.camera.bracket import Bracket
from hardware.camera.decode import Code, Symbology
from hardware.camera.gate import SceneGate
from hardware.camera.ladder import BUDGET_S, standard_ladder
from hardware.camera.source import Image

NIGHT_S: Final = 4 * 3600.0
"""After so long without anybody what has paid is learnt anew: the light is another one by then."""
SETTLED_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """What one frame showed. `searched`: it was looked at thoroughly, so that no code in it is evidence of none."""

    codes: list[Code]
    searched: bool


class CodeReader(Protocol):
    """The ladder, as it is used here."""

    def read(self, gray: Image, *, search: bool) -> list[Code]: ...

    def forget(self) -> None: ...


class LiveLook:
    """Looks at the frames of one camera, in the order in which they come."""

    def __init__(self, ladder: CodeReader) -> None:
        self._ladder = ladder
        self._gate = SceneGate()
        self._bracket = Bracket()
        self._other_exposure_s = -math.inf
        self._searched_s = math.inf

    @property
    def exposure(self) -> float:
        """What the next frame should be taken with, times the camera's own."""
        return self._bracket.exposure

    def look(self, gray: Image, at_s: float, exposure: float = 1.0) -> Seen:
        """`at_s` is monotonic; `exposure` is what the frame was taken with."""
        searched = self._is_moving(gray, at_s, exposure)
        if searched:
            self._searched_s = at_s
        elif at_s - self._searched_s > NIGHT_S:
            self._ladder.forget()
            self._searched_s = math.inf
        codes = self._ladder.read(gray, search=searched)
        self._bracket.note(gray, exposure=exposure, searching=searched and not codes)
        return Seen(codes, searched)

    def _is_moving(self, gray: Image, at_s: float, exposure: float) -> bool:
        """While exposures change, and half a second after, a change is no movement: the camera is still settling."""
        if exposure != 1:
            self._other_exposure_s = at_s
        if at_s - self._other_exposure_s < SETTLED_S:
            return self._gate.is_open(at_s)
        return self._gate.look(gray, at_s)


def live_look(symbologies: Collection[Symbology], *, budget_s: float = BUDGET_S) -> LiveLook:
    """As the reader process looks."""
    return LiveLook(standard_ladder(symbologies, budget_s=budget_s))
