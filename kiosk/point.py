"""All processes of one self-service point: core, ui, reader, and what the profile simulates or embeds."""

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from kiosk.adapters.bank import load_wiring, simulated, simulated_port
from kiosk.adapters.camera_url import CAMERA_VARIABLE
from kiosk.app import PREVIEW_FILE
from kiosk.messages import CORE_SOCKET
from kiosk.settings import STAGE_CAMERA, Profile
from kiosk.supervisor import Child
from locker_driver import BankConfig, BusConfig

STAGE_DIR: Final = "stage"
READER_SCRATCH: Final = "reader"
CORE_WATCHDOG_S: Final = 20.0
READER_WATCHDOG_S: Final = 15.0
SCANNERS_WATCHDOG_S: Final = 15.0
UI_WATCHDOG_S: Final = 10.0


@dataclass(frozen=True)
class PointOptions:
    """How to run a point. `runtime` holds sockets, `data` what must survive; `backend_port` is for an embedded one."""

    profile: Profile
    runtime: Path
    data: Path
    camera: str
    backend_port: int
    closes_after_s: float | None = None
    activity: Path | None = None
    window: bool = True
    window_size: str = ""
    grab: Path | None = None
    puppet: Path | None = None

    @property
    def backend_url(self) -> str:
        """Where the core finds the backend."""
        backend = self.profile.file.backend
        return backend.url if backend.kind == "http" else f"http://127.0.0.1:{self.backend_port}"

    @cached_property
    def wiring(self) -> BankConfig:
        """The bank file."""
        return load_wiring(self.profile)

    @property
    def simulated_buses(self) -> tuple[BusConfig, ...]:
        """Buses whose boards are simulated."""
        return tuple(bus for bus in self.wiring.buses if simulated(bus))

    @property
    def camera_url(self) -> str:
        """The camera, with the demo's stage at its place in the runtime folder."""
        return f"stage:{self.runtime / STAGE_DIR}" if self.camera == STAGE_CAMERA else self.camera


def free_port() -> int:
    """A TCP port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def board_control(runtime: Path, bus: str) -> Path:
    """The control socket of the simulated boards on `bus`."""
    return runtime / f"bus-{bus}.control"


def prepare(options: PointOptions) -> None:
    """Make the folders."""
    options.runtime.mkdir(parents=True, exist_ok=True)
    options.runtime.chmod(0o700)
    options.data.mkdir(parents=True, exist_ok=True)
    (options.runtime / STAGE_DIR).mkdir(exist_ok=True)


def children(options: PointOptions) -> list[Child]:
    """The processes, in the order in which they are started; none waits for another."""
    simulators = [_simulator(options, bus) for bus in options.simulated_buses]
    backend = [_backend(options)] if options.profile.file.backend.kind == "embedded" else []
    urls = options.profile.file.scanners.urls
    codes = [reader(options), *([scanners(options, urls)] if urls else [])]
    return [*simulators, core(options), *backend, *codes, ui(options)]


def core(options: PointOptions) -> Child:
    """The core process."""
    argv = _python(
        "kiosk",
        "core",
        f"--profile={options.profile.path}",
        f"--runtime={options.runtime}",
        f"--data={options.data}",
        f"--backend={options.backend_url}",
        "--die-with-parent",
    )
    if options.activity:
        argv.append(f"--activity={options.activity}")
    return Child("core", argv, watchdog_s=CORE_WATCHDOG_S)


def reader(options: PointOptions) -> Child:
    """The reader process."""
    argv = _python(
        "kiosk.adapters.reader",
        f"--socket={options.runtime / CORE_SOCKET}",
        f"--preview={options.runtime / PREVIEW_FILE}",
        f"--scratch={options.data / READER_SCRATCH}",
        "--die-with-parent",
    )
    if options.profile.file.camera.light:
        argv.append(f"--light={options.profile.file.camera.light}")
    # Everybody may read a command line, and the URL of a camera on the network may hold a password.
    return Child("reader", argv, {CAMERA_VARIABLE: options.camera_url}, watchdog_s=READER_WATCHDOG_S)


def scanners(options: PointOptions, urls: Sequence[str]) -> Child:
    """The process of the scanners and card readers; a point without any has none."""
    argv = _python(
        "kiosk.adapters.scanners",
        f"--socket={options.runtime / CORE_SOCKET}",
        *(f"--scanner={url}" for url in urls),
        "--die-with-parent",
    )
    return Child("scanners", argv, watchdog_s=SCANNERS_WATCHDOG_S)


def ui(options: PointOptions) -> Child:
    """The UI process; without a window it draws off screen with the software renderer."""
    argv = _python("ui", f"--socket={options.runtime / CORE_SOCKET}", "--die-with-parent")
    if options.window_size:
        argv.append(f"--size={options.window_size}")
    if options.grab:
        argv.append(f"--grab={options.grab}")
    if options.puppet:
        argv.append(f"--puppet={options.puppet}")
    env = {} if options.window else {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    return Child("ui", argv, env, watchdog_s=UI_WATCHDOG_S)


def _backend(options: PointOptions) -> Child:
    argv = _python(
        "kiosk.backend",
        f"--database=sqlite:///{options.data / 'backend.sqlite3'}",
        f"--secrets={options.profile.secrets_path}",
        f"--listen=127.0.0.1:{options.backend_port}",
        "--die-with-parent",
    )
    if options.profile.file.backend.seed:
        argv.append(f"--seed={options.profile.file.backend.seed}")
    return Child("backend", argv)


def _simulator(options: PointOptions, bus: BusConfig) -> Child:
    """Boards on a pty; doors are named by compartment number, so that everybody speaks of the same door."""
    wiring = options.wiring
    mine = {number: place for number, place in wiring.channels.items() if place.bus == bus.name}
    elsewhere = {
        number: place.contact for number, place in mine.items() if place.contact != (place.board, place.channel)
    }
    argv = _python(
        "locker_driver.simulator",
        f"--link={simulated_port(options.runtime, bus.name)}",
        f"--control={board_control(options.runtime, bus.name)}",
        f"--family={bus.family}",
        # A single number would be a count.
        f"--boards={','.join(f'{board}-{board}' for board in bus.boards)}",
        f"--ways={bus.ways}",
        f"--baud={bus.baud}",
        f"--pulse-ms={bus.lock.pulse_ms}",
        f"--polarity={bus.polarity}",
        f"--lock-ampere={bus.lock.ampere}",
        f"--map={_map({number: (place.board, place.channel) for number, place in mine.items()})}",
        "--die-with-parent",
    )
    assert bus.dialect is not None
    argv += [f"--dialect={name}={str(value).lower()}" for name, value in asdict(bus.dialect).items()]
    argv += [f"--supply-ampere={supply.ampere}" for supply in wiring.supplies if supply.name == bus.lock.supply]
    if elsewhere:
        argv.append(f"--sensors={_map(elsewhere)}")
    if options.closes_after_s is not None:
        argv.append(f"--close-after={options.closes_after_s}")
    return Child(f"bus-{bus.name}", argv)


def _map(places: Mapping[int, tuple[int, int]]) -> str:
    return ",".join(f"{number}={board}:{channel}" for number, (board, channel) in places.items())


def _python(module: str, *arguments: str) -> list[str]:
    # -P keeps the working directory off the import path: `ui` and `hardware` are generic names.
    return [sys.executable, "-P", "-m", module, *arguments]


def has_display() -> bool:
    """Whether a window could be seen."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
