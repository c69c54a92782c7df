"""Fuzzes codecs, each in a process of its own, and says how far it came."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from locker_driver.families import FAMILIES, Family
from tests.fuzz.seeds import seeds
from tests.fuzz.target import has_atheris

ROOT: Final = Path(__file__).parents[2]
SLOWEST_BYTES_A_SECOND: Final = 1000
_COVERED: Final = re.compile(r"cov: (\d+)")
_SHOWN: Final = 3000


@dataclass(frozen=True, slots=True)
class Result:
    """`fed`: bytes that came in over the line. `edges`: of the driver's code, None without coverage guidance.

    `failure`: the end of what the process said, empty if nothing was found; `crash`: the input that did it, in hex.
    """

    family: Family
    engine: str
    fed: int
    inputs: int
    edges: int | None
    took_s: float
    failure: str = ""
    crash: str = ""

    def __str__(self) -> str:
        edges = "" if self.edges is None else f", {self.edges} edges covered"
        line = f"{self.family}: {self.fed:,} bytes in {self.inputs:,} inputs, {self.took_s:.0f} s, {self.engine}{edges}"
        if not self.failure:
            return f"{line}: nothing found"
        return f"{line}: FOUND\n{self.failure}\nagain: python -m tests.fuzz {self.family} --again {self.crash}"


def run_all(bytes_each: int, families: Sequence[Family] = tuple(FAMILIES), seed: int = 1) -> list[Result]:
    """One after the other. Guided by coverage where atheris is installed."""
    return [run(family, bytes_each, seed) for family in families]


def run(family: Family, enough: int, seed: int, engine: str = "") -> Result:
    engine = engine or ("atheris" if has_atheris() else "random")
    with _corpus(family) as (corpus, crashes):
        libfuzzer = [f"-artifact_prefix={crashes}/", str(corpus)] if engine == "atheris" else []
        command = [sys.executable, "-m", "tests.fuzz.target", family, str(enough), str(seed), engine, *libfuzzer]
        begun_s = time.monotonic()
        limit_s = 60 + enough / SLOWEST_BYTES_A_SECOND
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=limit_s, check=False)
        took_s = time.monotonic() - begun_s
        crash = next((path.read_bytes().hex() for path in crashes.iterdir()), "")
    covered = _COVERED.findall(done.stderr)
    edges = int(covered[-1]) if covered else None
    last = done.stdout.splitlines()[-1:] if done.returncode == 0 else []
    if last:
        figures = json.loads(last[0])
        return Result(family, engine, figures["fed"], figures["inputs"], edges, took_s)
    told = re.search(r"^crash: (\w+)$", done.stderr, re.MULTILINE)
    lines = (done.stdout + done.stderr).splitlines()
    failure = (
        "\n".join(line for line in lines if not line.startswith(("#", "INFO:")))[-_SHOWN:]
        or f"it ended with {done.returncode}"
    )
    return Result(family, engine, 0, 0, edges, took_s, failure, told[1] if told else crash)


@contextmanager
def _corpus(family: Family) -> Iterator[tuple[Path, Path]]:
    with TemporaryDirectory() as name:
        corpus, crashes = Path(name, "corpus"), Path(name, "crashes")
        corpus.mkdir()
        crashes.mkdir()
        for number, seed in enumerate(seeds(family)):
            Path(corpus, f"seed-{number}").write_bytes(seed)
        yield corpus, crashes
