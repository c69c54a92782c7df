"""Programs that shops run on: what Node has to install, and servers that end with the tests that started them."""

import fcntl
import filecmp
import hashlib
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = ROOT / ".shops"
NODE_NEEDED = 20
INSTALL_S = 600


class CannotRunError(Exception):
    """Something that is no part of OpenLuke is missing on this machine. The text says what."""


class TooOldError(CannotRunError):
    """What there is cannot run a shop, and no package of this Debian can."""


def node_modules(shop: str) -> Path:
    """The folder of one shop with everything its lock names, installed when the lock has changed."""
    _check_node()
    source, target = Path(__file__).parent / shop, INSTALLED / shop
    target.mkdir(parents=True, exist_ok=True)
    with (INSTALLED / f"{shop}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
        if not (target / "stamp").exists() or (target / "stamp").read_text() != stamp:
            _install(source, target)
            (target / "stamp").write_text(stamp)
        for folder in (source, ROOT / "config" / "shops" / shop):
            if folder.is_dir():
                shutil.copytree(folder, target, dirs_exist_ok=True, copy_function=_copy_changed)
    return target


def _copy_changed(source: str, target: str) -> None:
    """Another process's shop may be reading it at this moment."""
    if not Path(target).exists() or not filecmp.cmp(source, target, shallow=False):
        shutil.copy(source, target)


def _check_node() -> None:
    if not shutil.which("npm") or not shutil.which("node"):
        raise CannotRunError("npm or node is not installed")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
    if int(version.lstrip("v").partition(".")[0]) < NODE_NEEDED:
        raise TooOldError(f"node {version.strip()} is too old: the shops need {NODE_NEEDED} or newer")


def _install(source: Path, target: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, target / name)
    # Nobody's scripts run: what is native comes built, or is not needed.
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1"]
    try:
        done = subprocess.run(command, cwd=target, capture_output=True, text=True, check=False, timeout=INSTALL_S)
    except subprocess.TimeoutExpired:
        raise CannotRunError(f"npm did not install {source.name} within {INSTALL_S} s") from None
    if done.returncode:
        raise CannotRunError(f"npm could not install {source.name}: {done.stderr.strip()[-400:]}")


@dataclass
class Server:
    """One process and its children. `user`: under whose name, where root starts it and the program refuses root."""

    name: str
    command: Sequence[str]
    folder: Path
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str = ""
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        as_user = ["--reuid", self.user, "--regid", self.user, "--clear-groups"] if self.user else []
        with self.log.open("ab") as log:
            # Whatever becomes of the tests, the kernel ends it with them.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *as_user, *self.command],
                cwd=self.folder,
                env=os.environ | dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until(self, ready: Callable[[], bool], within_s: float) -> None:
        deadline = time.monotonic() + within_s
        while not ready():
            assert self.process is not None
            assert self.process.poll() is None, f"{self.name} has ended:\n{self.said()}"
            assert time.monotonic() < deadline, f"{self.name} is silent after {within_s:.0f} s:\n{self.said()}"
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is None:
            return
        for how in (self.stop_signal, signal.SIGKILL):
            if self.process.poll() is None:
                os.killpg(self.process.pid, how)
                try:
                    self.process.wait(15)
                except subprocess.TimeoutExpired:
                    continue
        self.process = None

    def has_said(self, line: str) -> bool:
        return line in self.log.read_text("utf-8", "replace").splitlines()

    def said(self, lines: int = 60) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status < 500)
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
