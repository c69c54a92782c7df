"""What a camera is to everyone else: frames with the time of their delivery, and typed losses."""

from dataclasses import dataclass
from typing import Protocol, TypeAlias

from cv2.typing import MatLike

Image: TypeAlias = MatLike
"""uint8, height × width (gray) or height × width × 3 (BGR). Never written to after delivery."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture. `delivered_s` is CLOCK_MONOTONIC when the source handed it over, before any decoding."""

    pixels: Image
    delivered_s: float


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
