"""RTSP against a server that others wrote, where it is installed: Debian's gir1.2-gst-rtsp-server-1.0 with
gstreamer1.0-plugins-base and gstreamer1.0-plugins-good.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.camera.grabber import CameraState, Grabber
from hardware.camera.network import NetworkSource
from hardware.camera.source import CameraMissingError
from hardware.camera.sources import open_source

SERVER = Path(__file__).parents[3] / "helpers" / "rtsp_server.py"
Serve = Callable[..., tuple["subprocess.Popen[str]", int]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers and sees to it that none is left."""
    running: list[subprocess.Popen[str]] = []

    def start(port: int = 0, *login: str) -> tuple["subprocess.Popen[str]", int]:
        command = ["/usr/bin/python3", str(SERVER), str(port), *login]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        running.append(server)
        assert server.stdout is not None
        said = server.stdout.readline()
        if not said and server.wait(10) == 3:
            pytest.skip("no gst-rtsp-server is installed")
        return server, int(said)

    yield start
    for server in running:
        server.kill()
        server.wait(5)
        assert server.stdout is not None
        server.stdout.close()


def test_frames_come_with_name_and_password_and_without_are_none(serve: Serve) -> None:
    _, port = serve(0, "door", "s3cret")
    source = open_source(f"rtsp://door:s3cret@127.0.0.1:{port}/live")
    source.open()
    assert [source.read().pixels.shape for _ in range(3)] == [(240, 320, 3)] * 3
    source.close()
    with pytest.raises(CameraMissingError) as caught:
        open_source(f"rtsp://door:wr0ng@127.0.0.1:{port}/live").open()
    assert str(caught.value) == f"rtsp://127.0.0.1:{port}/live: does not answer as a camera"


@pytest.mark.allow_warnings
def test_a_camera_that_stops_and_one_that_is_started_anew_are_found_again(serve: Serve) -> None:
    server, port = serve()
    url = f"rtsp://127.0.0.1:{port}/live"
    grabber = Grabber(NetworkSource(url, url, open_s=4, read_s=0.5), url, retry_s=(0.1, 0.2))
    grabber.start()
    try:
        wait_for(grabber, CameraState.OK)
        server.send_signal(signal.SIGSTOP)
        wait_for(grabber, CameraState.FROZEN)
        server.kill()
        server.wait(5)
        wait_for(grabber, CameraState.MISSING, CameraState.FROZEN)
        serve(port)
        wait_for(grabber, CameraState.OK)
    finally:
        grabber.stop()


def wait_for(grabber: Grabber, *states: CameraState) -> None:
    deadline_s = time.monotonic() + 20
    while (known := grabber.state()) is None or known[0] not in states:
        assert time.monotonic() < deadline_s, known
        time.sleep(0.01)
