"""What reader and scanners have to reach, by the devices they are given; the rest of the machine is none of their
business.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from hardware.camera.url import CameraUrl
from hardware.scanner.url import HidUrl, ScannerUrl, SerialUrl
from kiosk.adapters.sandbox.landlock import Reach

_SYSTEM: Final = (
    *("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu", "/dev/urandom", "/dev/zero"),
)
_NAMES: Final = (
    *(
        "/etc/resolv.conf",
        "/run/systemd/resolve",
        "/etc/hosts",
        "/etc/host.conf",
        "/etc/nsswitch.conf",
        "/etc/gai.conf",
    ),
    *("/etc/ssl", "/etc/ca-certificates", "/etc/services"),
)
"""To find a camera by its name."""
_DNS_PORT: Final = 53
_DEV: Final = Path("/dev")
_INPUT: Final = _DEV / "input"
_NULL: Final = _DEV / "null"


def reader_reach(camera: CameraUrl, scratch: Path | None, light: Path | None = None) -> Reach:
    """Programs and libraries to read, the scratch and a light to write. Core socket and preview are reached anyway:
    Landlock does not rule over connecting to a socket, and the preview is open by then.

    A `v4l2` camera may come back as another device, so all below /dev can be opened, as far as the user may: one that
    is no more than a member of `video` gets cameras.
    """
    read = _programs()
    write = [_NULL, *(path for path in (scratch, light) if path)]
    match camera.kind:
        case "v4l2":
            return Reach([*read, Path("/sys/class/video4linux"), Path("/sys/devices")], write, [_DEV])
        case "rtsp" | "http" | "https":
            return Reach([*read, *map(Path, _NAMES)], write, ports=(camera.port, _DNS_PORT))
        case "dir":
            return Reach([*read, camera.path], write)
        case _:
            # A file may be replaced by one of the same name; a stage shows pictures that lie beside it.
            return Reach([*read, camera.path.parent], write)


def scanners_reach(scanners: Iterable[ScannerUrl]) -> Reach:
    """Programs and libraries, and what the kinds of devices need. Card readers need none: pcscd has them, and
    connecting to a socket is none of Landlock's business.

    What is plugged in again is another device, so a kind of device is what can be told, and not the one: with keyboard
    wedges all of /dev/input, with serial scanners all below /dev, as far as the user may.
    """
    read, devices = _programs(), set[Path]()
    for scanner in scanners:
        match scanner:
            case SerialUrl():
                devices.add(_DEV)
            case HidUrl():
                devices.add(_INPUT if _INPUT.is_dir() else _DEV)
                read += [Path("/sys/class/input"), Path("/sys/devices")]
    return Reach(read, [_NULL], sorted(devices))


def _programs() -> list[Path]:
    return [Path(text) for text in (*_SYSTEM, sys.prefix, sys.base_prefix, *_import_path())]


def _import_path() -> list[str]:
    return [entry for entry in sys.path if entry and os.path.isabs(entry)]  # noqa: PTH117 - strings, as Python has them
