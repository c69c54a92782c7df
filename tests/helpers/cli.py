"""Runs the command line as a stranger would, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def openluke(*arguments: str, limit_s: float = 120.0) -> subprocess.CompletedProcess[str]:
    """Its exit code and what it said. No display."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY"}
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-P", "-m", "kiosk", *arguments],
        capture_output=True,
        text=True,
        timeout=limit_s,
        check=False,
        cwd=ROOT,
        env=env,
    )
