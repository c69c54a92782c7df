"""MJPEG over HTTP from a server in this process, and what becomes of a camera that goes, hangs or was never there."""

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cv2
import numpy as np
import pytest

from hardware.camera.grabber import CameraState, Grabber
from hardware.camera.network import NetworkSource
from hardware.camera.source import CameraFrozenError, CameraMissingError
from hardware.camera.sources import open_source

BOUNDARY = "frame"


class Server(ThreadingHTTPServer):
    """Gives gray frames at 30 fps to whoever asks, with the name and password if `authorization` is set."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0, authorization: str = "", jpeg: bytes = b"") -> None:
        self.authorization = authorization
        self.hang = threading.Event()
        self.over = threading.Event()
        gray = np.full((120, 160, 3), 90, np.uint8)
        self.jpeg = jpeg or cv2.imencode(".jpg", gray)[1].tobytes()
        super().__init__(("127.0.0.1", port), Handler)
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def stop(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        if self.headers.get("Authorization", "") != self.server.authorization:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="camera"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        self.end_headers()
        try:
            while not self.server.over.wait(1 / 30):
                if not self.server.hang.is_set():
                    jpeg = self.server.jpeg
                    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                    self.wfile.write(head.encode() + jpeg + b"\r\n")
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


def test_frames_come_over_http(server: Server) -> None:
    source = open_source(f"http://{server.address}/stream")
    source.open()
    frame = source.read()
    source.close()
    assert frame.pixels.shape == (120, 160, 3)
    assert abs(float(frame.pixels.mean()) - 90) < 3
    assert time.monotonic() - frame.delivered_s < 1


def test_pictures_are_taken_as_the_camera_has_packed_them(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked: list[int] = []
    unpack = cv2.imdecode
    monkeypatch.setattr(cv2, "imdecode", lambda packed, flag: unpacked.append(flag) or unpack(packed, flag))
    source = open_source(f"http://{server.address}/stream")
    source.open()
    assert source.read().half.shape == (60, 80)
    source.close()
    assert unpacked == [cv2.IMREAD_REDUCED_GRAYSCALE_2]


def test_name_and_password_of_the_url_are_used_and_never_told(caplog: pytest.LogCaptureFixture) -> None:
    server = Server(authorization="Basic ZG9vcjpzM2NyZXQ=")  # door:s3cret
    try:
        source = open_source(f"http://door:s3cret@{server.address}/stream")
        source.open()
        assert source.read().pixels.shape == (120, 160, 3)
        source.close()
        with pytest.raises(CameraMissingError) as caught:
            open_source(f"http://door:wr0ng@{server.address}/stream").open()
        assert str(caught.value) == f"http://{server.address}/stream: does not answer as a camera"
    finally:
        server.stop()
    assert "s3cret" not in caplog.text


def test_nobody_there_is_missing() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        source = NetworkSource(f"http://127.0.0.1:{nobody.getsockname()[1]}/", "http://cam/", open_s=1)
        with pytest.raises(CameraMissingError):
            source.open()


def test_a_camera_that_never_answers_is_given_up_in_time() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        source = NetworkSource(f"http://127.0.0.1:{silent.getsockname()[1]}/", "http://cam/", open_s=0.3)
        start_s = time.monotonic()
        with pytest.raises(CameraMissingError):
            source.open()
        assert time.monotonic() - start_s < 2


def test_a_camera_that_falls_silent_is_frozen_in_time(server: Server) -> None:
    source = NetworkSource(f"http://{server.address}/", "http://cam/", read_s=0.3)
    source.open()
    source.read()
    server.hang.set()
    start_s = time.monotonic()
    with pytest.raises(CameraFrozenError, match="http://cam/: delivers no frames"):
        read_to_the_end(source)
    assert time.monotonic() - start_s < 3
    source.close()


def read_to_the_end(source: NetworkSource) -> None:
    while True:
        source.read()


@pytest.mark.allow_warnings
def test_a_camera_that_went_and_came_back_is_opened_again(server: Server) -> None:
    url = f"http://{server.address}/"
    grabber = Grabber(NetworkSource(url, url, read_s=0.3), url, retry_s=(0.05, 0.1))
    grabber.start()
    assert grabber.newer_than(0, 5) is not None
    port = server.server_address[1]
    server.stop()
    wait_for(grabber, CameraState.FROZEN, CameraState.MISSING)
    again = Server(port)
    try:
        wait_for(grabber, CameraState.OK)
    finally:
        grabber.stop()
        again.stop()


def wait_for(grabber: Grabber, *states: CameraState) -> None:
    deadline_s = time.monotonic() + 10
    while (known := grabber.state()) is None or known[0] not in states:
        assert time.monotonic() < deadline_s, known
        time.sleep(0.01)
