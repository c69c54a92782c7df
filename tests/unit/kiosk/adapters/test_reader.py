"""The reader as a process, with a real Unix socket in the core's place."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
import zxingcpp

from hardware.camera.decode import Symbology
from hardware.camera.grabber import CameraState, Grabber
from hardware.camera.ladder import standard_ladder
from hardware.camera.render import photo_like
from hardware.camera.scene import clear, show
from hardware.camera.source import CameraMissingError, Frame
from kiosk import __version__
from kiosk.adapters import reader
from kiosk.adapters.preview_file import PreviewFile
from kiosk.adapters.reader import Reader
from kiosk.adapters.reader_link import CoreLink
from kiosk.adapters.sandbox import landlock
from kiosk.adapters.sandbox.landlock import LandlockError
from kiosk.messages import (
    PREVIEW_AIM,
    PREVIEW_HEADER,
    PREVIEW_MAGIC,
    PREVIEW_PIXELS,
    PROTOCOL_VERSION,
    CodeSeen,
    Hello,
    LookFor,
    ReaderStatus,
    ToCore,
    line,
)
from tests.helpers.core_socket import CoreSocket
from tests.helpers.hostile import pictures

TEXT = "PK1:" + "TEST CODE 0123456789" * 7
Core = tuple[CoreSocket, "subprocess.Popen[str]"]


def in_state(state: str) -> Callable[[ToCore], bool]:
    return lambda message: isinstance(message, ReaderStatus) and message.state == state


def codes(messages: list[ToCore]) -> list[bytes]:
    return [message.payload for message in messages if isinstance(message, CodeSeen)]


@pytest.fixture
def code_png(tmp_path: Path) -> Path:
    path = tmp_path / "code.png"
    segno.make_qr(TEXT, error="m").save(str(path), scale=8, border=4)
    return path


@pytest.fixture
def core(tmp_path: Path) -> Iterator[CoreSocket]:
    server = CoreSocket(tmp_path / "core.sock")
    yield server
    server.listener.close()
    server.close_connection()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts readers and sees to it that none is left."""
    processes: list[subprocess.Popen[str]] = []

    def run(camera: str | None, *more: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "kiosk.adapters.reader", *(["--camera", camera] if camera else []), *more]
        command += ["--socket", str(tmp_path / "core.sock"), "--preview", str(tmp_path / "preview")]
        processes.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        return processes[-1]

    yield run
    for process in processes:
        process.kill()
        process.communicate()


Start = Callable[..., "subprocess.Popen[str]"]


def test_a_code_on_the_stage_is_told_once_with_its_times(
    core: CoreSocket, start: Start, code_png: Path, tmp_path: Path
) -> None:
    process = start(f"stage:{tmp_path}")
    assert core.accept() == Hello(PROTOCOL_VERSION, "reader", __version__)
    status = core.until(in_state("ok"))[-1]
    assert isinstance(status, ReaderStatus)
    assert (status.source, status.width, status.height) == (f"stage:{tmp_path}", 1280, 720)
    shown_s = time.monotonic()
    show(tmp_path, code_png, angle=8.0)
    code = core.code()
    assert (code.payload, code.symbology) == (TEXT.encode(), "qr")
    assert shown_s < code.seen_s < code.decoded_s < time.monotonic()
    assert codes(core.during(0.5)) == []
    clear(tmp_path)
    core.during(1.6)
    show(tmp_path, code_png)
    assert core.code().payload == TEXT.encode()
    process.terminate()
    assert process.wait(5) == 0


def test_labels_of_goods_are_read_while_they_are_wanted(core: CoreSocket, start: Start, tmp_path: Path) -> None:
    label = tmp_path / "label.png"
    picture = zxingcpp.create_barcode("7038010009457", zxingcpp.BarcodeFormat.EAN13).to_image(scale=6)
    cv2.imwrite(str(label), np.pad(np.array(picture), 60, constant_values=255))
    start(f"stage:{tmp_path}")
    core.accept()
    core.until(in_state("ok"))
    show(tmp_path, label)
    assert codes(core.during(1.5)) == []
    assert core.connection is not None
    core.connection.sendall(line(LookFor(goods=True)))
    show(tmp_path, label, x=0.45)
    code = core.code()
    assert (code.payload, code.symbology, code.aim) == (b"7038010009457", "ean13", "]E0")


def test_a_phone_that_outshines_the_camera_is_read_with_less_light(
    core: CoreSocket, start: Start, code_png: Path, tmp_path: Path
) -> None:
    start(f"stage:{tmp_path}")
    core.accept()
    core.until(in_state("ok"))
    show(tmp_path, code_png, on="phone", light=15.0)
    assert core.code().payload == TEXT.encode()


