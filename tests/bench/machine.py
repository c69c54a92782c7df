"""On what the figures were taken: without it they mean nothing to anybody else."""

import os
import platform
from pathlib import Path

import psutil


def describe(disk: Path) -> dict[str, object]:
    """`disk` is where the journal is written."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count() or 0,
        "load": round(os.getloadavg()[0], 2),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "journal_on": _filesystem(disk),
    }


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _filesystem(place: Path) -> str:
    """The type of the file system with the longest mount point above `place`."""
    mounts = psutil.disk_partitions(all=True)
    above = [mount for mount in mounts if place.resolve().is_relative_to(mount.mountpoint)]
    return max(above, key=lambda mount: len(mount.mountpoint)).fstype if above else "unknown"
