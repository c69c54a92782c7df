"""A fresh point with a stage around it, for the scripted day, the tests and the bench."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from kiosk.backend.catalogue import seed_of
from kiosk.codes import write_codes
from kiosk.play import activity, running
from kiosk.point import STAGE_DIR, PointOptions, board_control, children, free_port, prepare
from kiosk.settings import STAGE_CAMERA, Profile
from kiosk.stage.books import Books
from kiosk.stage.hands import Doors, Finger, connect
from kiosk.stage.player import Player, code_sheet
from kiosk.supervisor import Child, Supervisor

WINDOW = "1080x1920"


def staged_point(profile: Profile, scratch: Path, camera: str = STAGE_CAMERA) -> PointOptions:
    """Everything under `scratch`, drawn off screen, doors closed by hand."""
    point = PointOptions(
        profile=profile,
        runtime=scratch / "run",
        data=scratch / "data",
        camera=camera,
        backend_port=free_port(),
        activity=scratch / "activity.sock",
        window=False,
        window_size=WINDOW,
        puppet=scratch / "puppet.sock",
    )
    prepare(point)
    return point


@asynccontextmanager
async def on_stage(
    point: PointOptions, pictures: Path | None = None, processes: Sequence[Child] = ()
) -> AsyncIterator[Player]:
    """The point running, and somebody in front of it. `processes`: others than its own.

    Raises StageError when it does not start.
    """
    assert point.activity is not None
    assert point.puppet is not None
    codes = point.runtime / "codes"
    write_codes(seed_of(point.profile.file.backend.seed, point.profile.secrets), codes)
    supervisor = Supervisor()
    async with AsyncExitStack() as stack:
        happenings = await stack.enter_async_context(activity(point.activity))
        await stack.enter_async_context(running(list(processes) or children(point), supervisor))
        bus = point.simulated_buses[0].name
        control = await stack.enter_async_context(connect(board_control(point.runtime, bus)))
        yield Player(
            finger=Finger(point.puppet),
            doors=Doors(control),
            happenings=happenings,
            codes=code_sheet(codes),
            stage=point.runtime / STAGE_DIR if point.camera == STAGE_CAMERA else None,
            wall=point.profile.wall,
            supervisor=supervisor,
            books=Books(point.backend_url, point.profile.secrets.kiosk.bearer_key),
            pictures=pictures,
        )
