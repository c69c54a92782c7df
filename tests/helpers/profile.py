"""The demo's profile, changed."""

import shutil
from pathlib import Path

from kiosk.settings import CONFIG_DIR, Profile, load_profile


def demo_with(scratch: Path, *tables: str) -> Profile:
    """The demo's, with these tables of TOML after its own."""
    shutil.copytree(CONFIG_DIR, scratch / "config")
    path = scratch / "config" / "profiles" / "demo.toml"
    path.write_text("\n".join((path.read_text("utf-8"), *tables)), "utf-8")
    return load_profile(str(path))
