from dataclasses import replace

import cv2
import numpy as np
import pytest

from hardware.camera.bench.live import Film, play
from hardware.camera.bench.peers import PEERS, Always, Ours
from hardware.camera.bracket import STEPS, Bracket
from hardware.camera.decode import Code, Look, Symbology, Unread
from hardware.camera.jpeg import Jpeg
from hardware.camera.live import LiveLook, live_look
from hardware.camera.render import Pose, Room, hold_up, make_card
from hardware.camera.source import Frame, Image
from hardware.camera.synthetic.sessions import session

DIM = np.full((72, 128), 90, np.uint8)


def blown_out() -> Image:
    frame = DIM.copy()
    frame[10:30, 10:40] = 255
    return frame


def test_what_is_blown_out_is_taken_with_less_light_in_turn() -> None:
    bracket = Bracket()
    asked = []
    for _ in range(2 * len(STEPS)):
        bracket.note(blown_out() if bracket.exposure == 1 else DIM, exposure=bracket.exposure, searching=True)
        asked.append(bracket.exposure)
    assert asked == [*STEPS[1:], STEPS[0], *STEPS[1:], STEPS[0]]


def test_the_camera_keeps_its_own_exposure_where_nothing_is_lost_in_white() -> None:
    bracket = Bracket()
    bracket.note(DIM, exposure=1.0, searching=True)
    assert bracket.exposure == 1.0


def test_it_goes_back_as_soon_as_nothing_is_looked_for() -> None:
    bracket = Bracket()
    bracket.note(blown_out(), exposure=1.0, searching=True)
    assert bracket.exposure == STEPS[1]
    bracket.note(DIM, exposure=STEPS[1], searching=False)
    assert bracket.exposure == 1.0


