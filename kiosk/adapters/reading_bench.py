"""The reading benches, as the command line wants them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware.camera.bench import report
from hardware.camera.bench.peers import PEERS, decoders
from hardware.camera.bench.samples import samples
from hardware.camera.bench.still import Result, measure
from hardware.camera.preview import use_one_thread


class UnknownDecoderError(ValueError):
    """Says which decoder and which there are."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """A run over a folder of pictures."""

    names: list[str]
    folders: list[list[Result]]

    @property
    def pictures(self) -> int:
        return len({result.sample.path for folder in self.folders for result in folder})

    def as_table(self) -> str:
        return report.as_table(self.folders, self.names)

    def as_json(self) -> dict[str, Any]:
        return report.as_json(self.folders, self.names)


def scan(folder: Path, names: tuple[str, ...]) -> Scanned:
    """Every picture below `folder` by the named decoders and by ours, on one thread. Raises UnknownDecoderError."""
    if unknown := [name for name in names if name not in PEERS]:
        raise UnknownDecoderError(f"unknown decoder {unknown[0]!r}; known: {', '.join(PEERS)}")
    use_one_thread()
    chosen = decoders(names)
    return Scanned(list(chosen), list(measure(samples(folder), chosen)))
