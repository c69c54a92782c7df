"""Every decoder on every picture of a folder."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hardware.camera.bench.peers import Read
from hardware.camera.bench.samples import Sample, is_same
from hardware.camera.source import Image


@dataclass(frozen=True, slots=True)
class Result:
    """What one decoder made of one picture. `right` is None for a text that nobody confirms."""

    sample: Sample
    decoder: str
    payloads: tuple[bytes, ...]
    took_s: float
    right: bool | None = None

    @property
    def is_read(self) -> bool:
        """Something that is on the picture was read."""
        return self.right is True

    @property
    def is_wrong(self) -> bool:
        """Something was read, and it is not what is on the picture."""
        return bool(self.payloads) and self.right is False


def measure(pictures: Iterable[Sample], decoders: dict[str, Read]) -> Iterator[list[Result]]:
    """Per folder, the results of all its pictures. A picture that cannot be loaded is left out."""
    by_folder: dict[str, list[Sample]] = defaultdict(list)
    for sample in pictures:
        by_folder[sample.folder].append(sample)
    for members in by_folder.values():
        yield judged([result for sample in members for result in _looked(sample, decoders)])


def _looked(sample: Sample, decoders: dict[str, Read]) -> Iterator[Result]:
    gray = sample.pixels()
    if gray is not None:
        yield from look(sample, gray, decoders)


def look(sample: Sample, gray: Image, decoders: dict[str, Read]) -> Iterator[Result]:
    """One picture by each; judged where the sample says what is on it."""
    for name, read in decoders.items():
        start_s = time.perf_counter()
        payloads = tuple(read(gray))
        result = Result(sample, name, payloads, time.perf_counter() - start_s)
        yield result if sample.expected is None else _with_verdict(result, set())


def judged(results: list[Result]) -> list[Result]:
    """With `right` set. Where nobody says what is on a picture, a text counts that two decoders agree on, in this or in
    another picture of the folder (which often shows the same code), or that one of them reads in two pictures."""
    readers: dict[bytes, set[object]] = defaultdict(set)
    for result in results:
        for payload in result.payloads:
            readers[payload] |= {result.decoder, result.sample.path}
    confirmed = {payload for payload, seen in readers.items() if len(seen) >= 3}
    return [_with_verdict(result, confirmed) for result in results]


def _with_verdict(result: Result, confirmed: set[bytes]) -> Result:
    sample, payloads = result.sample, result.payloads
    if sample.expected is None:
        agreed = any(is_same(payload, other) for payload in payloads for other in confirmed)
        right = True if agreed else None
    else:
        right = any(sample.is_right(payload) for payload in payloads) if sample.expected else not payloads
    return Result(sample, result.decoder, payloads, result.took_s, right)