def test_a_shorter_exposure_is_no_movement() -> None:
    look = live_look((Symbology.QR,))
    assert look.look(Frame(DIM, 0.0)).searched
    assert not look.look(Frame(DIM, 10.0)).searched
    assert not look.look(Frame(DIM // 3, 10.1, exposure=0.3)).searched
    assert not look.look(Frame(DIM // 3, 10.2)).searched  # the camera is settling
    assert not look.look(Frame(DIM, 10.8)).searched
    assert look.look(Frame(DIM // 3, 10.9)).searched


def test_a_camera_that_cannot_change_its_exposure_is_left_alone() -> None:
    bracket = Bracket()
    asked = []
    for _ in range(120):
        bracket.note(blown_out(), exposure=1.0, searching=True)
        asked.append(bracket.exposure)
    assert asked[0] != 1.0
    assert set(asked[-40:]) == {1.0}


class Forgetful:
    forgot = 0
    plain = Look([])

    def read(self, gray: Image, *, search: bool) -> list[Code]:
        return []

    def glance(self, half: Image) -> Look:
        return Look([])

    def forget(self) -> None:
        self.forgot += 1


def test_what_has_paid_is_forgotten_once_a_night() -> None:
    ladder = Forgetful()
    look = LiveLook(ladder)
    look.look(Frame(DIM, 0.0))
    for minute in range(1, 3 * 60):
        look.look(Frame(DIM, 60.0 * minute))
    assert ladder.forgot == 0
    for minute in range(3 * 60, 20 * 60):
        look.look(Frame(DIM, 60.0 * minute))
    assert ladder.forgot == 1
    for second in range(60):
        look.look(Frame(blown_out() if second == 0 else DIM, 1e5 + second))
    look.look(Frame(DIM, 2e5))
    assert ladder.forgot == 2


@pytest.mark.parametrize(("difficulty", "seed"), [("overexposed", 1), ("glare", 6), ("small", 5), ("paper_dim", 2)])
def test_sessions_that_zxing_misses_are_read(difficulty: str, seed: int) -> None:
    """On a clock that stands still while looking: what is read must not hang on how fast the machine is."""
    film = Film(session(difficulty, seed))
    assert play(film, "zxing", Always(PEERS["zxing"]()), lambda: 0.0).read_s is None
    ours = play(film, "ours", Ours(), lambda: 0.0)
    assert ours.read_s is not None
    assert ours.wrong == 0


class Glancing:
    """Sees and reads what it is told, and keeps the sizes of what it is shown."""

    def __init__(self) -> None:
        self.codes: list[Code] = []
        self.unread: list[Unread] = []
        self.plain = Look([])
        self.glances: list[tuple[int, ...]] = []
        self.looks: list[tuple[int, ...]] = []

    def glance(self, half: Image) -> Look:
        self.glances.append(half.shape)
        return Look([replace(code, area_px=code.area_px / 4) for code in self.codes], self.unread)

    def read(self, gray: Image, *, search: bool) -> list[Code]:
        self.looks.append(gray.shape)
        self.plain = Look(self.codes, self.unread)
        return self.codes

    def forget(self) -> None:
        pass


def idle(ladder: Glancing) -> LiveLook:
    """Nobody has been there for ten seconds."""
    look = LiveLook(ladder)
    for frame in range(150):
        look.look(Frame(DIM, frame / 15))
    ladder.glances.clear()
    ladder.looks.clear()
    return look


def test_while_nothing_moves_frames_are_glanced_at_and_one_a_second_is_looked_at_whole() -> None:
    ladder = Glancing()
    look = idle(ladder)
    for frame in range(60):
        look.look(Frame(DIM, 10 + frame / 15))
    assert ladder.looks == 4 * [(72, 128)]
    assert ladder.glances == 56 * [(36, 64)]


def test_what_a_glance_sees_is_read_in_that_very_frame() -> None:
    ladder = Glancing()
    look = idle(ladder)
    look.look(Frame(DIM, 10.0))
    ladder.codes = [Code(b"x", Symbology.QR, 9)]
    seen = look.look(Frame(DIM, 10.1))
    assert (seen.codes, seen.searched) == (ladder.codes, False)
    ladder.looks.clear()
    ladder.unread = [Unread(((0, 0), (9, 0), (9, 9), (0, 9)))]
    for frame in range(5):
        look.look(Frame(DIM, 10.2 + frame / 15))
    assert len(ladder.looks) == 5
    assert look.look(Frame(DIM, 10.6)).plain == Look(ladder.codes, ladder.unread)


def test_what_lies_there_is_glanced_at_and_stays_at_its_place() -> None:
    ladder = Glancing()
    look = idle(ladder)
    ladder.codes = [Code(b"x", Symbology.QR, 9)]
    seen = [look.look(Frame(DIM, 10 + frame / 15)).codes for frame in range(30)]
    assert seen == 30 * [ladder.codes]
    assert len(ladder.looks) == 2
    ladder.codes = []
    assert look.look(Frame(DIM, 12.0)).codes == []


def test_a_code_held_up_before_an_idle_camera_is_read_in_its_first_frame(token: bytes, token_code: Image) -> None:
    look, room = live_look((Symbology.QR,)), Room(1)
    for frame in range(75):
        seen = look.look(Frame(room.with_noise(room.empty()), frame / 15))
    assert (seen.codes, seen.searched) == ([], False)
    held = room.empty()
    hold_up(held, make_card(token_code, 150, on_phone=True), Pose(640, 360, 5))
    picture = Jpeg.of(cv2.imencode(".jpg", room.with_noise(held))[1])
    assert picture
    assert [code.payload for code in look.look(Frame(picture, 5.0)).codes] == [token]


def test_a_frame_that_changes_is_searched_whole_at_once() -> None:
    ladder = Glancing()
    look = idle(ladder)
    look.look(Frame(DIM, 10.0))
    ladder.looks.clear()
    assert look.look(Frame(blown_out(), 10.1)).searched
    assert ladder.looks == [(72, 128)]
