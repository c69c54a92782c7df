"""What a camera is to everyone else: frames with the time of their delivery, and typed losses."""

from typing import Protocol, runtime_checkable

from hardware.camera.frame import Frame, Image

__all__ = [
    "CameraError",
    "CameraFrozenError",
    "CameraMissingError",
    "Exposable",
    "Frame",
    "FrameSource",
    "Image",
    "SourceEndedError",
]


class CameraError(Exception):
    """A source cannot deliver just now."""


class CameraMissingError(CameraError):
    """There is no such device, or it cannot be opened. Worth trying again later."""


class CameraFrozenError(CameraError):
    """The device is there but delivers no frames. Closing and opening it again may help."""


class SourceEndedError(CameraError):
    """The last frame of a finite source was delivered."""


class FrameSource(Protocol):
    """Used by one thread, in the order open, read…, close; may be opened again after close."""

    def open(self) -> None:
        """Raises CameraMissingError. Settings are applied on every open: some cameras forget them."""
        ...

    def read(self) -> Frame:
        """The next frame, waiting until it is due. Raises a CameraError, after which only close is allowed."""
        ...

    def close(self) -> None:
        """Never raises; closing a closed source does nothing."""
        ...


@runtime_checkable
class Exposable(Protocol):
    """A source whose exposure can be changed. Each `open` begins at the normal one, whatever was before."""

    def expose(self, factor: float) -> bool:
        """`factor` times the normal exposure from now on, 1.0 being the normal settings themselves.

        Called between two reads, by the thread that reads. False: this camera cannot, and is as it was.
        """
        ...
