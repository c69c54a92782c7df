"""Frame delivered → last byte of the unlock command on the line, deciding from the local list; and what it is made of.

Every round is a customer at a running point: camera, reader, core, journal, bus and simulated board are those of
`openluke play`. The simulated board says when it had the last byte, on the clock that stamped the frame.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import Final

from kiosk.backend.seed import IssuedCode
from kiosk.point import children
from tests.bench.customer import Customer, Visit, open_point, some_pose
from tests.bench.figures import Figure, Section, percentile, spread
from tests.bench.parts import Laboratory, Parts, laboratory
from tests.bench.settings import BenchSettings, fresh_point
from tests.bench.stock import fill

P50_MS: Final = 40.0
P95_MS: Final = 100.0
TIMES_PARTS: Final = 2.0
_SEED: Final = 1


@dataclass
class Starts:
    """Seconds from the start of all processes of a point at once, on as few cores as there are."""

    core_s: list[float] = field(default_factory=list)
    list_s: list[float] = field(default_factory=list)


async def measure(settings: BenchSettings) -> list[Section]:
    """Fresh points, each with one full wall, until there are enough rounds."""
    dice = random.Random(_SEED)
    doors = len(settings.profile.wall.compartments)
    visits: list[Visit] = []
    starts = Starts()
    async with laboratory(settings.profile, settings.disk) as lab:
        while len(visits) < settings.rounds:
            count = min(doors, settings.rounds - len(visits))
            visits += await _one_wall(settings, count, dice, lab, starts)
    return [_whole(visits, lab.parts, starts), _peers(lab.parts)]


async def _one_wall(
    settings: BenchSettings, count: int, dice: random.Random, lab: Laboratory, starts: Starts
) -> list[Visit]:
    with fresh_point(settings.profile, settings.disk) as point:
        codes = fill(point)
        dice.shuffle(codes)
        start_s = time.monotonic()
        async with open_point(point, children(point)) as customer:
            await customer.until("ready")
            starts.core_s.append(time.monotonic() - start_s)
            starts.list_s.append(await customer.served() - start_s)
            # The UI may still be starting; no customer comes in the first second of a kiosk's day.
            await asyncio.sleep(3.0)
            return [await _visit(code, customer, dice, lab) for code in codes[:count]]


async def _visit(code: IssuedCode, customer: Customer, dice: random.Random, lab: Laboratory) -> Visit:
    pose = some_pose(dice)
    visit = await customer.collect(code, pose)
    await lab.take(code, pose)
    # So that customers come at any moment between two frames and between two polls.
    await asyncio.sleep(dice.uniform(0.3, 0.9))
    return visit


def _whole(visits: list[Visit], parts: Parts, starts: Starts) -> Section:
    total_ms = [visit.to_unlock_ms for visit in visits]
    answer_ms = [visit.to_answer_ms for visit in visits]
    decode_ms, commit_ms = percentile(parts.zxing_ms, 50), percentile(parts.commit_ms, 50)
    sum_ms = decode_ms + commit_ms + parts.wire_ms
    return Section(
        "unlock",
        "Frame delivered → last unlock byte on the line",
        f"{len(visits)} customers, decided from the local list",
        (
            *spread("frame → unlock", total_ms, "ms", P50_MS, P95_MS),
            *spread("of it frame → intent durable", answer_ms, "ms"),
            Figure("alone: decode (zxing-cpp), p50", decode_ms, "ms"),
            Figure("alone: one durable intent, p50", commit_ms, "ms"),
            Figure("alone: one durable intent, p95", percentile(parts.commit_ms, 95), "ms"),
            Figure("alone: unlock frame on the wire", parts.wire_ms, "ms"),
            Figure("whole p50 / sum of the three", percentile(total_ms, 50) / sum_ms, "times", TIMES_PARTS),
            Figure("all processes started at once → core serves, p50", percentile(starts.core_s, 50), "s"),
            Figure("all processes started at once → list there, p50", percentile(starts.list_s, 50), "s"),
        ),
        {"unlock_ms": total_ms, "answer_ms": answer_ms, "commit_ms": parts.commit_ms, "list_s": starts.list_s},
    )


def _peers(parts: Parts) -> Section:
    zxing_ms, pyzbar_ms, ours_ms = (
        percentile(samples, 50) for samples in (parts.zxing_ms, parts.pyzbar_ms, parts.ladder_ms)
    )
    frames = len(parts.zxing_ms)
    return Section(
        "peers",
        "The reader's ladder beside its decoders alone",
        f"{frames} frames of the same scenes",
        (
            Figure("ladder, p50", ours_ms, "ms"),
            Figure("zxing-cpp alone, p50", zxing_ms, "ms"),
            Figure("pyzbar alone, p50", pyzbar_ms, "ms"),
            Figure("ladder / zxing-cpp", ours_ms / zxing_ms, "times"),
            Figure("ladder / pyzbar", ours_ms / pyzbar_ms, "times"),
            *(Figure(f"frames read by {name}", 100 * count / frames, "%") for name, count in parts.read.items()),
        ),
        {"ladder_ms": parts.ladder_ms, "zxing_ms": parts.zxing_ms, "pyzbar_ms": parts.pyzbar_ms},
    )
