"""The hand in front of the camera, and the scene it writes."""

import pytest
from PySide6.QtCore import QUrl

from hardware.camera.scene import SCENE_FILE, Scene, SceneFile
from ui.stage import scene
from ui.stage.camera import CameraModel

PICTURE = QUrl.fromLocalFile("/codes/token one.png").toString()


@pytest.fixture
def camera(qapp, tmp_path):
    return CameraModel(tmp_path)


def written(camera: CameraModel, folder) -> Scene:
    camera.write()
    return SceneFile(folder).current()


def test_the_camera_reads_what_is_written(camera, tmp_path):
    camera.holdUp(PICTURE, "Én pakke")
    assert written(camera, tmp_path) == Scene("/codes/token one.png", 0.5, 0.5, 0.45, 0)
    assert scene.SCENE_FILE == SCENE_FILE
    assert [file.name for file in tmp_path.iterdir()] == [SCENE_FILE]


def test_left_of_the_person_is_right_of_the_camera(camera, tmp_path):
    camera.pick(PICTURE, "")
    camera.move(0.2, 0.7)
    camera.turn(2)
    seen = written(camera, tmp_path)
    assert (seen.x, seen.y, seen.angle) == (0.8, 0.7, -10)


def test_out_of_the_frame_is_out_of_sight(camera, tmp_path):
    shown, hidden = [], []
    camera.shown.connect(shown.append)
    camera.hidden.connect(hidden.append)
    camera.pick(PICTURE, "Én pakke")
    assert written(camera, tmp_path) == Scene()
    for x in (0.1, 0.4, -0.1, 1.1):
        camera.move(x, 0.5)
    assert written(camera, tmp_path) == Scene()
    assert (shown, hidden) == (["Én pakke"], ["Én pakke"])


def test_dropped_in_sight_it_stays_and_out_of_sight_it_is_put_away(camera):
    camera.pick(PICTURE, "")
    camera.move(0.5, 0.5)
    camera.drop()
    assert camera.inSight
    camera.move(0.5, 1.2)
    camera.drop()
    assert (camera.inSight, camera.picture) == (False, "")


def test_another_card_takes_the_place_of_the_first(camera):
    hidden = []
    camera.hidden.connect(hidden.append)
    camera.holdUp(PICTURE, "first")
    camera.zoom(3)
    camera.holdUp(PICTURE, "second")
    assert (hidden, camera.title, camera.scale) == (["first"], "second", 0.45)


@pytest.mark.parametrize("steps", [100, -100])
def test_scale_and_angle_stay_within_what_the_scene_allows(camera, tmp_path, steps):
    camera.holdUp(PICTURE, "")
    camera.zoom(steps)
    camera.turn(steps * 1.1)
    assert written(camera, tmp_path).image


def test_moves_are_written_by_themselves(qtbot, camera, tmp_path):
    camera.holdUp(PICTURE, "")
    qtbot.waitUntil((tmp_path / SCENE_FILE).exists)
    camera.putAway()
    qtbot.waitUntil(lambda: SceneFile(tmp_path).current() == Scene())


def test_with_a_real_camera_nothing_is_written(qapp, tmp_path):
    camera = CameraModel(None)
    camera.holdUp(PICTURE, "")
    camera.write()
    assert not camera.simulated
    assert list(tmp_path.iterdir()) == []
