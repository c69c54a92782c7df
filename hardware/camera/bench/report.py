"""Figures of a run, as a table and as JSON."""

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hardware.camera.bench.live import Played
from hardware.camera.bench.peers import FIRST, OURS
from hardware.camera.bench.still import Result


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one decoder over some pictures. Times in milliseconds; rates in percent, of pictures with a code."""

    pictures: int
    read: int
    rate: float
    wrong: int
    unconfirmed: int
    false_reads: int
    median_ms: float
    p95_ms: float
    max_ms: float


@dataclass(frozen=True, slots=True)
class Beside:
    """Ours beside zxing-cpp, which sees every frame first."""

    missed_by_zxing: int
    read_of_these: int
    rate: float
    lost: int
    """Pictures that zxing-cpp reads and we do not."""


def figures(results: Iterable[Result]) -> Figures:
    """Pictures on which there is nothing count for `false_reads` and for the times alone."""
    everything = list(results)
    codes = [result for result in everything if result.sample.expected != b""]
    read = sum(result.is_read for result in codes)
    times = sorted(1000 * result.took_s for result in everything) or [0.0]
    return Figures(
        pictures=len(codes),
        read=read,
        rate=_percent(read, len(codes)),
        wrong=sum(result.is_wrong for result in codes),
        unconfirmed=sum(bool(result.payloads) and result.right is None for result in codes),
        false_reads=sum(bool(result.payloads) for result in everything if result.sample.expected == b""),
        median_ms=round(statistics.median(times), 2),
        p95_ms=round(times[min(len(times) - 1, int(0.95 * len(times)))], 2),
        max_ms=round(times[-1], 2),
    )


def beside(results: Iterable[Result]) -> Beside:
    """Of the pictures that zxing-cpp misses, how many we read."""
    with_code = [result for result in results if result.sample.expected != b""]
    return _beside(*({r.sample.path: r.is_read for r in with_code if r.decoder == name} for name in (FIRST, OURS)))


def _beside(first: Mapping[Any, bool], ours: Mapping[Any, bool]) -> Beside:
    """By picture or session: whether zxing-cpp read it, and whether we did."""
    missed = [one for one, is_read in first.items() if not is_read]
    read = sum(ours[one] for one in missed)
    lost = sum(is_read and not ours[one] for one, is_read in first.items())
    return Beside(len(missed), read, _percent(read, len(missed)), lost)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def as_json(folders: list[list[Result]], names: list[str]) -> dict[str, Any]:
    """`sets`: per folder; `all`: over everything."""
    everything = [result for folder in folders for result in folder]
    sets = {folder[0].sample.folder: _one(folder, names) for folder in folders if folder}
    return {"sets": sets, "all": _one(everything, names)}


def _one(results: list[Result], names: list[str]) -> dict[str, Any]:
    by_name = {name: asdict(figures(r for r in results if r.decoder == name)) for name in names}
    return {"decoders": by_name, "beside_zxing": asdict(beside(results))} if FIRST in names else {"decoders": by_name}


def as_table(folders: list[list[Result]], names: list[str]) -> str:
    """A line per folder and decoder, and what is read of what zxing-cpp misses."""
    lines = [f"{'set':24} {'decoder':10} {'read':>12} {'wrong':>6} {'false':>6} {'median':>8} {'p95':>8} {'max ms':>8}"]
    everything = [result for folder in folders for result in folder]
    for title, results in [*((folder[0].sample.folder, folder) for folder in folders if folder), ("all", everything)]:
        lines += [_line(title, name, figures(r for r in results if r.decoder == name)) for name in names]
        if FIRST in names:
            extra = beside(results)
            missed = f"{extra.read_of_these} of {extra.missed_by_zxing} that {FIRST} misses ({extra.rate} %)"
            lines.append(f"{title[:24]:24} {'':10} {missed}, {extra.lost} lost")
    return "\n".join(lines)


def _line(title: str, name: str, of: Figures) -> str:
    rate = f"{of.read}/{of.pictures} {of.rate:.1f}%" if of.pictures else "-"
    times = f"{of.median_ms:8.2f} {of.p95_ms:8.2f} {of.max_ms:8.2f}"
    return f"{title[:24]:24} {name:10} {rate:>14} {of.wrong:4} {of.false_reads:6} {times}"


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """Of one decoder over some sessions; times in seconds from the first frame on."""

    sessions: int
    read: int
    rate: float
    wrong: int
    median_s: float | None


def live_figures(played: Iterable[Played]) -> LiveFigures:
    """`median_s` is None when nothing was read."""
    everything = list(played)
    times = [session.read_s for session in everything if session.read_s is not None]
    middle = round(statistics.median(times), 3) if times else None
    wrong = sum(session.wrong for session in everything)
    return LiveFigures(len(everything), len(times), _percent(len(times), len(everything)), wrong, middle)


def live_as_json(played: list[Played], names: list[str]) -> dict[str, Any]:
    """`difficulties`: per difficulty; `all`: over everything, and what is read of what zxing-cpp misses."""
    difficulties = dict.fromkeys(session.difficulty for session in played)
    return {
        "difficulties": {d: _live([s for s in played if s.difficulty == d], names) for d in difficulties},
        "all": _live(played, names),
    }


def _live(played: list[Played], names: list[str]) -> dict[str, Any]:
    by_name = {name: asdict(live_figures(s for s in played if s.decoder == name)) for name in names}
    first, ours = (
        {(s.difficulty, s.seed): s.read_s is not None for s in played if s.decoder == name} for name in (FIRST, OURS)
    )
    return {"decoders": by_name, "beside_zxing": asdict(_beside(first, ours))}


def live_as_table(played: list[Played], names: list[str]) -> str:
    """A line per difficulty: how many sessions each decoder has read, and the median time that took it."""
    told = live_as_json(played, names)
    lines = [f"{'difficulty':14}" + "".join(f"{name:>22}" for name in names)]
    for title, one in [*told["difficulties"].items(), ("all", told["all"])]:
        cells = (one["decoders"][name] for name in names)
        lines.append(f"{title:14}" + "".join(_cell(cell) for cell in cells))
    extra = told["all"]["beside_zxing"]
    missed = f"{extra['read_of_these']} of {extra['missed_by_zxing']} that {FIRST} misses ({extra['rate']} %)"
    return "\n".join([*lines, f"{OURS} reads {missed}, {extra['lost']} lost"])


def _cell(figures: dict[str, Any]) -> str:
    middle = "" if figures["median_s"] is None else f" in {figures['median_s']:.2f} s"
    return f"{figures['read']}/{figures['sessions']}{middle}".rjust(22)