def test_preview_is_written_and_goes_on(core: CoreSocket, start: Start, tmp_path: Path) -> None:
    start(f"stage:{tmp_path}")
    core.accept()
    wait_for(lambda: preview_seq(tmp_path) > 0)
    before = PREVIEW_HEADER.unpack_from((tmp_path / "preview").read_bytes())
    wait_for(lambda: preview_seq(tmp_path) > before[1])
    content = (tmp_path / "preview").read_bytes()
    after = PREVIEW_HEADER.unpack_from(content)
    assert before[0] == after[0] == PREVIEW_MAGIC
    assert np.frombuffer(content[PREVIEW_PIXELS:], np.uint8).mean() > 20


def test_where_a_code_is_held_up_goes_with_the_preview(
    core: CoreSocket, start: Start, code_png: Path, tmp_path: Path
) -> None:
    start(f"stage:{tmp_path}")
    core.accept()
    core.until(in_state("ok"))
    show(tmp_path, code_png, x=0.3, y=0.5)

    def aim() -> tuple[float, ...]:
        return PREVIEW_AIM.unpack_from((tmp_path / "preview").read_bytes(), PREVIEW_HEADER.size)

    wait_for(lambda: aim()[2] > 0)
    x, _, side, near, advice = aim()
    assert x == pytest.approx(0.7, abs=0.03)
    assert side == pytest.approx(0.4, abs=0.1)
    assert (near, advice) == (1, 0)


def test_a_killed_core_is_found_again_and_a_code_in_view_is_not_replayed(
    core: CoreSocket, start: Start, code_png: Path, tmp_path: Path
) -> None:
    process = start(f"stage:{tmp_path}")
    core.accept()
    show(tmp_path, code_png)
    core.code()
    core.vanish()
    again = CoreSocket(tmp_path / "core.sock")
    again.accept()
    heard = again.during(0.6)
    assert in_state("ok")(heard[0])
    assert codes(heard) == []
    clear(tmp_path)
    again.during(1.6)
    show(tmp_path, code_png)
    assert again.code().payload == TEXT.encode()
    assert process.poll() is None
    again.vanish()


def test_a_code_seen_without_a_core_is_dropped(core: CoreSocket, start: Start, code_png: Path, tmp_path: Path) -> None:
    start(f"stage:{tmp_path}")
    core.accept()
    core.until(in_state("ok"))
    core.vanish()
    show(tmp_path, code_png)
    time.sleep(0.5)  # some frames pass while nobody listens
    again = CoreSocket(tmp_path / "core.sock")
    again.accept()
    heard = again.during(0.6)
    assert codes(heard) == []
    assert isinstance(heard[-1], ReaderStatus)
    assert heard[-1].codes_seen == 1
    again.vanish()


def test_a_code_in_the_very_first_frame_is_told(start: Start, code_png: Path, tmp_path: Path) -> None:
    start(f"still:{code_png}")
    wait_for((tmp_path / "preview").exists)
    time.sleep(0.2)  # the core comes up later than the reader
    core = CoreSocket(tmp_path / "core.sock")
    core.accept()
    assert core.code().payload == TEXT.encode()
    core.vanish()


def preview_seq(folder: Path) -> int:
    return int(PREVIEW_HEADER.unpack_from((folder / "preview").read_bytes())[1])


def wait_for(condition: Callable[[], bool], timeout_s: float = 10) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


@pytest.mark.parametrize(
    "hello",
    [b"{}\n", b"\xff\n", b"x" * (1 << 19), line(Hello(PROTOCOL_VERSION + 1, "core", "next"))],
    ids=["empty", "garbage", "endless", "protocol"],
)
def test_what_is_no_core_of_this_protocol_gets_no_codes(
    hello: bytes, core: CoreSocket, start: Start, code_png: Path
) -> None:
    start(f"still:{code_png}")

    def talk() -> None:
        core.accept(hello)
        core.receive()

    with pytest.raises((EOFError, ConnectionError)):
        talk()


def test_folder_of_photos_is_answered_one_by_one_and_its_end_is_told(
    core: CoreSocket, start: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number, content in enumerate([TEXT, "two", "line\nbreak", "y" * 600]):
        segno.make_qr(content, error="l").save(str(tmp_path / "c.png"), scale=4, border=4)
        cv2.imwrite(str(folder / f"{number}.png"), photo_like(tmp_path / "c.png", seed=1))
    process = start(f"dir:{folder}?hold_s=0.4&gap_s=0.3")
    core.accept()
    heard = core.until(in_state("ended"))
    assert codes(heard) == [TEXT.encode(), b"two", b"", b""]
    assert in_state("ended")(core.receive())
    assert process.poll() is None


CORPUS = Path(__file__).parents[5] / "shared" / "corpus" / "zxing-cpp"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="no folder ../shared/corpus")
def test_hostile_codes_do_not_end_the_loop(core: CoreSocket, start: Start) -> None:
    """Structured append, on which pyzbar raises, is answered like any foreign code."""
    process = start(f"dir:{CORPUS}/qrcode-7?hold_s=0.3&gap_s=0.2")
    core.accept()
    assert len(codes(core.until(in_state("ended")))) >= 1
    assert process.poll() is None


