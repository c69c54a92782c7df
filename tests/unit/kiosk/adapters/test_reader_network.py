"""The reader as a process, with a camera on the network that is covered, falls silent, goes away and comes back."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import segno

from hardware.camera.render import photo_like
from kiosk.messages import CodeSeen, ReaderStatus
from tests.unit.hardware.camera.test_network import Server
from tests.unit.kiosk.adapters.test_reader import TEXT, CoreSocket, code_png, core, in_state, start

__all__ = ["code_png", "core", "start"]  # fixtures

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


def other(code_png: Path) -> Path:
    path = code_png.with_name("other.png")
    segno.make_qr("another").save(str(path), scale=8, border=4)
    return path
