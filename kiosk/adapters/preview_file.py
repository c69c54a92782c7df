"""The live preview as a file in shared memory: layout and sequence lock are those of `kiosk.messages`."""

import mmap
import os
import struct
from pathlib import Path
from typing import Final

from hardware.camera.aim import NO_AIM, Aim
from kiosk.messages import (
    ADVICE,
    PREVIEW_AIM,
    PREVIEW_BYTES,
    PREVIEW_HEADER,
    PREVIEW_HEIGHT,
    PREVIEW_MAGIC,
    PREVIEW_PIXELS,
    PREVIEW_WIDTH,
)

_SEQ: Final = struct.Struct("<I")
_SEQ_OFFSET: Final = 4
_PIXEL_BYTES: Final = PREVIEW_BYTES - PREVIEW_PIXELS


class PreviewFile:
    """The only writer of its file.

    A file that is there is used again and never cut or replaced: whoever has it mapped would be killed or would look
    at a file without a name. Its count goes on, so that a restarted reader's first frame is a change.
    """

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            if os.fstat(handle).st_size < PREVIEW_BYTES:
                os.ftruncate(handle, PREVIEW_BYTES)
            self._map = mmap.mmap(handle, PREVIEW_BYTES)
        finally:
            os.close(handle)
        (seq,) = _SEQ.unpack_from(self._map, _SEQ_OFFSET)
        # Odd when the last writer died while writing.
        self._seq = (seq + 1) & ~1

    def write(self, rgb: bytes, aim: Aim = NO_AIM) -> None:
        """`rgb`: PREVIEW_HEIGHT rows of PREVIEW_WIDTH RGB888 pixels without padding; `aim` in fractions of them."""
        if len(rgb) != _PIXEL_BYTES:
            raise ValueError(f"a preview frame has {_PIXEL_BYTES} bytes, not {len(rgb)}")
        writing = (self._seq + 1) & 0xFFFFFFFF
        header = (PREVIEW_MAGIC, writing, PREVIEW_WIDTH, PREVIEW_HEIGHT, PREVIEW_WIDTH * 3)
        PREVIEW_HEADER.pack_into(self._map, 0, *header)
        PREVIEW_AIM.pack_into(
            self._map, PREVIEW_HEADER.size, aim.x, aim.y, aim.side, aim.near, ADVICE.index(aim.advice)
        )
        self._map[PREVIEW_PIXELS:] = rgb
        self._seq = (self._seq + 2) & 0xFFFFFFFF
        _SEQ.pack_into(self._map, _SEQ_OFFSET, self._seq)

    def close(self) -> None:
        self._map.close()


class PreviewPace:
    """How often the preview is worth its time: up to 20 frames a second while something moves, which is each one of a
    camera with 15, else 2.
    """

    def __init__(self, moving_fps: float = 20.0, still_fps: float = 2.0) -> None:
        self._moving_s = 1 / moving_fps
        self._still_s = 1 / still_fps
        self._last_s = float("-inf")
        self._due_s = float("-inf")

    def due(self, now_s: float, *, moving: bool) -> bool:
        """True when this frame is to be shown. A frame that comes late does not put off all that follow."""
        interval_s = self._moving_s if moving else self._still_s
        if now_s < min(self._due_s, self._last_s + interval_s):
            return False
        self._last_s = now_s
        self._due_s = max(self._due_s + interval_s, now_s + interval_s / 2)
        return True
