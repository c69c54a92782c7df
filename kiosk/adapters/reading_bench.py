"""The reading benches, as the command line wants them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware.camera.bench import report
from hardware.camera.bench.empty import measure as measure_empty
from hardware.camera.bench.live import Played, play_all
from hardware.camera.bench.peers import PEERS, Read, decoders, watchers
from hardware.camera.bench.samples import samples
from hardware.camera.bench.still import Result, measure
from hardware.camera.preview import use_one_thread
from hardware.camera.synthetic.sessions import DIFFICULTIES, session


class UnknownNameError(ValueError):
    """Says which decoder or difficulty, and which there are."""


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


@dataclass(frozen=True, slots=True)
class Lived:
    """A run over sessions."""

    names: list[str]
    played: list[Played]

    def as_table(self) -> str:
        return report.live_as_table(self.played, self.names)

    def as_json(self) -> dict[str, Any]:
        return report.live_as_json(self.played, self.names)


def live(names: tuple[str, ...], seeds: range, difficulties: tuple[str, ...] = ()) -> Lived:
    """Sessions of each difficulty (all when none is named) with each seed. Raises UnknownNameError."""
    _known(names, PEERS, "decoder")
    _known(difficulties, DIFFICULTIES, "difficulty")
    use_one_thread()
    watching = watchers(names)
    sessions = (session(difficulty, seed) for difficulty in difficulties or DIFFICULTIES for seed in seeds)
    return Lived(list(watching), list(play_all(sessions, watching)))


def empty(names: tuple[str, ...], frames: int) -> Scanned:
    """So many frames of each kind in which nothing is. Raises UnknownNameError."""
    chosen = _decoders(names)
    return Scanned(list(chosen), list(measure_empty(frames, chosen)))


def scan(folder: Path, names: tuple[str, ...]) -> Scanned:
    """Every picture below `folder` by the named decoders and by ours, on one thread. Raises UnknownNameError."""
    chosen = _decoders(names)
    return Scanned(list(chosen), list(measure(samples(folder), chosen)))


def _decoders(names: tuple[str, ...]) -> dict[str, Read]:
    _known(names, PEERS, "decoder")
    use_one_thread()
    return decoders(names)


def _known(names: tuple[str, ...], known: Mapping[str, object], what: str) -> None:
    if unknown := [name for name in names if name not in known]:
        raise UnknownNameError(f"unknown {what} {unknown[0]!r}; known: {', '.join(known)}")
