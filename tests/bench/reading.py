"""How much is read of what zxing-cpp misses, how fast, and what is read where nothing is: on generated pictures."""

import asyncio
import secrets
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from hardware.camera.bench import empty
from hardware.camera.bench.live import Played, play_all
from hardware.camera.bench.peers import FIRST, OURS, PEERS, Read, decoders, watchers
from hardware.camera.bench.report import beside, figures, live_as_json, live_figures
from hardware.camera.bench.samples import Sample
from hardware.camera.bench.still import Result, look
from hardware.camera.preview import use_one_thread
from hardware.camera.synthetic.conditions import CONDITIONS, SIZES, picture
from hardware.camera.synthetic.sessions import DIFFICULTIES, session
from tests.bench.figures import Figure, Section
from tests.bench.settings import BenchSettings

_PICTURES: Final = 8
"""Of each condition and size."""
_SESSIONS: Final = 4
"""Of each difficulty."""
_EMPTY: Final = 60
"""Of each kind."""


async def measure(_settings: BenchSettings) -> list[Section]:
    """Fresh seeds each time, said in the remark."""
    return await asyncio.to_thread(_measure, secrets.randbelow(10**6))


def _measure(seed: int) -> list[Section]:
    use_one_thread()
    return [_still(seed), _live(seed), _nothing(seed)]


def _still(seed: int) -> Section:
    chosen = decoders(tuple(PEERS))
    results = [result for size in SIZES for result in _pictures(seed, size, chosen)]
    small = [r for r in results if r.decoder == OURS and r.sample.folder == "720p"]
    ours, all_ours = figures(small), figures(r for r in results if r.decoder == OURS)
    extra = beside(results)
    read = [Figure(f"read by {name}", figures(r for r in results if r.decoder == name).rate, "%") for name in chosen]
    return Section(
        "reading-still",
        "Reading: pictures",
        f"{_PICTURES} of each of {len(CONDITIONS)} conditions at 720p and 1080p, from seed {seed}; one thread",
        (
            *read,
            Figure(f"read of {extra.missed_by_zxing} that {FIRST} misses", extra.rate, "%", at_least=50),
            Figure(f"{FIRST} reads and ours does not", extra.lost, "", at_most=0),
            Figure("wrong texts", all_ours.wrong, "", at_most=0),
            Figure("ours at 720p, p50", ours.median_ms, "ms", at_most=2),
            Figure("ours at 720p, p95", ours.p95_ms, "ms", at_most=45),
            Figure("ours, worst of all", all_ours.max_ms, "ms", at_most=120),
        ),
        {"ours_ms": [1000 * r.took_s for r in results if r.decoder == OURS]},
    )


def _pictures(seed: int, size: str, chosen: dict[str, Read]) -> Iterator[Result]:
    for condition in CONDITIONS:
        for number in range(seed, seed + _PICTURES):
            gray, text = picture(condition, number, SIZES[size])
            sample = Sample(Path(f"{size}/{condition}-{number}"), size, text.encode())
            yield from look(sample, gray, chosen)


def _live(seed: int) -> Section:
    sessions = (session(difficulty, seed + n) for difficulty in DIFFICULTIES for n in range(_SESSIONS))
    played = list(play_all(sessions, watchers((FIRST, "pyzbar"))))
    extra = live_as_json(played, [FIRST, OURS])["all"]["beside_zxing"]
    typical = live_figures(_of(played, "typical"))
    rates = [
        Figure(f"read by {name}", live_figures(p for p in played if p.decoder == name).rate, "%")
        for name in (FIRST, "pyzbar", OURS)
    ]
    return Section(
        "reading-live",
        "Reading: sessions of two seconds",
        f"{_SESSIONS} of each of {len(DIFFICULTIES)} difficulties, from seed {seed}, against the clock",
        (
            *rates,
            Figure(f"read of {extra['missed_by_zxing']} that {FIRST} misses", extra["rate"], "%", at_least=75),
            Figure("wrong texts", sum(p.wrong for p in played if p.decoder == OURS), "", at_most=0),
            Figure("time to read a typical one, p50", typical.median_s or 2.0, "s", at_most=0.30),
        ),
        {"ours_s": [p.read_s for p in played if p.decoder == OURS and p.read_s is not None]},
    )


def _of(played: list[Played], difficulty: str) -> list[Played]:
    return [p for p in played if p.decoder == OURS and p.difficulty == difficulty]


def _nothing(seed: int) -> Section:
    chosen = decoders((FIRST,))
    results = [result for kind in empty.measure(_EMPTY, chosen, seed=seed) for result in kind]
    by = partial(_by, results)
    return Section(
        "reading-nothing",
        "Reading: where nothing is",
        f"{_EMPTY} frames of each kind at 720p, from seed {seed}",
        (
            Figure("false reads", figures(by(OURS)).false_reads, "", at_most=0),
            Figure("all looks in vain, p95", figures(by(OURS)).p95_ms, "ms", at_most=45),
            Figure(f"{FIRST} alone, p95", figures(by(FIRST)).p95_ms, "ms"),
        ),
        {"ours_ms": [1000 * r.took_s for r in by(OURS)]},
    )


def _by(results: list[Result], decoder: str) -> list[Result]:
    return [result for result in results if result.decoder == decoder]
