"""What the reader does with its pictures besides reading codes: looks after the camera's view, and switches a light."""

from hardware.camera.source import Frame
from hardware.camera.view_watch import Trouble, ViewWatch
from hardware.illumination import ReadingLight


class Surroundings:
    """Either may be missing: photos have no lens, and most sites no light of their own."""

    def __init__(self, view: ViewWatch | None = None, light: ReadingLight | None = None) -> None:
        self._view = view
        self._light = light

    @property
    def trouble(self) -> Trouble:
        """What is wrong with the view, as far as is known."""
        return self._view.trouble if self._view else ""

    def look(self, frame: Frame, *, moving: bool) -> None:
        """Once per frame. One with another exposure than the normal says nothing of the scene."""
        if frame.exposure != 1.0:
            return
        if self._light:
            self._light.look(float(frame.half[::4, ::4].mean()), frame.delivered_s, present=moving)
        if self._view and not (self._light and self._light.on):
            self._view.look(frame, quiet=not moving)

    def close(self) -> None:
        if self._light:
            self._light.off()
