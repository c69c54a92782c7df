"""From the cheap look at every frame to the dear ones at those that stay unread."""

import time
from collections.abc import Callable, Collection
from typing import Final

from hardware.camera import prepare
from hardware.camera.decode import Code, Look, Symbology, Unread, ZbarQr, Zxing, guarded
from hardware.camera.fusion import Frames, Fused, darkest, mean
from hardware.camera.restore import restorer
from hardware.camera.restore.memory import Memory
from hardware.camera.rungs import Looker, Picture, Prepared, Restored, Rung, Searched, read_unread
from hardware.camera.source import Image
from hardware.camera.worth import Worth

BUDGET_S: Final = 0.035
"""Per frame: half the time between two frames at 15 fps, so that the next one is not kept waiting."""

STILL_BUDGET_S: Final = 0.037
"""For a picture that no other one follows. The last look may end some milliseconds later."""


class Ladder:
    """`plain` reads every frame; the rungs take turns on frames it could not read, within `budget_s` a frame.

    A round goes through all rungs, those first that have lately bought most for their time; the next frame goes on
    where the last one stopped, but first comes the rung that has seen a code there which it could not read: what
    several frames say of it is put together. At least one rung is tried, also when it alone costs more than the budget.
    """

    def __init__(
        self,
        plain: Looker,
        rungs: tuple[Rung, ...],
        *,
        frames: Frames | None = None,
        budget_s: float = BUDGET_S,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._plain = plain
        self._rungs = rungs
        self._frames = frames or Frames()
        self._memory = Memory()
        self._budget_s = budget_s
        self._clock = clock
        self._worth = Worth(len(rungs))
        self._round: list[int] = []
        self._sees: int | None = None
        self._climbed = set[int]()
        self.plain = Look([])
        """What the plain look at the last frame gave."""

    def read(self, gray: Image, *, search: bool) -> list[Code]:
        """All codes of the first look that finds one. Without `search` only the plain look is taken."""
        end_s = self._clock() + self._budget_s
        self.plain = look = self._plain.look(gray)
        codes = look.codes if look.codes or not search else self._search(gray, look.unread, end_s)
        if codes:
            self._memory.clear()
            self._frames.clear()
        return codes

    def glance(self, half: Image) -> Look:
        """The plain look at half a frame, in pixels of that half: a third of what the whole costs."""
        return self._plain.look(half)

    def begin(self) -> None:
        """The next frame has nothing to do with the last one: a round begins with it."""
        self._round = []
        self._sees = None
        self._memory.clear()
        self._frames.clear()

    def forget(self) -> None:
        """What has paid so far says nothing of what comes: after a night, after the light was changed."""
        self._worth = Worth(len(self._rungs))
        self.begin()

    def _search(self, gray: Image, unread: list[Unread], end_s: float) -> list[Code]:
        picture = Picture(gray, lambda: self._clock() < end_s, memory=self._memory)
        self._climbed.clear()
        self._memory.begin_frame()
        self._frames.add(gray)
        return self._restore(picture, unread) or self._look_again(picture) or self._take_turns(picture, end_s)

    def _look_again(self, picture: Picture) -> list[Code]:
        """By the rung that saw a code in the last frame, for as long as it sees it."""
        if picture.located or self._sees is None:
            return []
        codes = self._climb(self._sees, picture)
        if not picture.located:
            self._sees = None
        return codes

    def _take_turns(self, picture: Picture, end_s: float) -> list[Code]:
        for _ in self._rungs:
            self._round = self._round or self._worth.order()
            index = self._round[0]
            if self._climbed and self._clock() + self._worth.cost_s(index) > end_s:
                break
            del self._round[0]
            if index in self._climbed:
                continue
            located, picture.located = picture.located, False
            if codes := self._climb(index, picture):
                self._round = []  # what has just read stands first in it
                return codes
            if picture.located and not located:
                self._sees = index
            picture.located |= located
        return []

    def _climb(self, index: int, picture: Picture) -> list[Code]:
        nothing: list[Code] = []
        self._climbed.add(index)
        start_s = self._clock()
        codes = guarded(self._rungs[index].name, lambda: self._rungs[index].climb(picture), nothing)
        self._worth.note(index, self._clock() - start_s, hit=bool(codes))
        return codes

    def _restore(self, picture: Picture, unread: list[Unread]) -> list[Code]:
        nothing: list[Code] = []
        return guarded("restore", lambda: read_unread(picture, unread, self._plain), nothing)


def standard_ladder(symbologies: Collection[Symbology], *, budget_s: float = BUDGET_S) -> Ladder:
    """QR codes at once on every frame; the others, several times as dear to look for, while the scene moves."""
    qr_only = [s for s in symbologies if s is Symbology.QR]
    others = [s for s in symbologies if s is not Symbology.QR]
    qr = Zxing(qr_only)
    frames = Frames()
    rungs: tuple[Rung, ...] = qr_rungs(qr, frames) if qr_only else ()
    if others:
        rungs = (Prepared("others", prepare.as_is, Zxing(others)), *rungs)
    return Ladder(qr, rungs, frames=frames, budget_s=budget_s)


def qr_rungs(qr: Zxing, frames: Frames) -> tuple[Rung, ...]:
    """In the order in which they pay on pictures of all kinds."""
    restorer.prepare()
    zbar = ZbarQr()
    return (
        Restored("gamma 2", prepare.gamma(2.0), qr),
        Searched("search half", prepare.bright_and_dark(31, 3, zoomed=0.5), qr, zoomed=0.5),
        Searched("search wide", prepare.bright_and_dark(45, 4), qr),
        Restored("half", prepare.zoom(0.5), qr, zoomed=0.5),
        Searched("search sharpened", prepare.bright_and_dark(21, 3, sharpened=True), qr),
        Searched("search", prepare.bright_and_dark(21, 2), qr),
        Fused("mean of frames", frames, mean, qr),
        Restored("unsharp", prepare.unsharp, qr),
        Restored("threshold", prepare.threshold, qr),
        Restored("zoom 2", prepare.zoom(2.0), qr, zoomed=2.0),
        Fused("darkest of frames", frames, darkest, qr),
        Restored("gamma 0.45", prepare.gamma(0.45), qr),
        Restored("blur", prepare.blur, qr),
        Restored("clahe", prepare.clahe, Zxing([Symbology.QR], global_histogram=True)),
        Prepared("zbar half", prepare.zoom(0.5), zbar, zoomed=0.5),
        Restored("zoom 1.5", prepare.zoom(1.5), qr, zoomed=1.5),
        Prepared("zbar half inverted", prepare.half_inverted, zbar, zoomed=0.5),
        Prepared("zbar threshold", prepare.threshold, zbar),
    )
