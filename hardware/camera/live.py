"""One look at each frame of a camera: what changes, which codes are there, and which exposure would show more."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Protocol

from hardware.camera.bracket import Bracket
from hardware.camera.decode import Code, Look, Symbology
from hardware.camera.gate import SceneGate
from hardware.camera.ladder import BUDGET_S, standard_ladder
from hardware.camera.source import Frame, Image

NIGHT_S: Final = 4 * 3600.0
"""After so long without anybody what has paid is learnt anew: the light is another one by then."""
SETTLED_S: Final = 0.5
WHOLE_S: Final = 1.0
"""While nothing moves, a frame is looked at whole so often: a code too small for a glance may have faded in."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one frame showed. `searched`: it was looked at thoroughly, so that no code in it is evidence of none.
    `plain`: what its plain look saw, read or not.
    """

    codes: list[Code]
    searched: bool
    plain: Look


class CodeReader(Protocol):
    """The ladder, as it is used here."""

    @property
    def plain(self) -> Look: ...

    def read(self, gray: Image, *, search: bool) -> list[Code]: ...

    def glance(self, half: Image) -> Look: ...

    def forget(self) -> None: ...


class LiveLook:
    """Looks at the frames of one camera, in the order in which they come."""

    def __init__(self, ladder: CodeReader) -> None:
        self._ladder = ladder
        self._gate = SceneGate()
        self._bracket = Bracket()
        self._other_exposure_s = -math.inf
        self._searched_s = math.inf
        self._whole_s = -math.inf
        self._codes: list[Code] = []

    def use(self, ladder: CodeReader) -> None:
        """Read by another ladder from now on; the next frame is looked at whole."""
        self._ladder = ladder
        self._whole_s = -math.inf

    @property
    def exposure(self) -> float:
        """What the next frame should be taken with, times the camera's own."""
        return self._bracket.exposure

    def look(self, frame: Frame) -> Seen:
        """The frame with which something begins to move is searched as those that follow."""
        at_s = frame.delivered_s
        searched = self._is_moving(frame)
        if searched:
            self._searched_s = at_s
        elif at_s - self._searched_s > NIGHT_S:
            self._ladder.forget()
            self._searched_s = math.inf
        codes = None if searched else self._glance(frame)
        plain = Look(codes or [])
        if codes is None:
            codes = self._codes = self._ladder.read(frame.gray, search=searched)
            plain = self._ladder.plain
            self._whole_s = at_s
        self._bracket.note(frame.half, exposure=frame.exposure, searching=searched and not codes)
        return Seen(codes, searched, plain)

    def _glance(self, frame: Frame) -> list[Code] | None:
        """Codes at the places where they lie; None when there is more to see, or it is time to look at the whole."""
        if frame.delivered_s - self._whole_s >= WHOLE_S:
            return None
        look = self._ladder.glance(frame.half)
        lying = {code.payload: code for code in self._codes}
        if look.unread or any(code.payload not in lying for code in look.codes):
            return None
        return [lying[code.payload] for code in look.codes]

    def _is_moving(self, frame: Frame) -> bool:
        """While exposures change, and half a second after, a change is no movement: the camera is still settling."""
        at_s = frame.delivered_s
        if frame.exposure != 1:
            self._other_exposure_s = at_s
        if at_s - self._other_exposure_s < SETTLED_S:
            return self._gate.is_open(at_s)
        return self._gate.look(frame.half, at_s)


def live_look(symbologies: Collection[Symbology], *, budget_s: float = BUDGET_S) -> LiveLook:
    """As the reader process looks."""
    return LiveLook(standard_ladder(symbologies, budget_s=budget_s))
