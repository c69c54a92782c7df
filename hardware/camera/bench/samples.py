"""Pictures of a folder, and what is on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hardware.camera.frame import to_gray
from hardware.camera.photos import SUFFIXES, load_photo, natural_order
from hardware.camera.source import Image

_ENCODINGS: Final = ("utf-8", "shift_jis", "gb18030", "iso-8859-1")
"""Charsets of real codes; a text is the same in whichever of them the payload spells it."""
_EMPTY: Final = "falsepositives"


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture. `expected` is None when nobody says what is on it; b"" when nothing is."""

    path: Path
    folder: str
    expected: bytes | None

    def pixels(self) -> Image | None:
        """Gray; None when it is no picture that can be read."""
        photo = load_photo(self.path)
        return None if photo is None else to_gray(photo)

    def is_right(self, payload: bytes) -> bool:
        """Whether `payload` is what is expected; only for samples that say so."""
        assert self.expected is not None
        return is_same(payload, self.expected)


def samples(folder: Path) -> Iterator[Sample]:
    """Of the folder and all below it, in natural order. The text of `NAME.png` is in `NAME.txt`, bytes in `NAME.bin`.

    Folders whose name begins with `falsepositives` hold nothing that may be read.
    """
    for path in sorted(folder.rglob("*"), key=lambda path: (str(path.parent), natural_order(path))):
        if path.suffix.lower() in SUFFIXES:
            name = str(path.parent.relative_to(folder)) if path.parent != folder else folder.name
            yield Sample(path, name, _expected(path))


def _expected(path: Path) -> bytes | None:
    if path.parent.name.startswith(_EMPTY):
        return b""
    for suffix in (".bin", ".txt"):
        if (text := path.with_suffix(suffix)).is_file():
            return text.read_bytes()
    return None


def is_same(payload: bytes, expected: bytes) -> bool:
    """The same bytes, or the same text in another charset; line ends and blanks at either end do not count."""
    if payload == expected:
        return True
    wanted = _plain(expected.decode("utf-8", "replace"))
    return any(_plain(text) == wanted for text in _readings(payload))


def _readings(payload: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        try:
            yield payload.decode(encoding)
        except UnicodeDecodeError:
            continue


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
