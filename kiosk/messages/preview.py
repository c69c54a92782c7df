"""The live preview: a shared-memory file written by the reader, drawn by the UI."""

import struct
from typing import Final

PREVIEW_HEADER: Final = struct.Struct("<4sIIII")
"""magic, seq, width, height, bytes a row. `seq` is odd while a frame is being written (a sequence lock)."""
PREVIEW_MAGIC: Final = b"OLP2"
PREVIEW_WIDTH: Final = 640
PREVIEW_HEIGHT: Final = 360
PREVIEW_AIM: Final = struct.Struct("<ffffI")
"""Follows the header: x, y, side, near and advice of the code that is held up in this very picture.

Here and not in a message, because it is about the picture it lies on and must not come before or after it, it is
worth nothing once the next one is there, and the core has no use for it. `x`, `y`: its centre in fractions of the
picture from the upper left; `side`: of the upright square that holds it, in fractions of the picture's height, 0 where
no code is; `near`: up to 1, when it is read; advice: an index into ADVICE.
"""
ADVICE: Final = ("", "closer", "back", "inside", "dark", "bright", "tilt", "still")
PREVIEW_PIXELS: Final = PREVIEW_HEADER.size + PREVIEW_AIM.size
PREVIEW_BYTES: Final = PREVIEW_PIXELS + PREVIEW_WIDTH * PREVIEW_HEIGHT * 3
"""The file holds the header, the aim and one RGB888 frame, mirrored left to right like a mirror."""
