"""What the person in front of the camera is shown: the mirrored picture, and help to hold a code right."""

from hardware.camera.aim import Aimer
from hardware.camera.locate import Locator, exposure
from hardware.camera.preview import aim_in_mirror, mirror
from hardware.camera.source import Image
from kiosk.adapters.preview_file import PreviewFile, PreviewPace
from kiosk.messages import PREVIEW_HEIGHT, PREVIEW_WIDTH


class Mirror:
    """Writes the preview at its own pace. Codes are located in pictures that are shown, while somebody moves."""

    def __init__(self, file: PreviewFile) -> None:
        self._file = file
        self._pace = PreviewPace()
        self._locator = Locator()
        self._aimer = Aimer()

    def show(self, pixels: Image, gray: Image, now_s: float, *, moving: bool) -> None:
        """One frame, taken at `now_s` (monotonic); left out when its turn has not come."""
        if not self._pace.due(now_s, moving=moving):
            return
        size, light = (gray.shape[1], gray.shape[0]), exposure(gray)
        aim = self._aimer.observe(self._locator.look(gray), light, size, now_s) if moving else self._aimer.rest(light)
        shown = aim_in_mirror(aim, size, PREVIEW_WIDTH, PREVIEW_HEIGHT)
        self._file.write(mirror(pixels, PREVIEW_WIDTH, PREVIEW_HEIGHT).tobytes(), shown)

    def close(self) -> None:
        self._file.close()
