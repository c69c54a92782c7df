"""Real photos, where the shared folder of test samples lies beside the repository."""

from pathlib import Path

import pytest

from hardware.camera.decode import Symbology, ZbarQr, Zxing
from hardware.camera.frame import to_gray
from hardware.camera.ladder import standard_ladder
from hardware.camera.photos import load_photo

CORPUS = Path(__file__).parents[5] / "shared" / "corpus" / "zxing-cpp"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no folder ../shared/corpus")


def photos(*folders: str) -> list[Path]:
    found = (path for folder in folders for path in sorted((CORPUS / folder).iterdir()))
    return [path for path in found if path.suffix in {".png", ".jpg", ".webp"}]


def reads(path: Path) -> list[bytes]:
    """What all rungs of the ladder together make of it."""
    pixels = load_photo(path)
    if pixels is None:  # some samples have a side of 1 px
        return []
    ladder = standard_ladder((Symbology.QR, Symbology.CODE128), budget_s=60)
    return [code.payload for code in ladder.read(to_gray(pixels), search=True)]


@pytest.mark.parametrize(("folder", "at_least"), [("qrcode-1", 8), ("qrcode-3", 18), ("qrcode-5", 16)])
def test_real_codes_are_read(folder: str, at_least: int) -> None:
    read = 0
    for path in photos(folder):
        expected = path.with_suffix(".txt").read_bytes().strip()
        found = [payload.strip() for payload in reads(path)]
        assert not found or expected in found, path
        read += bool(found)
    assert read >= at_least


def test_code128_labels_are_read() -> None:
    assert all(reads(path) for path in photos("code128-2", "code128-3"))


def test_nothing_is_read_where_there_is_no_code() -> None:
    assert [path.name for path in photos("falsepositives-1", "falsepositives-2") if reads(path)] == []


def test_structured_append_does_not_raise() -> None:
    """pyzbar raises ValueError on every one of these."""
    for path in photos("qrcode-7"):
        pixels = load_photo(path)
        assert pixels is not None
        assert ZbarQr().read(to_gray(pixels)) == []
        assert Zxing([Symbology.QR]).read(to_gray(pixels)) != []
