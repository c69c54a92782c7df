"""What a process takes of the memory, from smaps_rollup (proc(5))."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

_KIB_MB: Final = 1024 / 1e6


@dataclass(frozen=True)
class Memory:
    """MB of a million bytes. `pss_mb` shares what several processes map among them; `own_mb` is the part of it that
    is no file: a library that another program gives up moves the former, only an allocation the latter.
    """

    rss_mb: float
    pss_mb: float
    own_mb: float


def memory_of(pid: int) -> Memory:
    """Raises OSError when the process is gone."""
    return parse(Path(f"/proc/{pid}/smaps_rollup").read_text())


def parse(rollup: str) -> Memory:
    """The text of the file."""
    rows = (line.split() for line in rollup.splitlines()[1:])
    kib = {words[0].rstrip(":"): int(words[1]) for words in rows}
    return Memory(kib["Rss"] * _KIB_MB, kib["Pss"] * _KIB_MB, kib["Pss_Anon"] * _KIB_MB)
