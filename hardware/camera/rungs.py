"""The looks of the ladder: a decoder on a preparation, or a search of our own; and the restoring of what is found."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

import numpy as np

from hardware.camera.decode import Code, Corners, Look, Unread, area
from hardware.camera.prepare import Preparation
from hardware.camera.restore.finders import finders
from hardware.camera.restore.memory import Memory
from hardware.camera.restore.quads import MIN_AGREEMENT, proposals
from hardware.camera.restore.restorer import drawing
from hardware.camera.restore.view import Match, Quad, best_match
from hardware.camera.source import Image

MAX_RESTORED: Final = 2
"""Located codes that one look may try to restore: each may cost as much as several other looks."""
_SAME_PLACE: Final = 0.02
_TRIES_A_PLACE: Final = 2
_NEAR: Final = 0.2


class Decoder(Protocol):
    def read(self, gray: Image) -> list[Code]: ...


class Looker(Decoder, Protocol):
    """A decoder that also says where it saw codes that it could not read."""

    def look(self, gray: Image) -> Look: ...


@dataclass(slots=True)
class Picture:
    """One frame while the ladder is at it. `may_go_on` is asked before anything that takes a while."""

    gray: Image
    may_go_on: Callable[[], bool] = lambda: True
    tried: list[Quad] = field(default_factory=list)
    memory: Memory | None = None
    located: bool = False
    """A code was seen, read or not."""

    def is_worth_trying(self, quad: Quad) -> bool:
        """Not the same place again, nor one place many times."""
        size = float(np.linalg.norm(quad[2] - quad[0]))
        off = [float(np.abs(quad - other).max()) / size for other in self.tried]
        return min(off, default=1.0) > _SAME_PLACE and sum(o < _NEAR for o in off) < _TRIES_A_PLACE


class Rung(Protocol):
    """One look."""

    @property
    def name(self) -> str: ...

    def climb(self, picture: Picture) -> list[Code]:
        """Codes in pixels of the whole picture; what was located and not read is noted in the picture."""
        ...


@dataclass(frozen=True, slots=True)
class Prepared:
    """`decoder` on the prepared picture, `zoomed` times the size of the original."""

    name: str
    prepare: Preparation
    decoder: Decoder
    zoomed: float = 1.0

    def climb(self, picture: Picture) -> list[Code]:
        return [_shrunk(code, self.zoomed) for code in self.decoder.read(self.prepare(picture.gray))]


@dataclass(frozen=True, slots=True)
class Restored:
    """zxing on the prepared picture, and what it locates and cannot read is restored and read."""

    name: str
    prepare: Preparation
    decoder: Looker
    zoomed: float = 1.0

    def climb(self, picture: Picture) -> list[Code]:
        look = self.decoder.look(self.prepare(picture.gray))
        if look.codes:
            return [_shrunk(code, self.zoomed) for code in look.codes]
        return read_unread(picture, look.unread, self.decoder, self.zoomed)


@dataclass(frozen=True, slots=True)
class Searched:
    """Our own search for finder patterns; what hangs on them is restored and read."""

    name: str
    prepare: Preparation
    decoder: Looker
    zoomed: float = 1.0

    def climb(self, picture: Picture) -> list[Code]:
        found = [finder.scaled(1 / self.zoomed) for finder in finders(self.prepare(picture.gray))]
        return _first_read(picture, proposals(picture.gray, found, MAX_RESTORED), self.decoder)


def read_unread(picture: Picture, unread: list[Unread], decoder: Looker, zoomed: float = 1.0) -> list[Code]:
    """Restores what a decoder has located in a picture `zoomed` times the size, the largest first."""
    largest = sorted((one.corners for one in unread), key=area, reverse=True)[:MAX_RESTORED]
    matches = [best_match(picture.gray, np.array(corners, np.float32) / zoomed) for corners in largest]
    return _first_read(picture, [match for match in matches if match.agreement >= MIN_AGREEMENT], decoder)


def _first_read(picture: Picture, matches: list[Match], decoder: Looker) -> list[Code]:
    for match in matches:
        if not picture.is_worth_trying(match.quad) or not picture.may_go_on():
            continue
        picture.tried.append(match.quad)
        picture.located = True
        drawn = drawing(picture.gray, match, picture.memory)
        if drawn is not None and (codes := decoder.read(drawn)):
            corners: Corners = tuple((float(x), float(y)) for x, y in match.quad)
            return [replace(code, area_px=area(corners), corners=corners) for code in codes[:1]]
    return []


def _shrunk(code: Code, zoomed: float) -> Code:
    if zoomed == 1:
        return code
    corners = tuple((x / zoomed, y / zoomed) for x, y in code.corners)
    return replace(code, area_px=code.area_px / zoomed**2, corners=corners)
