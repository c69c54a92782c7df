"""What a confined process can still do, tried by one: it cannot be undone, so each test has a process of its own."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.adapters.sandbox import landlock

BEGIN = """
import ctypes, json, os, socket, subprocess, sys, threading
from pathlib import Path
from kiosk.adapters.sandbox import Reach, confine, landlock, seccomp
scratch, secret, port, other_port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
libraries = [Path(p) for p in ("/usr", "/lib", "/lib64", "/proc/self", sys.prefix, sys.base_prefix)]
said = {}

def attempt(name, step):
    try:
        step()
    except BaseException as error:
        said[name] = type(error).__name__
    else:
        said[name] = "done"

def connect(family, address):
    with socket.socket(family) as connection:
        connection.settimeout(2)
        connection.connect(address)

def thread():
    worker = threading.Thread(target=lambda: attempt("read in a thread", secret.read_text))
    worker.start()
    worker.join()
"""

ATTEMPTS = """
attempt("read a secret", secret.read_text)
attempt("list its folder", lambda: list(secret.parent.iterdir()))
attempt("write beside it", lambda: (secret.parent / "new").write_text(""))
attempt("remove it", secret.unlink)
attempt("write in the scratch", lambda: (scratch / "a").write_text("kept"))
attempt("read in the scratch", (scratch / "a").read_text)
attempt("replace in the scratch", lambda: (scratch / "a").replace(scratch / "b"))
attempt("a huge file", lambda: (scratch / "huge").write_bytes(bytes(40 << 20)))
attempt("TCP", lambda: connect(socket.AF_INET, ("127.0.0.1", port)))
attempt("TCP to another port", lambda: connect(socket.AF_INET, ("127.0.0.1", other_port)))
attempt("IPv6", lambda: socket.socket(socket.AF_INET6))
attempt("raw packets", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("the core's socket", lambda: connect(socket.AF_UNIX, str(secret.parent / "core.sock")))
attempt("a program", lambda: subprocess.run(["true"], check=True))
attempt("exec", lambda: os.execv("/bin/true", ["true"]))
attempt("fork", os.fork)
attempt("a thread", thread)
attempt("a signal to the parent", lambda: os.kill(os.getppid(), 0))
attempt("raw IP", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
attempt("a signal to itself", lambda: os.kill(os.getpid(), 0))
attempt("chmod", lambda: scratch.chmod(0o777))
attempt("setuid", lambda: os.setuid(os.getuid()))
attempt("a gigabyte", lambda: bytearray(1200 << 20))
attempt("memory in measure", lambda: bytearray(200 << 20))
attempt("unshare", lambda: 1 / (1 + ctypes.CDLL(None).unshare(0x10000000)))
_answer = ctypes.CDLL(None, use_errno=True).syscall(435, 0, 0)
said["clone3"] = ctypes.get_errno()
privileges = dict(l.split(":", 1) for l in open("/proc/self/status") if l.startswith(("CapEff", "CapPrm", "NoNew")))
said["capabilities"] = int(privileges["CapPrm"], 16) | int(privileges["CapEff"], 16)
said["no_new_privs"] = int(privileges["NoNewPrivs"])
"""
END = "\nprint(json.dumps([done.in_force, done.missing, list(done.lacking), said]))"
CONFINE = 'done = confine(Reach([*libraries], [scratch, Path("/dev/null")]), network=False)\n'

DENIED = {
    "read a secret": "PermissionError",
    "list its folder": "PermissionError",
    "write beside it": "PermissionError",
    "remove it": "PermissionError",
    "a huge file": "OSError",
    "TCP": "PermissionError",
    "TCP to another port": "PermissionError",
    "IPv6": "PermissionError",
    "raw packets": "PermissionError",
    "netlink": "PermissionError",
    "raw IP": "PermissionError",
    "a program": "PermissionError",
    "exec": "PermissionError",
    "fork": "PermissionError",
    "a signal to the parent": "PermissionError",
    "chmod": "PermissionError",
    "setuid": "PermissionError",
    "a gigabyte": "MemoryError",
    "unshare": "ZeroDivisionError",
    "read in a thread": "PermissionError",
}
ALLOWED = {
    "write in the scratch": "done",
    "read in the scratch": "done",
    "replace in the scratch": "done",
    "the core's socket": "done",
    "a thread": "done",
    "a signal to itself": "done",
    "memory in measure": "done",
    "clone3": 38,  # ENOSYS: a kernel too old to have it
    "capabilities": 0,
    "no_new_privs": 1,
}
ALL_PARTS = ["limits", "privileges", "files", "system calls", "network"]

needs_landlock = pytest.mark.skipif(
    subprocess.run(
        [sys.executable, "-c", "from kiosk.adapters.sandbox import landlock; landlock.version()"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    ).returncode
    != 0,
    reason="this kernel has no Landlock",
)


class Place:
    """A scratch folder, a secret with the core's socket beside it, and two TCP ports."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)
        self.scratch, self.secret = folder / "scratch", folder / "data" / "secret"
        self.scratch.mkdir()
        self.secret.parent.mkdir()
        self.secret.write_text("no reader needs this")
        self.core = socket.socket(socket.AF_UNIX)
        self.core.bind(str(self.secret.parent / "core.sock"))
        (self.secret.parent / "core.sock").chmod(0o777)
        self.camera, self.other = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
        self.core.listen()

    def run(
        self, script: str, then: Callable[[], object] | None = None
    ) -> tuple[list[str], dict[str, str], list[str], dict[str, object]]:
        """What it says at its end. `then` is done when the script has printed a line; it goes on when it gets one."""
        ports = [str(listener.getsockname()[1]) for listener in (self.camera, self.other)]
        process = subprocess.Popen(
            [sys.executable, "-c", BEGIN + script + END, self.scratch, self.secret, *ports],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if then:
            assert process.stdout is not None
            process.stdout.readline()
            then()
        answer, complaint = process.communicate("go on\n", timeout=60)
        assert process.returncode == 0, complaint
        in_force, missing, lacking, said = json.loads(answer)
        return in_force, missing, lacking, said


@pytest.fixture
def place() -> Iterator[Place]:
    # Not below pytest's own folder, which no other user may enter.
    with tempfile.TemporaryDirectory() as folder:
        made = Place(Path(folder))
        yield made
        for listener in (made.core, made.camera, made.other):
            listener.close()


@needs_landlock
def test_a_confined_process_can_do_its_work_and_nothing_else(place: Place) -> None:
    in_force, missing, lacking, said = place.run(CONFINE + ATTEMPTS)
    assert said == DENIED | ALLOWED
    assert (in_force, missing, lacking) == (ALL_PARTS, {}, [])


@needs_landlock
@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_a_user_is_confined_like_root(place: Place) -> None:
    os.chown(place.scratch, 65534, 65534)
    nobody = "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
    in_force, _, _, said = place.run(nobody + CONFINE + ATTEMPTS)
    assert said == DENIED | ALLOWED
    assert in_force == ALL_PARTS


@needs_landlock
def test_a_camera_on_the_network_opens_the_way_to_its_port_alone(place: Place) -> None:
    confined = "done = confine(Reach(libraries, [scratch], ports=[port]), network=True)\n"
    in_force, missing, lacking, said = place.run(confined + ATTEMPTS)
    expected = DENIED | ALLOWED | {"TCP": "done", "IPv6": "done"}
    if landlock.version() < 4:
        expected["TCP to another port"] = "done"
    assert said == expected
    assert in_force == ALL_PARTS[:-1]
    assert missing == {"network": "open, for a camera that is on it"}
    assert lacking == []


@pytest.mark.parametrize(
    ("without", "attempted"),
    [
        ("landlock.restrict = lambda reach: 0", "os.kill(os.getppid(), 0)"),
        ("seccomp.restrict = lambda network: None", "os.kill(os.getppid(), 0)"),
        (
            "from kiosk.adapters.sandbox import limits; limits.drop_capabilities = lambda: None",
            "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
        ),
    ],
)
def test_what_matters_most_is_forbidden_twice(place: Place, without: str, attempted: str) -> None:
    if "seccomp" in without and landlock.version() < 6:
        pytest.skip("this kernel's Landlock does not rule over signals")
    confined = "done = confine(Reach(libraries, [scratch], ports=[port]), network=True)\n"
    _, _, _, said = place.run(f"{without}\n{confined}attempt('it', lambda: {attempted})\n")
    assert said["it"] == "PermissionError"


@needs_landlock
def test_a_camera_that_is_plugged_in_later_can_be_opened_and_nothing_beside_it(place: Place) -> None:
    """Its device comes into being below a folder that is allowed; ioctl reaches it, and no device elsewhere."""
    devices = place.scratch.parent / "dev"
    devices.mkdir()
    script = f"""
import fcntl
devices = Path({str(devices)!r})
done = confine(Reach([*libraries, Path("/dev/zero")], [scratch], [devices, Path("/dev/full")]), network=False)
attempt("make one", lambda: (devices / "video1").write_bytes(b""))
print("confined", flush=True)
input()
attempt("open it", lambda: os.close(os.open(devices / "video0", os.O_RDWR)))
for name in ("/dev/full", "/dev/zero"):
    try:
        fcntl.ioctl(os.open(name, os.O_RDONLY), 0x5401, bytes(64))
    except OSError as error:
        said[name] = error.strerror
"""
    _, _, _, said = place.run(script, then=(devices / "video0").touch)
    assert said["make one"] == "PermissionError"
    assert said["open it"] == "done"
    assert said["/dev/full"] == "Inappropriate ioctl for device"
    if landlock.version() >= 5:
        assert said["/dev/zero"] == "Permission denied"


FORBID_AS_A_CONTAINER_DOES = """
outer = seccomp._Filter()
for call in ("landlock_create_ruleset", "seccomp"):
    outer.forbid(call)
outer.load()
"""


def test_where_the_kernel_forbids_it_the_rest_holds_and_the_lack_is_said(place: Place) -> None:
    changes_the_process = ("exec", "fork", "unshare")
    lines = ATTEMPTS.splitlines(keepends=True)
    survivable = "".join(line for line in lines if not any(word in line for word in changes_the_process))
    in_force, missing, lacking, said = place.run(FORBID_AS_A_CONTAINER_DOES + CONFINE + survivable)
    assert in_force == ["limits", "privileges"]
    assert missing["files"] == "Operation not permitted"
    assert missing["network"] == "not closed without a filter of system calls"
    assert lacking == ["files", "system calls", "network"]
    assert said["read a secret"] == "done"
    assert said["a gigabyte"] == "MemoryError"
    assert said["capabilities"] == 0


def test_without_the_library_the_rest_holds_and_the_lack_is_said(place: Place) -> None:
    missing_library = 'real = ctypes.CDLL\nctypes.CDLL = lambda name, **k: real(name and "no-such.so", **k)\n'
    in_force, missing, _, _ = place.run(missing_library + CONFINE)
    assert "system calls" not in in_force
    assert missing["system calls"] == "libseccomp.so.2 is not installed"


def test_a_thread_that_runs_already_is_no_reason_to_claim_that_files_are_safe(place: Place) -> None:
    running = "threading.Thread(target=lambda: __import__('time').sleep(2), daemon=True).start()\n"
    in_force, missing, lacking, _ = place.run(running + CONFINE)
    assert missing["files"] == "2 threads run already"
    assert "files" in lacking
    assert "system calls" in in_force
