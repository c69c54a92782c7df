"""A preview frame as the reader would write it: a hand with a code in front of a room."""

from pathlib import Path

import segno

from kiosk.messages import PREVIEW_HEADER, PREVIEW_HEIGHT, PREVIEW_MAGIC, PREVIEW_WIDTH


def write_preview(path: Path, seq: int = 2) -> Path:
    """One whole frame with sequence number `seq`."""
    frame = bytearray()
    for y in range(PREVIEW_HEIGHT):
        for x in range(PREVIEW_WIDTH):
            frame += bytes((70 + (x + y) // 10, 78 + (x + y) // 10, 84 + (x + y) // 10))
    _paste(frame, (165, 20, 150, 230), (24, 26, 30))
    _paste(frame, (177, 60, 126, 140), (245, 245, 240))
    modules = [bytes(row) for row in segno.make("PK1:PREVIEW", micro=False).matrix]
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                _paste(frame, (190 + 4 * column, 76 + 4 * row, 4, 4), (20, 20, 24))
    header = PREVIEW_HEADER.pack(PREVIEW_MAGIC, seq, PREVIEW_WIDTH, PREVIEW_HEIGHT, PREVIEW_WIDTH * 3)
    path.write_bytes(header + frame)
    return path


def _paste(frame: bytearray, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> None:
    left, top, width, height = box
    for y in range(top, top + height):
        start = (y * PREVIEW_WIDTH + left) * 3
        frame[start : start + 3 * width] = bytes(colour) * width
