"""What a bench is given."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.point import PointOptions, free_port, prepare
from kiosk.settings import STAGE_CAMERA, Profile


@dataclass(frozen=True)
class BenchSettings:
    """`disk` is a folder on a disk like the one that journals are kept on: a /tmp in memory would flatter commits."""

    profile: Profile
    disk: Path
    rounds: int = 40
    starts: int = 7
    idle_s: float = 20.0
    poll_s: float = 1.5
    jitter_ms: float = 3.0


@contextmanager
def fresh_point(profile: Profile, disk: Path) -> Iterator[PointOptions]:
    """The options and the empty folders of a new point with the stage's camera; gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="openluke-") as runtime,
        tempfile.TemporaryDirectory(prefix="data-", dir=disk) as data,
    ):
        point = PointOptions(
            profile=profile,
            runtime=Path(runtime),
            data=Path(data),
            camera=STAGE_CAMERA,
            backend_port=free_port(),
            activity=Path(runtime) / "activity.sock",
            window=False,
        )
        prepare(point)
        yield point
