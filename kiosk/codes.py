"""`openluke codes`: every code and label of a seed as a picture to hold up, and an index of what each does."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from kiosk.adapters.barcodes import ean13_png
from kiosk.backend.seed import IssuedCode, Seed
from kiosk.goods_labels import labels_page
from kiosk.qr import MODULE_PX, QUIET_ZONE_MODULES, qr_code

INDEX: Final = "index.json"
LABELS: Final = "labels.html"


def write_codes(seed: Seed, out_dir: Path) -> Path:
    """Writes a PNG for each code and label that is shown to the camera, the labels once more as `labels.html` to print,
    and `index.json`; returns the latter's path.

    An entry: kind (token, opaque, typed, badge, technician or goods), name, title (Norwegian), text, file ("" for a
    code that is only typed), pickup, typed (nine symbols grouped, or six digits), phone_last4, pin, expected, doors.
    Raises OSError when the folder cannot be written.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    entries = [asdict(code) | {"file": _write_picture(code, out_dir)} for code in (*seed.codes, *seed.labels)]
    (out_dir / LABELS).write_text(labels_page(seed.labels), "utf-8")
    index = out_dir / INDEX
    index.write_text(json.dumps(entries, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return index


def _write_picture(code: IssuedCode, out_dir: Path) -> str:
    if code.kind == "typed":
        return ""
    name = f"{code.kind}-{code.name.lower()}.png"
    if code.kind == "goods":
        (out_dir / name).write_bytes(ean13_png(code.text, MODULE_PX))
        return name
    qr_code(code.text).save(str(out_dir / name), scale=MODULE_PX, border=QUIET_ZONE_MODULES)
    return name
