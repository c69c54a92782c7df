"""From a soft value per module to the modules as they were printed, by the code's own error correction."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from segno import consts

from hardware.camera.restore.layout import Layout
from hardware.camera.restore.reed_solomon import Bytes, correct
from hardware.camera.source import Image

Soft: TypeAlias = Image
"""Per module: above 0 dark, below 0 light; the further from 0 the surer, about 1 for a clear one."""

SPARE_CHECKS: Final = 3
"""Check bytes of each block that must remain as proof. Chance passes then once in 10⁸ in the smallest block (7 checks,
two doubtful and one wrong: 24 · 255 / 256⁵), and far more seldom in others."""

_FORMAT_MARGIN: Final = 2.0
_ERASED: Final = (0.0, 0.3, 0.5, 0.7, 0.85)
"""Shares of the check bytes spent on the most doubtful codewords, in this order (generalised minimum distance)."""


@dataclass(frozen=True, slots=True)
class Format:
    """`level` as in segno's tables, `mask` 0 to 7; `bits` as printed."""

    level: int
    mask: int
    bits: int


def restored(soft: Soft, layout: Layout) -> NDArray[np.bool_] | None:
    """True where a module was printed dark; None when there is not enough left of it."""
    for form in _formats(soft, layout):
        codewords = _corrected(soft, layout, form)
        if codewords is not None:
            return _drawn(codewords, layout, form)
    return None


def _formats(soft: Soft, layout: Layout) -> Iterator[Format]:
    """The likeliest first; a second one only when it is nearly as likely."""
    at = layout.formats
    seen = np.clip(soft[at[..., 0], at[..., 1]], -1, 1).sum(axis=0)
    signs = np.array([[1 if bits >> i & 1 else -1 for i in range(15)] for bits in consts.FORMAT_INFO])
    agreement = signs @ seen
    best = np.argsort(-agreement)[:3]
    for index in best.tolist():
        if agreement[index] > agreement[best[0]] - _FORMAT_MARGIN:
            yield Format(index >> 3, index & 7, consts.FORMAT_INFO[index])


def _corrected(soft: Soft, layout: Layout, form: Format) -> Bytes | None:
    values = soft[layout.placed[:, 0], layout.placed[:, 1]]
    values = np.where(layout.masked(form.mask), -values, values)
    count = len(values) // 8
    bits = values[: 8 * count].reshape(count, 8)
    codewords = np.packbits(bits > 0, axis=1)[:, 0]
    certainty = np.abs(bits).min(axis=1)
    fixed = codewords.copy()
    for places, checks in _blocks(layout.version, form.level):
        block = _corrected_block(codewords[places], certainty[places], checks)
        if block is None:
            return None
        fixed[places] = block
    return fixed


def _corrected_block(block: Bytes, certainty: Soft, checks: int) -> Bytes | None:
    doubtful = np.argsort(certainty)
    for share in _ERASED:
        erased = int(share * (checks - SPARE_CHECKS))
        if (fixed := correct(block, checks, doubtful[:erased].tolist(), spare=SPARE_CHECKS)) is not None:
            return fixed
    return None


def _blocks(version: int, level: int) -> list[tuple[NDArray[np.int64], int]]:
    """Per block the places of its codewords in the order read, data before checks, and how many checks (§7.6)."""
    groups: Any = consts.ECC[version]
    sizes = [(ec.num_data, ec.num_total - ec.num_data) for ec in groups[level] for _ in range(ec.num_blocks)]
    places: list[list[int]] = [[] for _ in sizes]
    place = 0
    for part in (0, 1):
        for index in range(max(size[part] for size in sizes)):
            for block, size in zip(places, sizes, strict=True):
                if index < size[part]:
                    block.append(place)
                    place += 1
    return [(np.array(block), checks) for block, (_, checks) in zip(places, sizes, strict=True)]


def _drawn(codewords: Bytes, layout: Layout, form: Format) -> NDArray[np.bool_]:
    dark = layout.known > 0
    bits = np.zeros(len(layout.placed), bool)
    bits[: 8 * len(codewords)] = np.unpackbits(codewords).astype(bool)
    dark[layout.placed[:, 0], layout.placed[:, 1]] = bits ^ layout.masked(form.mask)
    for copy in layout.formats:
        dark[copy[:, 0], copy[:, 1]] = [bool(form.bits >> i & 1) for i in range(15)]
    return dark
