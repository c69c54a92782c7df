"""The reader as a process, with a camera on the network that is covered, falls silent, goes away and comes back."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import segno

from hardware.camera.render import photo_like
from kiosk.messages import CodeSeen, ReaderStatus
from tests.helpers.core_socket import CoreSocket
from tests.unit.hardware.camera.test_network import Server
from tests.unit.hardware.camera.test_rtsp import Serve, serve
from tests.unit.kiosk.adapters.test_reader import TEXT, code_png, core, in_state, start

__all__ = ["code_png", "core", "serve", "start"]  # fixtures

BLACK = cv2.imencode(".jpg", np.zeros((720, 1280, 3), np.uint8))[1].tobytes()


def test_whatever_becomes_of_the_camera_is_told_and_it_is_read_again(
    core: CoreSocket, start: Callable[..., object], code_png: Path
) -> None:
    showing = cv2.imencode(".jpg", photo_like(code_png, seed=1))[1].tobytes()
    server = Server(jpeg=showing)
    by_name = server.address.replace("127.0.0.1", "localhost")  # which the sandbox must let it look up
    start(f"http://door:s3cret@{by_name}/live")
    core.accept()
    assert core.code().payload == TEXT.encode()
    server.jpeg = BLACK
    told = core.until(in_state("black"), timeout_s=15)[-1]
    assert isinstance(told, ReaderStatus)
    assert (told.detail, told.source) == ("delivers nothing but black", f"http://{by_name}/live")
    server.jpeg = showing
    core.until(in_state("ok"))
    server.hang.set()
    core.until(in_state("frozen"), timeout_s=15)
    server.stop()
    core.until(in_state("missing"), timeout_s=15)
    again = Server(
        server.server_address[1], jpeg=cv2.imencode(".jpg", photo_like(other(code_png), seed=2))[1].tobytes()
    )
    core.until(lambda message: isinstance(message, CodeSeen) and message.payload == b"another", timeout_s=20)
    core.until(in_state("ok"))
    again.stop()


def claims(jpeg: bytes, width: int, height: int) -> bytes:
    """The same picture, with another size in its start-of-frame segment."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + jpeg[at + 4 :]


def test_a_camera_that_sends_harm_ends_nothing(
    core: CoreSocket, start: Callable[..., "subprocess.Popen[str]"], code_png: Path
) -> None:
    """Cut off, garbage, next to nothing, a picture that is said to be enormous or one pixel; then a real one again."""
    showing = cv2.imencode(".jpg", photo_like(code_png, seed=1))[1].tobytes()
    server = Server(jpeg=showing)
    process = start(f"http://{server.address}/live")
    core.accept()
    assert core.code().payload == TEXT.encode()
    noise = np.random.default_rng(1).bytes(20_000)
    harms = (showing[:500], noise, showing[:200] + noise, claims(showing, 65_500, 65_500), claims(showing, 1, 1), b"\0")
    for harm in harms:
        server.jpeg = harm
        core.during(0.7)
        assert process.poll() is None
    server.jpeg = cv2.imencode(".jpg", photo_like(other(code_png), seed=2))[1].tobytes()
    core.until(lambda message: isinstance(message, CodeSeen) and message.payload == b"another", timeout_s=40)
    assert process.poll() is None
    server.stop()


def test_rtsp_is_read_in_the_sandbox(
    core: CoreSocket, start: Callable[..., "subprocess.Popen[str]"], serve: Serve
) -> None:
    _, port = serve(0, "door", "s3cret")
    start(f"rtsp://door:s3cret@localhost:{port}/live")
    core.accept()
    status = core.until(in_state("ok"), timeout_s=30)[-1]
    assert isinstance(status, ReaderStatus)
    assert status.source == f"rtsp://localhost:{port}/live"


def other(code_png: Path) -> Path:
    path = code_png.with_name("other.png")
    segno.make_qr("another").save(str(path), scale=8, border=4)
    return path
