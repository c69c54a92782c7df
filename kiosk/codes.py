"""`openluke codes`: every code of a seed as a picture to hold up, and an index that says what each should do."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import segno

from kiosk.backend.seed import IssuedCode, Seed

INDEX: Final = "index.json"
MODULE_PX: Final = 8
QUIET_ZONE_MODULES: Final = 4  # ISO/IEC 18004


def write_codes(seed: Seed, out_dir: Path) -> Path:
    """Writes a PNG for each code that is shown to the camera and `index.json`; returns the latter's path.

    An entry: kind (token, opaque, typed, badge or technician), name, title (Norwegian), text, file ("" for a code that
    is only typed), pickup, typed (nine symbols grouped, or six digits), phone_last4, pin, expected, doors.
    Raises OSError when the folder cannot be written.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    entries = [asdict(code) | {"file": _write_picture(code, out_dir)} for code in seed.codes]
    index = out_dir / INDEX
    index.write_text(json.dumps(entries, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return index


def _write_picture(code: IssuedCode, out_dir: Path) -> str:
    if code.kind == "typed":
        return ""
    name = f"{code.kind}-{code.name.lower()}.png"
    picture = segno.make(code.text, error="m", boost_error=False, micro=False)
    picture.save(str(out_dir / name), scale=MODULE_PX, border=QUIET_ZONE_MODULES)
    return name
