"""A camera on the network in front of which nothing moves: MJPEG over HTTP at 15 fps of 720p, with a sensor's noise."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import cycle
from typing import Final, Self

import cv2
import numpy as np
import segno

from hardware.camera.render import HEIGHT, WIDTH, Pose, Room, hold_up, make_card

FPS: Final = 15
_FRAMES: Final = 10 * FPS
_QUALITY: Final = 85
_CODE_PX: Final = 260
_BOUNDARY: Final = b"frame"
_REQUEST_LIMIT_S: Final = 5.0


def still_scene(text: str = "") -> list[bytes]:
    """Ten seconds of an empty room as JPEGs; with `text` as a code that lies there. No two frames are the same."""
    room = Room(seed=5)
    scene = room.empty()
    if text:
        modules = np.array([list(row) for row in segno.make_qr(text).matrix_iter(scale=8)], np.uint8)
        card = make_card(255 * (1 - modules), _CODE_PX, on_phone=False)
        hold_up(scene, card, Pose(0.4 * WIDTH, 0.6 * HEIGHT, 12))
    quality = [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]
    return [cv2.imencode(".jpg", room.with_noise(scene), quality)[1].tobytes() for _ in range(_FRAMES)]


class StillCamera:
    """Delivers `frames` over and over to whoever asks, for as long as the block lasts."""

    def __init__(self, frames: Sequence[bytes]) -> None:
        self._frames = frames
        self._server: asyncio.Server | None = None
        self._serving = set[asyncio.Task[None] | None]()
        self._over = False

    @property
    def url(self) -> str:
        assert self._server
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/stream"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        self._over = True
        if serving := {task for task in self._serving if task}:
            await asyncio.wait(serving, timeout=_REQUEST_LIMIT_S)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving.add(asyncio.current_task())
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
            async with asyncio.timeout(_REQUEST_LIMIT_S):
                await reader.readuntil(b"\r\n\r\n")
            kind = b"Content-Type: multipart/x-mixed-replace; boundary=" + _BOUNDARY
            writer.write(b"HTTP/1.0 200 OK\r\n" + kind + b"\r\n\r\n")
            await self._play(writer)
        writer.close()

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        """Raises OSError when nobody listens any more."""
        clock = asyncio.get_running_loop().time
        due_s = clock()
        for jpeg in cycle(self._frames):
            if self._over:
                break
            head = b"--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % (_BOUNDARY, len(jpeg))
            writer.write(head + jpeg + b"\r\n")
            await writer.drain()
            due_s = max(due_s + 1 / FPS, clock())
            await asyncio.sleep(due_s - clock())
