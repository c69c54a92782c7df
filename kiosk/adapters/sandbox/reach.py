"""What the reader has to reach, by the camera it is given; the rest of the machine is none of its business."""

import os
import sys
from pathlib import Path
from typing import Final

from hardware.camera.url import CameraUrl
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


def reader_reach(camera: CameraUrl, scratch: Path | None, light: Path | None = None) -> Reach:
    """Programs and libraries to read, the scratch and a light to write. Core socket and preview are reached anyway:
    Landlock does not rule over connecting to a socket, and the preview is open by then.

    A `v4l2` camera may come back as another device, so all below /dev can be opened, as far as the user may: one that
    is no more than a member of `video` gets cameras.
    """
    read = [Path(text) for text in (*_SYSTEM, sys.prefix, sys.base_prefix, *_import_path())]
    write = [Path("/dev/null"), *(path for path in (scratch, light) if path)]
    match camera.kind:
        case "v4l2":
            return Reach([*read, Path("/sys/class/video4linux"), Path("/sys/devices")], write, [Path("/dev")])
        case "rtsp" | "http" | "https":
            return Reach([*read, *map(Path, _NAMES)], write, ports=(camera.port, _DNS_PORT))
        case "dir":
            return Reach([*read, camera.path], write)
        case _:
            # A file may be replaced by one of the same name; a stage shows pictures that lie beside it.
            return Reach([*read, camera.path.parent], write)


def _import_path() -> list[str]:
    return [entry for entry in sys.path if entry and os.path.isabs(entry)]  # noqa: PTH117 - strings, as Python has them
