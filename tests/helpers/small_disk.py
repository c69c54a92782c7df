"""A real small disk for the journal: a tmpfs of its own, which can be filled up or made read-only."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

_BLOCK: Final = 4096


@dataclass(frozen=True)
class SmallDisk:
    """Mounted at `at`."""

    at: Path

    def fill(self) -> None:
        """Until not a block is left."""
        handle = os.open(self.at / "somebody-elses", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        with suppress(OSError):
            while True:
                os.write(handle, bytes(_BLOCK))
        os.close(handle)

    def make_room(self) -> None:
        """What filled it is gone."""
        (self.at / "somebody-elses").unlink()

    def read_only(self, read_only: bool) -> None:
        """Nobody may have a file open for writing while it becomes so."""
        _mount("-o", f"remount,{'ro' if read_only else 'rw'}", str(self.at))


@contextmanager
def small_disk(at: Path, size_mb: int) -> Iterator[SmallDisk]:
    """For as long as the block lasts. Skips the test for somebody who may not mount."""
    at.mkdir(parents=True)
    try:
        _mount("-t", "tmpfs", "-o", f"size={size_mb}m,mode=777", "tmpfs", str(at))
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("a small disk can only be mounted by root")
    try:
        yield SmallDisk(at)
    finally:
        subprocess.run([*_as_root(), "umount", "--lazy", str(at)], check=True, timeout=10)


def _mount(*arguments: str) -> None:
    subprocess.run([*_as_root(), "mount", *arguments], check=True, timeout=10, capture_output=True)


def _as_root() -> tuple[str, ...]:
    return ("sudo", "-n") if os.geteuid() and shutil.which("sudo") else ()