def test_hostile_pictures_end_neither_loop_nor_process(core: CoreSocket, start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number, picture in enumerate(pictures().values()):
        cv2.imwrite(str(folder / f"{number}.png"), picture)
    (folder / "cut.jpg").write_bytes(cv2.imencode(".jpg", picture)[1].tobytes()[:300])
    process = start(f"dir:{folder}?hold_s=0.07&gap_s=0")
    core.accept()
    heard = core.until(in_state("ended"), timeout_s=60)
    assert len(codes(heard)) > 10
    assert max(len(payload) for payload in codes(heard)) <= 512
    assert process.poll() is None
    assert max(message.decode_ms for message in heard if isinstance(message, ReaderStatus)) < 1000


def test_a_code_is_read_in_the_sandbox_from_a_video_and_what_does_not_hold_is_told(
    core: CoreSocket, start: Start, tmp_path: Path, code_png: Path
) -> None:
    writer = cv2.VideoWriter(str(tmp_path / "v.mp4"), cv2.VideoWriter.fourcc(*"mp4v"), 15, (1280, 720))
    for seed in range(5):
        writer.write(photo_like(code_png, seed))
    writer.release()
    process = start(f"file:{tmp_path}/v.mp4", "--scratch", str(tmp_path / "scratch"))
    core.accept()
    heard = core.until(CodeSeen)
    assert codes(heard) == [TEXT.encode()]
    status = core.until(in_state("ok"))[-1]
    assert isinstance(status, ReaderStatus)
    process.terminate()
    process.wait(5)
    assert process.stderr is not None
    assert bool(status.unconfined) is ("not in force" in process.stderr.read())
    with suppress(LandlockError):
        landlock.version()
        assert "files" not in status.unconfined  # which a thread that an import starts would prevent


def test_a_camera_of_the_environment_is_read_and_told_without_its_password(
    core: CoreSocket, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENLUKE_CAMERA", "http://door:s3cret@127.0.0.1:9/live")
    process = start(None)
    core.accept()
    status = core.until(in_state("missing"))[-1]
    assert isinstance(status, ReaderStatus)
    assert (status.source, "s3cret" in status.detail) == ("http://127.0.0.1:9/live", False)
    process.terminate()
    process.wait(5)
    assert process.stderr is not None
    assert "s3cret" not in process.stderr.read()


def test_a_light_is_switched_from_within_the_sandbox(
    core: CoreSocket, start: Start, tmp_path: Path, code_png: Path
) -> None:
    led, photo, scratch = tmp_path / "led", tmp_path / "dark", tmp_path / "scratch"
    led.mkdir()
    photo.mkdir()
    (led / "brightness").write_text("7\n")
    (led / "max_brightness").write_text("100\n")
    cv2.imwrite(str(photo / "p.png"), np.full((72, 128), 20, np.uint8))
    process = start(f"still:{photo}/p.png", "--light", f"sysfs:{led}", "--scratch", str(scratch))
    core.accept()
    wait_for(lambda: (led / "brightness").read_text() == "100\n")  # each reader begins as if somebody had come
    process.terminate()
    process.wait(5)
    assert (led / "brightness").read_text() == "0\n"


def test_a_missing_camera_is_told_and_waited_for(core: CoreSocket, start: Start, tmp_path: Path) -> None:
    process = start(f"v4l2:{tmp_path}/video7")
    core.accept()
    status = core.until(in_state("missing"))[-1]
    assert isinstance(status, ReaderStatus)
    assert "video7: no such device" in status.detail
    core.during(1.6)
    assert process.poll() is None
    process.terminate()
    assert process.wait(5) == 0
    assert process.stderr is not None
    assert process.stderr.read().count(" missing: ") == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nonsense:x"], "unknown kind 'nonsense'"),
        (["still:/no/such.png"], "no such file: /no/such.png"),
        (["v4l2:/dev/video0?zoom=2"], "unknown option 'zoom'"),
        (["v4l2:/dev/video0", "--light", "sysfs:/no/such"], "--light: light 'sysfs:/no/such': No such file"),
        (["v4l2:/dev/video0", "--symbologies", "qr,aztec"], "'aztec'"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: list[str], complaint: str, start: Start) -> None:
    process = start(*arguments)
    assert process.wait(10) == 2
    assert process.stderr is not None
    lines = [text for text in process.stderr.read().splitlines() if not text.startswith(("usage:", " "))]
    assert len(lines) == 1
    assert complaint in lines[0]


def test_a_reader_dies_with_its_parent(start: Start, tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, f"stage:{tmp_path}", str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.stdout.close()
    try:
        wait_for((tmp_path / "preview").exists)
        parent.kill()
        parent.wait(5)
        wait_for(lambda: not alive(child))
    finally:
        if alive(child):
            os.kill(child, signal.SIGKILL)


PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-m", "kiosk.adapters.reader", "--die-with-parent", "--camera", sys.argv[1],
    "--socket", sys.argv[2] + "/core.sock", "--preview", sys.argv[2] + "/preview"])
print(child.pid, flush=True)
child.wait()
"""


def alive(pid: int) -> bool:
    """False for a zombie too: its new parent may take its time."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_turn_that_hangs_ends_the_process_with_a_traceback(core: CoreSocket, tmp_path: Path, code_png: Path) -> None:
    command = [sys.executable, "-c", STUCK, f"still:{code_png}", str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            core.accept()
            _, complaint = process.communicate(timeout=10)
        finally:
            process.kill()
    assert process.returncode == 1
    assert "Timeout" in complaint
    assert "in read" in complaint


STUCK = """
import sys
from pathlib import Path
from hardware.camera.grabber import Grabber
from hardware.camera.sources import open_source
from kiosk.adapters.preview_file import PreviewFile
from kiosk.adapters.reader import Reader
from kiosk.adapters.reader_link import CoreLink

class Stuck:
    def read(self, gray, *, search):
        sum(range(10**12))  # holds the GIL

folder = Path(sys.argv[2])
grabber = Grabber(open_source(sys.argv[1]), "test:")
Reader("test:", grabber, Stuck(), CoreLink(folder / "core.sock", "0"), PreviewFile(folder / "p"), stuck_s=0.3).run()
"""


class Told:
    """A link that keeps what it was given, and a grabber in whatever state is set."""

    def __init__(self) -> None:
        self.sent: list[ReaderStatus] = []
        self.known: tuple[CameraState, str] | None = None

    def send(self, message: ReaderStatus) -> bool:
        self.sent.append(message)
        return True

    def state(self) -> tuple[CameraState, str] | None:
        return self.known

    def fps(self) -> float:
        return 15.04


def test_status_is_told_each_second_and_at_once_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now_s[0])
    told = Told()
    ladder = standard_ladder([Symbology.QR])
    loop = Reader("test:", told, ladder, told, PreviewFile(tmp_path / "preview"))
    loop._tell_status(at_once=True)
    assert told.sent == []
    for known, wait_s in [("ok", 0.1), ("ok", 0.1), ("ok", 1.0), ("missing", 0.1), ("missing", 0.1)]:
        now_s[0] += wait_s
        told.known = (CameraState(known), "detail")
        loop._tell_status(at_once=False)
    loop._tell_status(at_once=True)
    assert [status.state for status in told.sent] == ["ok", "ok", "missing", "missing"]
    assert told.sent[-1] == ReaderStatus("missing", "test:", 0, 0, 15.0, 0.0, 0, "detail")


class HangingSource:
    """Delivers nothing, and does not come back either."""

    def __init__(self) -> None:
        self.freed = threading.Event()

    def open(self) -> None:
        self.freed.wait(10)

    def read(self) -> Frame:
        raise CameraMissingError("freed")

    def close(self) -> None:
        pass


@pytest.mark.allow_warnings
def test_a_camera_that_hangs_in_the_driver_ends_the_process(
    core: CoreSocket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(reader, "HUNG_CAMERA_S", 0.05)
    source = HangingSource()
    link = CoreLink(tmp_path / "core.sock", "1")
    ladder = standard_ladder([Symbology.QR])
    loop = Reader("test:", Grabber(source, "test:"), ladder, link, PreviewFile(tmp_path / "preview"))
    greeter = threading.Thread(target=core.accept)
    greeter.start()
    threading.Timer(0.3, source.freed.set).start()
    assert loop.run() == reader.EXIT_HUNG_CAMERA
    greeter.join()
    assert "hangs in the driver" in caplog.text


def test_sigkill_leaves_a_preview_the_next_one_goes_on_with(core: CoreSocket, start: Start, tmp_path: Path) -> None:
    first = start(f"stage:{tmp_path}")
    core.accept()
    core.until(in_state("ok"))
    os.kill(first.pid, signal.SIGKILL)
    first.wait(5)
    seq = preview_seq(tmp_path)
    start(f"stage:{tmp_path}")
    core.accept()
    wait_for(lambda: preview_seq(tmp_path) > seq + 1)
