"""A stage on the real simulator, with the demo's own wall and codes."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.backend.catalogue import seed_of
from kiosk.codes import write_codes
from kiosk.settings import load_profile
from tests.ui.fixtures import wall
from tests.ui.stage.fake_point import FakePoint
from tests.unit.locker_driver.simulated import Control, simulator
from ui.stage.app import Options, Stage
from ui.stage.window import StageWindow


@pytest.fixture(scope="session")
def codes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("codes")
    write_codes(seed_of("demo", load_profile("demo").secrets), folder)
    return folder


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Control]:
    """Doors 1 to 24 on board 1."""
    with simulator(tmp_path) as control:
        yield control


@pytest.fixture
def options(tmp_path: Path, codes: Path) -> Options:
    (tmp_path / "wall.json").write_bytes(msgspec.json.encode(wall()))
    (tmp_path / "scene").mkdir()
    return Options(
        control=str(tmp_path / "control"),
        point=str(tmp_path / "point.sock"),
        codes=codes,
        wall=tmp_path / "wall.json",
        scene=tmp_path / "scene",
        parcels=(5, 8, 12, 23),
    )


@pytest.fixture
def point(tmp_path: Path, qapp) -> Iterator[FakePoint]:
    fake = FakePoint(str(tmp_path / "point.sock"))
    yield fake
    fake.close()


@pytest.fixture
def stage(qtbot, bank: Control, point: FakePoint, options: Options) -> Iterator[Stage]:
    """Connected to boards and point."""
    made = Stage(options)
    made.start()
    qtbot.waitUntil(lambda: bool(made.boards.state.doors) and point.visited, timeout=5000)
    yield made
    made.stop()


@pytest.fixture
def glass(qtbot, stage: Stage) -> Iterator[StageWindow]:
    shown = StageWindow(stage.model)
    shown.window.resize(1280, 900)
    qtbot.waitUntil(shown.window.isExposed, timeout=5000)
    yield shown
    shown.close()
