"""Frames in which nothing is: whatever a decoder reads there is false."""

from collections.abc import Iterator
from pathlib import Path

from hardware.camera.bench.peers import Read
from hardware.camera.bench.samples import Sample
from hardware.camera.bench.still import Result, look
from hardware.camera.synthetic.nothing import NOTHING, nothing


def measure(frames: int, decoders: dict[str, Read], *, seed: int = 0) -> Iterator[list[Result]]:
    """`frames` frames of each kind, one list of results for each kind."""
    for kind in NOTHING:
        samples = [(Sample(Path(f"{kind}-{number}"), kind, b""), number) for number in range(seed, seed + frames)]
        yield [result for sample, number in samples for result in look(sample, nothing(kind, number), decoders)]
