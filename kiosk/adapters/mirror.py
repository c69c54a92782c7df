"""What the person in front of the camera is shown: the mirrored picture, and help to hold a code right."""

from collections.abc import Iterable
from typing import Final

from hardware.camera.aim import Aimer
from hardware.camera.decode import Code
from hardware.camera.live import Seen
from hardware.camera.locate import Locator, exposure
from hardware.camera.located import FourPoints, with_read
from hardware.camera.preview import aim_in_mirror, mirror
from hardware.camera.source import Frame
from kiosk.adapters.preview_file import PreviewFile, PreviewPace
from kiosk.messages import PREVIEW_HEIGHT, PREVIEW_WIDTH

_MOST_READ: Final = 8


class Mirror:
    """Writes the preview at its own pace. Codes are located in pictures that are shown, while somebody moves."""

    def __init__(self, file: PreviewFile) -> None:
        self._file = file
        self._pace = PreviewPace()
        self._locator = Locator()
        self._aimer = Aimer()
        self._read: list[FourPoints] = []

    def show(self, frame: Frame, seen: Seen) -> None:
        """One frame and what was seen in it; left out when its turn has not come, or when it was taken with less or
        more light than the others: the picture would flicker.
        """
        self._read = [*self._read, *_corners(seen.codes)][-_MOST_READ:]
        if frame.exposure != 1 or not self._pace.due(frame.delivered_s, moving=seen.searched):
            return
        size, light = frame.size, exposure(frame.half)
        if seen.searched:
            located = with_read(self._locator.look(frame, seen.plain), self._read)
            aim = self._aimer.observe(located, light, size, frame.delivered_s)
        else:
            aim = self._aimer.rest(light)
        self._read = []
        shown = aim_in_mirror(aim, size, PREVIEW_WIDTH, PREVIEW_HEIGHT)
        self._file.write(mirror(frame.pixels, PREVIEW_WIDTH, PREVIEW_HEIGHT).tobytes(), shown)

    def close(self) -> None:
        self._file.close()


def _corners(codes: Iterable[Code]) -> list[FourPoints]:
    found: list[FourPoints] = []
    for code in codes:
        if len(code.corners) == 4:  # zbar's outlines may have more, and codes without a known place have none
            top_left, top_right, bottom_right, bottom_left = code.corners
            found.append((top_left, top_right, bottom_right, bottom_left))
    return found
