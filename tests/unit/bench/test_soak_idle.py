"""What the idle soak stands in front of, and what it complains of."""

import asyncio

import cv2
import numpy as np
import pytest

from hardware.camera.decode import Symbology, Zxing
from hardware.camera.network import NetworkSource
from hardware.camera.source import Frame
from tests.soak.idle import SETTLED_S, WARM_UP_MINUTES, Heard
from tests.soak.still_camera import StillCamera, still_scene
from tests.soak.watch import Watch

TEXT = "PK1:LEFT LYING"


def read(jpeg: bytes) -> list[bytes]:
    gray = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    return [code.payload for code in Zxing([Symbology.QR]).read(gray)]


def test_the_code_lies_in_every_frame_and_no_two_frames_are_the_same() -> None:
    frames = still_scene(TEXT)
    assert len(set(frames)) == len(frames) == 150
    assert read(frames[0]) == read(frames[-1]) == [TEXT.encode()]
    assert read(still_scene()[0]) == []


def test_the_camera_delivers_at_its_rate() -> None:
    async def look() -> list[Frame]:
        async with StillCamera(still_scene()) as camera:
            source = NetworkSource(camera.url, "camera")
            await asyncio.to_thread(source.open)
            frames = [await asyncio.to_thread(source.read) for _ in range(32)]
            await asyncio.to_thread(source.close)
            return frames

    frames = asyncio.run(look())
    assert frames[0].size == (1280, 720)
    assert frames[31].delivered_s - frames[16].delivered_s == pytest.approx(1, abs=0.3)


@pytest.mark.parametrize(
    ("codes_s", "wanted", "complaint"),
    [
        ([], 0, ""),
        ([0.4], 1, ""),
        ([], 1, "reader told 0 codes instead of 1, after no s"),
        ([0.4, 61.0], 1, "reader told 2 codes instead of 1, after 0, 61 s"),
        ([SETTLED_S + 1], 1, "reader told 1 codes instead of 1, after 31 s"),
        ([7.0], 0, "reader told 1 codes instead of 0, after 7 s"),
    ],
)
def test_what_is_read_where_nothing_comes_is_complained_of(codes_s: list[float], wanted: int, complaint: str) -> None:
    assert Heard(codes_s, ["ok"]).complaints("reader", wanted) == ([complaint] if complaint else [])


def test_a_camera_that_was_lost_and_one_never_heard_of_are_complained_of() -> None:
    assert Heard([], ["ok", "frozen no frame for 2 s", "ok"]).complaints("reader", 0) == [
        "reader: frozen no frame for 2 s"
    ]
    assert Heard().complaints("reader", 0) == ["reader has told nothing of its camera"]


def test_memory_that_grows_with_time_is_complained_of() -> None:
    watch = Watch(per="minutes", warm_up=WARM_UP_MINUTES)
    watch.samples["reader"] = [(minute, 50 + 0.02 * minute) for minute in range(121)]
    assert watch.complaints() == ["reader grows by 2.00 MB per 100 minutes"]
