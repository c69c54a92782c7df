"""A preview frame as the reader would write it: a hand with a code in front of a room."""

from pathlib import Path

import segno

from kiosk.messages import (
    ADVICE,
    PREVIEW_AIM,
    PREVIEW_HEADER,
    PREVIEW_HEIGHT,
    PREVIEW_MAGIC,
    PREVIEW_WIDTH,
)

CODE = (267, 101, 105)
"""Left, top and side of the code in px."""


def header(seq: int, *, magic: bytes = PREVIEW_MAGIC, width: int = PREVIEW_WIDTH) -> bytes:
    return PREVIEW_HEADER.pack(magic, seq, width, PREVIEW_HEIGHT, PREVIEW_WIDTH * 3)


def write_preview(path: Path, seq: int = 2) -> Path:
    """One whole frame with sequence number `seq`, and nothing said about the code in it."""
    frame = bytearray()
    for y in range(PREVIEW_HEIGHT):
        for x in range(PREVIEW_WIDTH):
            frame += bytes((70 + (x + y) // 13, 78 + (x + y) // 13, 84 + (x + y) // 13))
    _paste(frame, (220, 27, 200, 307), (24, 26, 30))
    _paste(frame, (236, 80, 168, 187), (245, 245, 240))
    modules = [bytes(row) for row in segno.make("PK1:PREVIEW", micro=False).matrix]
    left, top, side = CODE
    step = side // len(modules)
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                _paste(frame, (left + step * column, top + step * row, step, step), (20, 20, 24))
    path.write_bytes(header(seq) + PREVIEW_AIM.pack(0.5, 0.5, 0, 0, 0) + frame)
    return path


def aim_at_code(path: Path, advice: str, near: float = 0.6) -> None:
    """The next frame is the same, with the code found and `advice` about it."""
    left, top, side = CODE
    x, y = (left + side / 2) / PREVIEW_WIDTH, (top + side / 2) / PREVIEW_HEIGHT
    aim_at(path, x, y, side / PREVIEW_HEIGHT, near, ADVICE.index(advice))


def aim_at(path: Path, *aim: float) -> None:
    """The next frame is the same with another aim."""
    with path.open("r+b") as file:
        seq = PREVIEW_HEADER.unpack(file.read(PREVIEW_HEADER.size))[1]
        file.write(PREVIEW_AIM.pack(*aim))
        file.seek(0)
        file.write(header(seq + 2))


def _paste(frame: bytearray, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> None:
    left, top, width, height = box
    for y in range(top, top + height):
        start = (y * PREVIEW_WIDTH + left) * 3
        frame[start : start + 3 * width] = bytes(colour) * width
