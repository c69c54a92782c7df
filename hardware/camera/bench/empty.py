"""Frames in which nothing is: whatever a decoder reads there is false."""

import time
from collections.abc import Iterator
from pathlib import Path

from hardware.camera.bench.peers import Read
from hardware.camera.bench.samples import Sample
from hardware.camera.bench.still import Result
from hardware.camera.synthetic.nothing import NOTHING, nothing


def measure(frames: int, decoders: dict[str, Read], *, seed: int = 0) -> Iterator[list[Result]]:
    """`frames` frames of each kind, one list of results for each kind."""
    for kind in NOTHING:
        yield [result for number in range(seed, seed + frames) for result in _looked(kind, number, decoders)]


def _looked(kind: str, seed: int, decoders: dict[str, Read]) -> Iterator[Result]:
    sample = Sample(Path(f"{kind}-{seed}"), kind, b"")
    gray = nothing(kind, seed)
    for name, read in decoders.items():
        start_s = time.perf_counter()
        payloads = read(gray)
        took_s = time.perf_counter() - start_s
        yield Result(sample, name, tuple(payloads), took_s, right=not payloads)
